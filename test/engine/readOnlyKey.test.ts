import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode } from '../support/sandboxedNode';

/** Whether metrics, which are read by POST, need the scope write is not known (contract/NOTES.md#read-only-posts-and-scopes): both must do. */
describe('a key that may only read', () => {
	const node = sandboxedNode();
	const run = async (parameters: INodeParameters, metricsNeedWrite: boolean) => {
		await node.sandbox.settings({ metricsNeedWrite });
		const credential = { apiKey: node.sandbox.keys.read, baseUrl: node.sandbox.apiUrl };
		return await node.run(parameters, { credential });
	};
	const idOf = async (kind: 'accounts' | 'videos') => String((await node.sandbox.data(kind))[0].id);

	it('gets metrics and view growth where the API lets it', async () => {
		const accountIds = await idOf('accounts');
		const videoIds = await idOf('videos');
		for (const parameters of [
			{ resource: 'account', operation: 'getMetrics', accountIds },
			{ resource: 'video', operation: 'getMetrics', videoIds },
			{ resource: 'video', operation: 'getDeltas', videoIds },
		]) {
			const { json, error } = await run(parameters, false);
			expect(error).toBeUndefined();
			expect(json[0]).toMatchObject({ found: true });
		}
	});

	it('is told which scope is missing where the API does not', async () => {
		const accountIds = await idOf('accounts');
		const { error } = await run({ resource: 'account', operation: 'getMetrics', accountIds }, true);
		expect(error?.message).toBe('The API key may only read, so it cannot get metrics of accounts');
		expect(error?.description).toContain('Use a key with the scope "write"');
	});

	it('reads lists in either case', async () => {
		for (const metricsNeedWrite of [true, false]) {
			const { error } = await run({ resource: 'account', operation: 'getAll' }, metricsNeedWrite);
			expect(error).toBeUndefined();
		}
	});
});
