import { CreatorAuditApi } from '../../../credentials/CreatorAuditApi.credentials';
import { runNode } from '../../support/engine';
import { ScriptedServer } from '../../support/scriptedServer';

const KEY = 'canary-key-of-the-address-tests';

/** An expression in the credential's Base URL has been given a value by a cell of a sheet when a step reads it. */
describe('A Base URL that a cell has filled', () => {
	const server = new ScriptedServer();
	beforeAll(async () => void (await server.start()));
	afterAll(async () => await server.stop());
	beforeEach(() => (server.requests = []));

	const whoAmI = async (baseUrl: string, allowedHosts?: string) =>
		await runNode({
			credential: { apiKey: KEY, baseUrl, allowedHosts },
			parameters: { resource: 'organization', operation: 'getApiKey' },
		});

	it.each([
		'https://evil.example/v2',
		'https://api.creatoraudit.com.evil.example/v2',
		'https://evil.example/api.creatoraudit.com/v2',
		'https://api.creatoraudit.com:8443/v2',
		'https://api.creatoraudit.com./v2',
		'https://xn--pi-7ha.creatoraudit.com/v2',
	])('leads the key to no host that the credential does not name: %s', async (baseUrl) => {
		for (const allowedHosts of [undefined, '', 'creatoraudit.example.com']) {
			const { error } = await whoAmI(baseUrl, allowedHosts);
			expect(error?.message).toContain('a host that the credential does not name');
			expect(error?.message).not.toContain('evil');
		}
	});

	it('leads to this machine only as long as the credential names no host', async () => {
		const { host } = new URL(server.origin);
		for (const allowedHosts of ['', host, '127.0.0.1', `other.example, ${host}`])
			expect((await whoAmI(server.baseUrl, allowedHosts)).error).toBeUndefined();
		expect(server.requests).toHaveLength(4);
		for (const allowedHosts of ['creatoraudit.example.com', '127.0.0.1:1', 'localhost'])
			expect((await whoAmI(server.baseUrl, allowedHosts)).error?.message).toContain(
				'does not name',
			);
		expect(server.requests).toHaveLength(4);
	});

	it('cannot be an expression in the editor', () => {
		const fixed = new CreatorAuditApi().properties.filter(({ name }) => name !== 'apiKey');
		expect(fixed.map(({ noDataExpression }) => noDataExpression)).toEqual([true, true]);
	});
});
