import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { caller, ContractFileCheck, fieldsOf } from './sandboxSupport';

/**
 * A request of each operation that succeeds, and what there is to get wrong about it.
 * `path` and `body` may hold {account}, {freeAccount}, {video}, {creator}, {instagramPost}: ids of records that exist.
 */
interface Example {
	path: string;
	status: number;
	body?: Record<string, unknown>;
	/** Write scope is needed. */
	write?: true;
	/** A body that the contract refuses, and the field that the 422 names. */
	bad?: { body: unknown; field: string };
	/** A query that the contract refuses. */
	badQuery?: { query: string; field: string };
}

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

const EXAMPLES: Record<string, Example> = {
	getHealth: { path: '/health', status: 200 },
	getMeta: { path: '/meta', status: 200 },
	whoami: { path: '/whoami', status: 200 },
	listAccounts: {
		path: '/accounts?limit=5&include_total=true',
		status: 200,
		badQuery: { query: 'limit=201', field: 'limit' },
	},
	trackAccount: {
		path: '/accounts',
		status: 201,
		write: true,
		body: { platform: 'tiktok', username: '@New.Account', category: 'food', metadata: { team: 'a' } },
		bad: { body: { platform: 'myspace', username: 'x' }, field: 'platform' },
	},
	getAccount: { path: '/accounts/{account}', status: 200 },
	updateAccount: {
		path: '/accounts/{account}',
		status: 200,
		write: true,
		body: { category: 'news', scrape_interval_hours: 12, post_lookback_days: null },
		bad: { body: { categroy: 'news' }, field: 'categroy' },
	},
	deleteAccount: { path: '/accounts/{account}', status: 204, write: true },
	batchAccountMetrics: {
		path: '/accounts/metrics',
		status: 200,
		body: { account_ids: ['{account}', UNKNOWN_ID], period: '7d' },
		bad: { body: { account_ids: ['not-a-uuid'] }, field: 'account_ids.0' },
	},
	listVideos: {
		path: '/videos?order_by=view_count',
		status: 200,
		badQuery: { query: 'order_by=last_scrape_time', field: 'order_by' },
	},
	trackVideo: {
		path: '/videos',
		status: 201,
		write: true,
		body: { platform: 'instagram', identifier: 'https://www.instagram.com/p/C0ffeeC0ffe/?igsh=1' },
		bad: { body: { platform: 'instagram' }, field: 'identifier' },
	},
	getVideo: { path: '/videos/{video}', status: 200 },
	updateVideo: {
		path: '/videos/{video}',
		status: 200,
		write: true,
		body: { is_active: false },
		bad: { body: {}, field: 'body' },
	},
	deleteVideo: { path: '/videos/{video}', status: 204, write: true },
	batchVideoMetrics: {
		path: '/videos/metrics',
		status: 200,
		body: { video_ids: ['{video}'], period: 'custom', start_date: '2025-01-01', end_date: '2025-01-31' },
		bad: {
			body: { video_ids: ['{video}'], period: 'custom', start_date: '2025-13-01' },
			field: 'start_date',
		},
	},
	batchVideoDeltas: {
		path: '/videos/deltas',
		status: 200,
		body: { video_ids: ['{video}', UNKNOWN_ID], windows: [1, 7] },
		bad: { body: { video_ids: ['{video}'], windows: [0] }, field: 'windows.0' },
	},
	listAccountVideos: {
		path: '/account-videos?limit=3&include_total=true',
		status: 200,
		badQuery: { query: 'platform=youtube', field: 'platform' },
	},
	batchAccountVideoMetrics: {
		path: '/account-videos/metrics',
		status: 200,
		body: { instagram_post_ids: ['{instagramPost}'] },
		bad: { body: { instagram_post_ids: ['12'] }, field: 'instagram_post_ids.0' },
	},
	listCreators: { path: '/creators', status: 200, badQuery: { query: 'is_active=yes', field: 'is_active' } },
	createCreator: {
		path: '/creators',
		status: 201,
		write: true,
		body: { name: 'Ada Example', metadata: { tier: 'gold' } },
		bad: { body: { name: '' }, field: 'name' },
	},
	topCreators: {
		path: '/creators/top?period=7d',
		status: 200,
		badQuery: { query: 'limit=26', field: 'limit' },
	},
	getCreator: { path: '/creators/{creator}', status: 200 },
	updateCreator: {
		path: '/creators/{creator}',
		status: 200,
		write: true,
		body: { name: 'Renamed', is_active: true },
		bad: { body: { is_active: 'true' }, field: 'is_active' },
	},
	deleteCreator: { path: '/creators/{creator}', status: 204, write: true },
	creatorAnalytics: {
		path: '/creators/{creator}/analytics?start_date=2025-02-01&end_date=2025-02-03',
		status: 200,
		badQuery: { query: 'start_date=yesterday', field: 'start_date' },
	},
	linkAccountToCreator: { path: '/creators/{creator}/accounts/{freeAccount}', status: 201, write: true },
	unlinkAccountFromCreator: { path: '/creators/{creator}/accounts/{account}', status: 204, write: true },
	getOverview: { path: '/overview', status: 200, badQuery: { query: 'period=custom', field: 'period' } },
	search: { path: '/search?q=a', status: 200, badQuery: { query: `q=${'x'.repeat(129)}`, field: 'q' } },
};

describe('the sandbox, operation by operation of the contract', () => {
	const contract = new ContractFileCheck();
	let sandbox: Sandbox;
	let ids: Record<string, string | number>;
	const call = caller(() => sandbox);

	/** Puts ids of existing records in place of {placeholders}; a placeholder alone keeps the id's type. */
	const fill = <T>(value: T): T =>
		JSON.parse(
			JSON.stringify(value ?? null)
				.replace(/"\{(\w+)\}"/g, (_, name: string) => JSON.stringify(ids[name]))
				.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name])),
		) ?? undefined;

	const request = (operationId: string, path = EXAMPLES[operationId].path) =>
		`${contract.operations.get(operationId)?.method} ${fill(path)}`;

	beforeAll(async () => {
		sandbox = await startSandbox({
			rateLimit: { limit: 100_000, windowSeconds: 60 },
			firstRefreshDelayMs: null,
		});
	});
	afterAll(async () => await sandbox.stop());

	beforeEach(async () => {
		await sandbox.reset();
		const [accounts, videos, posts] = [
			await sandbox.data('accounts'),
			await sandbox.data('videos'),
			await sandbox.data('accountVideos'),
		];
		const linked = accounts.find((account) => account['creator_id'] !== null);
		ids = {
			account: linked?.['id'] as string,
			creator: linked?.['creator_id'] as string,
			freeAccount: accounts.find((account) => account['creator_id'] === null)?.['id'] as string,
			video: videos[0]['id'] as string,
			instagramPost: posts.find((post) => post['platform'] === 'instagram')?.['id'] as number,
		};
	});

	it('knows all 29 operations and no other', () => {
		expect(Object.keys(EXAMPLES).sort()).toEqual([...contract.operations.keys()].sort());
		expect(contract.operations.size).toBe(29);
	});

	it.each(Object.keys(EXAMPLES))('%s answers as the contract says', async (operationId) => {
		const { status, body } = EXAMPLES[operationId];
		const reply = await call(request(operationId), { body: fill(body) });
		expect(reply.body?.detail).toBeUndefined();
		expect(reply.status).toBe(status);
		expect(reply.headers.get('x-request-id')).toMatch(/^req_/);
		if (status === 204) expect(reply.text).toBe('');
		else expect(contract.errorsOfSuccess(operationId, status, reply.body)).toEqual([]);
		if (request(operationId).startsWith('GET')) expect(reply.headers.get('etag')).toMatch(/^"[\w-]+"$/);
		expect(await sandbox.violations()).toEqual({ requests: [], responses: [] });
	});

	const authenticated = Object.keys(EXAMPLES).filter(
		(operationId) => !['getHealth', 'getMeta'].includes(operationId),
	);

	it.each(authenticated)('%s refuses a missing, an unknown and a disabled key', async (operationId) => {
		const body = fill(EXAMPLES[operationId].body);
		for (const [key, status, code] of [
			[null, 401, 'UNAUTHORIZED'],
			['nobodys-key', 401, 'UNAUTHORIZED'],
			[sandbox.keys.disabled, 403, 'FORBIDDEN'],
		] as const) {
			const reply = await call(request(operationId), { key, body });
			expect([reply.status, reply.body.code]).toEqual([status, code]);
			expect(contract.errorsOfProblem(reply.body)).toEqual([]);
			expect(reply.body.request_id).toBe(reply.headers.get('x-request-id'));
		}
	});

	it.each(authenticated)('%s asks for the write scope only when it writes', async (operationId) => {
		const { status, body, write } = EXAMPLES[operationId];
		const reply = await call(request(operationId), { key: sandbox.keys.read, body: fill(body) });
		expect([reply.status, reply.body?.code]).toEqual(
			write ? [403, 'INSUFFICIENT_SCOPE'] : [status, undefined],
		);
	});

	it.each(Object.keys(EXAMPLES))(
		'%s refuses a query parameter that it does not know',
		async (operationId) => {
			const { path, body } = EXAMPLES[operationId];
			const reply = await call(`${request(operationId)}${path.includes('?') ? '&' : '?'}colour=red`, {
				body: fill(body),
			});
			expect([reply.status, reply.body.code, fieldsOf(reply)]).toEqual([422, 'VALIDATION_ERROR', ['colour']]);
		},
	);

	const withIds = Object.keys(EXAMPLES).filter((operationId) => EXAMPLES[operationId].path.includes('{'));

	it.each(withIds)(
		'%s answers 404 for an id that is not there and 422 for one that is no UUID',
		async (operationId) => {
			const { path, body } = EXAMPLES[operationId];
			const at = (id: string) => request(operationId, path.replaceAll(/\{\w+\}/g, id));
			const unknown = await call(at(UNKNOWN_ID), { body: fill(body) });
			expect([unknown.status, unknown.body.code]).toEqual([404, 'NOT_FOUND']);
			const malformed = await call(at('12'), { body: fill(body) });
			const placeholders = contract.operations.get(operationId)?.path.match(/(?<=\{)\w+/g);
			expect([malformed.status, fieldsOf(malformed)]).toEqual([422, placeholders]);
		},
	);

	const withBad = Object.keys(EXAMPLES).filter((operationId) => EXAMPLES[operationId].bad);

	it.each(withBad)(
		'%s names the field of its body that is wrong, takes JSON only and needs a body',
		async (operationId) => {
			const { bad } = EXAMPLES[operationId];
			const wrong = await call(request(operationId), { body: fill(bad?.body) });
			expect([wrong.status, wrong.body.code]).toEqual([422, 'VALIDATION_ERROR']);
			expect(fieldsOf(wrong)).toContain(bad?.field);
			const form = await call(request(operationId), { body: {}, headers: { 'content-type': 'text/plain' } });
			expect([form.status, form.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
			expect(fieldsOf(await call(request(operationId)))).toEqual(['body']);
		},
	);

	const withBadQuery = Object.keys(EXAMPLES).filter((operationId) => EXAMPLES[operationId].badQuery);

	it.each(withBadQuery)('%s names the query parameter that is wrong', async (operationId) => {
		const { path, badQuery } = EXAMPLES[operationId];
		const reply = await call(`${request(operationId, path.split('?')[0])}?${badQuery?.query}`);
		expect(reply.status).toBe(422);
		expect(fieldsOf(reply)).toContain(badQuery?.field);
	});

	it('answers 404 with a problem document outside of the contract, and notes it', async () => {
		const reply = await call('GET /accounts/export/csv');
		expect([reply.status, reply.body.code]).toEqual([404, 'NOT_FOUND']);
		expect((await sandbox.violations()).requests).toHaveLength(1);
	});

	it('answers 400 for malformed JSON and 406 for a client that takes no JSON', async () => {
		const broken = await fetch(`${sandbox.apiUrl}/creators`, {
			method: 'POST',
			headers: { authorization: `Bearer ${sandbox.keys.full}`, 'content-type': 'application/json' },
			body: '{"name":',
		});
		expect(await broken.json()).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
		const html = await call('GET /accounts', { headers: { accept: 'text/html' } });
		expect(html.body).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
	});
});
