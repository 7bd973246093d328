import { polledSandbox } from '../support/polledSandbox';
import { sandboxedNode } from '../support/sandboxedNode';

/**
 * n8n loads and decrypts a credential at each request that does not bring it along: a database query, and outside of executions an
 * environment for expressions as well, which take longer than the request.
 */
describe('reading the credential', () => {
	const node = sandboxedNode({ accounts: 2_000 });
	const polled = polledSandbox({ accounts: 1_000, videos: 1_000 });

	it('is done once for a list of ten pages', async () => {
		const { requests, credentials, error } = await node.run({
			resource: 'account',
			operation: 'getAll',
			returnAll: true,
		});

		expect(error).toBeUndefined();
		expect(requests).toHaveLength(10);
		expect(credentials.decryptions).toBe(1);
	});

	it('is done once for all requests of a poll, and anew for the next poll', async () => {
		const trigger = await polled.active({ parameters: { triggerOn: 'video' } });
		await polled.sandbox.clearRequests();
		const before = trigger.credentials.decryptions;

		await trigger.poll();
		expect((await polled.sandbox.requests()).length).toBeGreaterThanOrEqual(5);
		expect(trigger.credentials.decryptions - before).toBe(1);

		await trigger.poll();
		expect(trigger.credentials.decryptions - before).toBe(2);
	});
});
