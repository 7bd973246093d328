import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { caller } from './sandboxSupport';

describe('the request log of the sandbox', () => {
	let sandbox: Sandbox;
	const call = caller(() => sandbox);

	beforeAll(async () => {
		sandbox = await startSandbox({ firstRefreshDelayMs: null, rateLimit: null });
	});
	afterAll(async () => await sandbox.stop());
	beforeEach(async () => {
		await sandbox.reset();
	});

	it('holds what came in and what went out, and never a key', async () => {
		await call('GET /accounts?limit=2&q=a');
		await call('POST /creators', { body: { name: 'Logged' }, headers: { 'X-Custom': 'yes' } });
		await call('GET /whoami', { key: 'a-secret' });
		const [list, create, refused] = await sandbox.requests();
		expect(list).toMatchObject({
			method: 'GET',
			path: '/accounts',
			query: { limit: '2', q: 'a' },
			status: 200,
			body: null,
		});
		expect(list.key).toBe('Sandbox full access');
		expect(list.bytes).toBeGreaterThan(1000);
		expect(Math.abs(list.at - Date.now())).toBeLessThan(5000);
		expect(create).toMatchObject({
			body: { name: 'Logged' },
			status: 201,
			route: 'POST /creators',
		});
		expect(create.headers).toMatchObject({
			'x-custom': 'yes',
			authorization: 'Sandbox full access',
		});
		expect(refused).toMatchObject({
			status: 401,
			key: 'unknown',
			headers: { authorization: 'unknown' },
		});
		expect(JSON.stringify(await sandbox.requests())).not.toMatch(/a-secret|sandbox-full-key/);
	});

	it('can be filtered, summed up and emptied', async () => {
		for (const target of ['GET /whoami', 'GET /accounts', 'POST /creators']) await call(target);
		const [, second] = await sandbox.requests();
		expect(await sandbox.requests({ method: 'post' })).toHaveLength(1);
		expect(await sandbox.requests({ path: '^/acc' })).toEqual([second]);
		expect(await sandbox.requests({ since: second.n })).toHaveLength(1);
		expect(await sandbox.summary()).toMatchObject({
			total: 3,
			byStatus: { 200: 2, 422: 1 },
			byRoute: { 'GET /whoami': 1, 'GET /accounts': 1, 'POST /creators': 1 },
			inFlight: 0,
		});
		await sandbox.clearRequests();
		expect([(await sandbox.requests()).length, (await sandbox.summary()).total]).toEqual([0, 0]);
	});

	it('counts how many requests were under way at once', async () => {
		await sandbox.settings({ latencyMs: 100 });
		await Promise.all(Array.from({ length: 5 }, async () => await call('GET /whoami')));
		expect(await sandbox.summary()).toMatchObject({ maxInFlight: 5, inFlight: 0 });
	});
});
