import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { caller, fieldsOf, type Reply } from './sandboxSupport';

const rateOf = ({ headers }: Reply) =>
	['limit', 'remaining', 'reset']
		.map((name) => headers.get(`x-ratelimit-${name}`))
		.map((text) => (text === null ? null : Number(text)));

describe('the conventions of the sandbox', () => {
	let sandbox: Sandbox;
	const call = caller(() => sandbox);
	const track = async (
		username: string,
		options: { headers?: Record<string, string>; key?: string } = {},
	) => await call('POST /accounts', { body: { platform: 'tiktok', username }, ...options });

	beforeAll(async () => {
		sandbox = await startSandbox({ rateLimit: null, firstRefreshDelayMs: null });
	});
	afterAll(async () => await sandbox.stop());
	beforeEach(async () => {
		await sandbox.reset();
	});

	describe('rate limits', () => {
		/** The sandbox's clock stands 10 s into a window of a minute, however long the test takes to get there. */
		const limitTo = async (limit: number, more: object = {}) => {
			const now = Date.now();
			await sandbox.reset({
				rateLimit: { limit, windowSeconds: 60 },
				clockSkewMs: 10_000 - (now % 60_000),
				...more,
			});
		};

		it('count down within a window, refuse with Retry-After, and start anew with the next window', async () => {
			await limitTo(3);
			const replies = [];
			for (let n = 0; n < 5; n++) replies.push(await call('GET /whoami'));
			expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
			expect(replies.map((reply) => rateOf(reply)[1])).toEqual([2, 1, 0, 0, 0]);
			const refused = replies[4];
			const [limit, , reset] = rateOf(refused) as number[];
			const serverTime = Date.parse(refused.headers.get('date') ?? '') / 1000;
			expect(limit).toBe(3);
			expect(reset % 60).toBe(0);
			expect(
				Math.abs(reset - serverTime - Number(refused.headers.get('retry-after'))),
			).toBeLessThanOrEqual(1);
			expect(refused.body).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
			const { clockSkewMs } = await sandbox.settings();
			await sandbox.clock(clockSkewMs + 60_000);
			expect(rateOf(await call('GET /whoami'))).toEqual([3, 2, reset + 60]);
			expect((await sandbox.summary()).windows).toEqual([
				{ start: (reset - 60) * 1000, served: 3, refused: 2 },
				{ start: reset * 1000, served: 1, refused: 0 },
			]);
		});

		it('belong to a key, and count refusals of other kinds and unchanged answers too', async () => {
			await limitTo(10);
			await sandbox.addKey('second-key', { name: 'Second' });
			const { headers } = await call('GET /whoami');
			await call('GET /whoami', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
			await call('GET /accounts?limit=0');
			await call('GET /nowhere');
			await call('GET /health');
			expect(rateOf(await call('GET /whoami'))[1]).toBe(5);
			expect(rateOf(await call('GET /whoami', { key: 'second-key' }))[1]).toBe(9);
			expect(rateOf(await call('GET /health'))).toEqual([null, null, null]);
		});

		it('give Retry-After as a date or not at all, and no headers, when set so', async () => {
			await limitTo(1, { retryAfterStyle: 'date' });
			await call('GET /whoami');
			const dated = await call('GET /whoami');
			expect(Date.parse(dated.headers.get('retry-after') ?? '')).toBe(
				Number(dated.headers.get('x-ratelimit-reset')) * 1000,
			);
			await sandbox.settings({ retryAfterStyle: 'absent', omitRateLimitHeaders: true });
			const bare = await call('GET /whoami');
			expect([bare.status, bare.headers.get('retry-after'), ...rateOf(bare)]).toEqual([
				429,
				null,
				null,
				null,
				null,
			]);
		});
	});

	describe('conditional requests', () => {
		it('answer 304 without a body while nothing changes, and the new body afterwards', async () => {
			const [{ id }] = await sandbox.data('accounts');
			for (const path of [`/accounts/${id}`, '/accounts?limit=200', '/overview', '/health']) {
				const first = await call(`GET ${path}`);
				const etag = first.headers.get('etag') ?? '';
				for (const header of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
					const again = await call(`GET ${path}`, { headers: { 'if-none-match': header } });
					expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
					expect(again.headers.get('x-request-id')).toMatch(/^req_/);
				}
				expect(
					(await call(`GET ${path}`, { headers: { 'if-none-match': '"other"' } })).status,
				).toBe(200);
			}
			const before = await call(`GET /accounts/${id}`);
			await sandbox.refresh({ accountIds: [id as string], bump: false });
			const after = await call(`GET /accounts/${id}`, {
				headers: { 'if-none-match': before.headers.get('etag') ?? '' },
			});
			expect(after.status).toBe(200);
			expect(after.body.data.last_scrape_time).not.toBe(before.body.data.last_scrape_time);
		});
	});

	describe('idempotency', () => {
		const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

		it.each<[string, object]>([
			['/accounts', { platform: 'tiktok', username: 'once' }],
			['/videos', { platform: 'tiktok', identifier: '7000000000000000001' }],
			['/creators', { name: 'Once' }],
		])(
			'repeats the answer of POST %s for the same key, and makes nothing new',
			async (path, body) => {
				const first = await call(`POST ${path}`, { body, ...withKey('k1') });
				const again = await call(`POST ${path}`, { body, ...withKey('k1') });
				expect([first.status, again.status]).toEqual([201, 201]);
				expect(again.text).toBe(first.text);
				expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
			},
		);

		it('forgets after ten minutes', async () => {
			const first = await call('POST /creators', { body: { name: 'Twin' }, ...withKey('k1') });
			await sandbox.clock(9 * 60_000);
			expect(
				(await call('POST /creators', { body: { name: 'Twin' }, ...withKey('k1') })).text,
			).toBe(first.text);
			await sandbox.clock(11 * 60_000);
			const later = await call('POST /creators', { body: { name: 'Twin' }, ...withKey('k1') });
			expect(later.body.data.id).not.toBe(first.body.data.id);
		});

		it('refuses a key that comes back with another body, and keeps operations and API keys apart', async () => {
			await sandbox.addKey('second-key', { name: 'Sandbox full access' });
			await track('one', withKey('k1'));
			const other = await track('two', withKey('k1'));
			expect([other.status, fieldsOf(other)]).toEqual([422, ['Idempotency-Key']]);
			expect((await track('two', { ...withKey('k1'), key: 'second-key' })).status).toBe(201);
			expect(
				(await call('POST /creators', { body: { name: 'one' }, ...withKey('k1') })).status,
			).toBe(201);
		});

		it('does not keep refusals', async () => {
			await sandbox.settings({ quota: 60 });
			expect((await track('late', withKey('k1'))).body.code).toBe('QUOTA_EXCEEDED');
			await sandbox.settings({ quota: null });
			expect((await track('late', withKey('k1'))).status).toBe(201);
		});
	});

	it('the read-only POSTs need the write scope when set so', async () => {
		const [{ id }] = await sandbox.data('accounts');
		const read = async () =>
			await call('POST /accounts/metrics', { key: sandbox.keys.read, body: { account_ids: [id] } });
		expect((await read()).status).toBe(200);
		await sandbox.settings({ metricsNeedWrite: true });
		expect((await read()).body).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
	});

	it('a body is refused where the contract has none', async () => {
		const [{ id }] = await sandbox.data('videos');
		const reply = await call(`DELETE /videos/${id}`, { body: {} });
		expect([reply.status, fieldsOf(reply)]).toEqual([422, ['body']]);
	});

	it('uses the clock of the server', async () => {
		await sandbox.clock(-10 * 60_000);
		const reply = await track('in.the.past');
		const away = (time: string | null) => (Date.parse(time ?? '') - Date.now()) / 60_000;
		expect(away(reply.headers.get('date'))).toBeCloseTo(-10, 0);
		expect(away(reply.body.data.added_at)).toBeCloseTo(-10, 0);
	});
});
