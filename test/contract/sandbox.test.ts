import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { EXAMPLES, UNKNOWN_ID } from './sandboxExamples';
import { caller, ContractFileCheck, fieldsOf } from './sandboxSupport';

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
		if (request(operationId).startsWith('GET'))
			expect(reply.headers.get('etag')).toMatch(/^"[\w-]+"$/);
		expect(await sandbox.violations()).toEqual({ requests: [], responses: [] });
	});

	const authenticated = Object.keys(EXAMPLES).filter(
		(operationId) => !['getHealth', 'getMeta'].includes(operationId),
	);

	it.each(authenticated)(
		'%s refuses a missing, an unknown and a disabled key',
		async (operationId) => {
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
		},
	);

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
			const reply = await call(
				`${request(operationId)}${path.includes('?') ? '&' : '?'}colour=red`,
				{
					body: fill(body),
				},
			);
			expect([reply.status, reply.body.code, fieldsOf(reply)]).toEqual([
				422,
				'VALIDATION_ERROR',
				['colour'],
			]);
		},
	);

	const withIds = Object.keys(EXAMPLES).filter((operationId) =>
		EXAMPLES[operationId].path.includes('{'),
	);

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
			const form = await call(request(operationId), {
				body: {},
				headers: { 'content-type': 'text/plain' },
			});
			expect([form.status, form.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
			expect(fieldsOf(await call(request(operationId)))).toEqual(['body']);
		},
	);

	const withBadQuery = Object.keys(EXAMPLES).filter(
		(operationId) => EXAMPLES[operationId].badQuery,
	);

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

	it.each([
		['/accounts/%E0%A4%A', 400, 'BAD_REQUEST'],
		[`/accounts/${'a'.repeat(5000)}`, 422, 'VALIDATION_ERROR'],
		['/accounts/..%2Fwhoami', 422, 'VALIDATION_ERROR'],
		['//accounts', 404, 'NOT_FOUND'],
		['/accounts?limit=1&limit=2', 422, 'VALIDATION_ERROR'],
		['/accounts?is_active=', 422, 'VALIDATION_ERROR'],
		['/accounts?limit=1e1', 422, 'VALIDATION_ERROR'],
	])('answers the odd address %.30s with a problem document', async (path, status, code) => {
		const reply = await call(`GET ${path}`);
		expect([reply.status, reply.body.code]).toEqual([status, code]);
		expect(reply.body.request_id).toBe(reply.headers.get('x-request-id'));
		expect((await sandbox.requests())[0]).toMatchObject({ path: path.split('?')[0], status });
	});

	it('reads a big body whole before it refuses it', async () => {
		const reply = await call('POST /creators', { body: { name: 'x'.repeat(9 * 1024 * 1024) } });
		expect([reply.status, fieldsOf(reply)]).toEqual([422, ['name']]);
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
