import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/engine';
import { ScriptedServer } from '../support/scriptedServer';

const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
const SCRIPT = '<img src=x onerror=alert(1)>"\'&';

const server = new ScriptedServer();
let keys = 0;

beforeAll(async () => void (await server.start()));
afterAll(async () => await server.stop());
beforeEach(() => (server.requests = []));

/** Each run has a key of its own, so that none learns from another. */
async function run(parameters: INodeParameters) {
	const credential = { apiKey: `key-${++keys}`, baseUrl: server.baseUrl };
	return await runNode({
		credential,
		parameters: { output: 'raw', options: { maxAttempts: 1, maxWait: 1 }, ...parameters },
	});
}

const getAccount: INodeParameters = {
	resource: 'account',
	operation: 'get',
	accountId: { __rl: true, mode: 'id', value: ID },
};
const getAll: INodeParameters = { resource: 'account', operation: 'getAll', returnAll: true };
const getMetrics: INodeParameters = {
	resource: 'account',
	operation: 'getMetrics',
	accountIds: ID,
	period: '7d',
};
const anyCall: INodeParameters = {
	resource: 'api',
	operation: 'request',
	method: 'GET',
	path: '/anything',
};

describe('An answer that is huge', () => {
	it('comes out whole with a text of 10 MB', async () => {
		server.always(
			{ data: { id: ID, biography: 'x'.repeat(10_000_000) } },
			{ headers: { etag: '"big"' } },
		);
		const { json } = await run(getAccount);
		expect(String(json[0].biography)).toHaveLength(10_000_000);
	});

	it('comes out whole with 100,000 fields', async () => {
		server.always({
			data: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`field_${at}`, at])),
		});
		const { json } = await run(getAccount);
		expect(Object.keys(json[0])).toHaveLength(100_000);
	});

	it.each([getAccount, getAll, getMetrics, anyCall])(
		'ends in rows or in an error when it is nested 100,000 deep',
		async (parameters) => {
			const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
			const data =
				{
					[String(getAll.operation)]: `[${deep}]`,
					[String(getMetrics.operation)]: `{"${ID}":${deep}}`,
				}[String(parameters.operation)] ?? deep;
			server.always(`{"data":${data},"pagination":{"has_next":false}}`);
			const { json, error } = await run(parameters);
			expect(json.length === 1 || error !== undefined).toBe(true);
			if (error) expect(error.message).toMatch(/deep/);
		},
	);

	it('is a problem of bounded length when it is a problem', async () => {
		const errors = Array.from({ length: 100_000 }, (_, at) => ({
			field: `f${at}`,
			message: 'm'.repeat(100),
		}));
		server.always(
			{ title: 't'.repeat(1e6), detail: 'd'.repeat(1e6), code: 'c'.repeat(1e6), errors },
			{ status: 422, headers: { 'x-request-id': 'r'.repeat(7_000) } },
		);
		const { error } = await run(getAccount);
		expect(error?.message.length).toBeLessThan(500);
		expect(error?.description?.length).toBeLessThan(20_000);
	});
});

describe('An answer with fields that mean something to JavaScript', () => {
	const POLLUTING = `{"id":"${ID}","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"text"}`;
	const clean = () => expect(({} as IDataObject).polluted).toBeUndefined();

	it.each([
		['raw', { output: 'raw' }],
		['simplified', { output: 'simplified' }],
		[
			'selected',
			{ output: 'selected', fields: ['__proto__', 'constructor.prototype.polluted', 'toString'] },
		],
	])('changes no prototype in %s output', async (_, output) => {
		server.always(`{"data":${POLLUTING}}`);
		const { json } = await run({ ...getAccount, ...output });
		expect(json[0].id).toBe(ID);
		expect(Object.getPrototypeOf(json[0])).toBe(Object.prototype);
		clean();
	});

	it('keeps them in a batch', async () => {
		server.always(
			`{"data":{"${ID}":{"views":1,"__proto__":{"polluted":true},"new_metric":5},"__proto__":{"views":9}},"meta":{"__proto__":{"period":"x"}}}`,
		);
		const { json } = await run(getMetrics);
		expect(json).toEqual([expect.objectContaining({ found: true, views: 1, new_metric: 5 })]);
		expect(Object.getPrototypeOf(json[0])).toBe(Object.prototype);
		clean();
	});

	it('does not take an inherited field for an account that is known', async () => {
		server.always('{"data":{},"meta":{}}');
		const { json } = await run(getMetrics);
		expect(json[0]).toMatchObject({ found: false, views: null });
	});

	it.each(['null', '5', '"none"', '[]'])(
		'does not take %s for the numbers of an account that is known',
		async (entry) => {
			server.always(`{"data":{"${ID}":${entry}},"meta":{"not_found":["${ID}"]}}`);
			const { json } = await run(getMetrics);
			expect(json).toEqual([
				expect.objectContaining({
					account_id: ID,
					found: false,
					views: null,
					engagement_rate: null,
				}),
			]);
		},
	);
});

describe('An answer with scripts in it', () => {
	it('shows them as text in the panel of the editor, which shows HTML', async () => {
		server.always(
			{
				title: SCRIPT,
				detail: SCRIPT,
				code: SCRIPT,
				errors: [{ field: SCRIPT, message: SCRIPT }],
				request_id: SCRIPT,
			},
			{ status: 422 },
		);
		const { error } = await run(getAccount);
		const shown = (error as { context?: { descriptionTemplate?: string } }).context;
		expect(shown?.descriptionTemplate).toContain('&#60;img');
		expect(shown?.descriptionTemplate).not.toMatch(/<(?!br>)/);
	});

	it('shows a header as text, too', async () => {
		server.always({}, { status: 500, headers: { 'x-request-id': SCRIPT } });
		const { error } = await run(getAccount);
		const shown = (error as { context?: { descriptionTemplate?: string } }).context;
		expect(shown?.descriptionTemplate).toContain('&#60;img');
		expect(shown?.descriptionTemplate).not.toMatch(/<(?!br>)/);
	});
});

describe('Pages without an end', () => {
	it('are stopped when they stay empty, though each has another cursor', async () => {
		server.answer = (_, response) =>
			response.end(
				JSON.stringify({
					data: [],
					pagination: { has_next: true, next_cursor: `c${server.requests.length}` },
				}),
			);
		const { error } = await run(getAll);
		expect(error?.message).toContain('one empty page follows another');
		expect(server.requests).toHaveLength(10);
	});

	it('are stopped when a cursor comes back', async () => {
		server.answer = (_, response) =>
			response.end(
				JSON.stringify({
					data: [{ id: 1 }],
					pagination: { has_next: true, next_cursor: `c${server.requests.length % 3}` },
				}),
			);
		const { error } = await run(getAll);
		expect(error?.message).toContain('came before');
		expect(server.requests.length).toBeLessThan(6);
	});
});

describe('An answer that is JSON and nothing else', () => {
	it.each([
		'null',
		'"text"',
		'5',
		'true',
		'[]',
		'[1]',
		'{}',
		'{"data":null}',
		'{"data":5}',
		'{"error":"no"}',
	])('%s is no list', async (body) => {
		server.always(body);
		const { json, error } = await run(getAll);
		expect(json).toEqual([]);
		expect(error?.message).toContain('without the requested data');
	});

	it.each(['null', '"text"', '5', '[]', '{}', '{"data":null}', '{"data":5}'])(
		'%s is no account',
		async (body) => {
			server.always(body);
			const { json, error } = await run(getAccount);
			expect(json).toEqual([]);
			expect(error?.message).toContain('without the requested data');
		},
	);

	it('passes through where anything was asked for', async () => {
		server.always('[1]');
		expect((await run(anyCall)).json).toEqual([{ data: [1] }]);
	});

	it('keeps entries of a list that are no objects', async () => {
		server.always('{"data":[1,null,"a",[2]],"pagination":{"has_next":false}}');
		expect((await run(getAll)).json).toEqual([
			{ value: 1 },
			{ value: null },
			{ value: 'a' },
			{ value: [2] },
		]);
	});
});

describe('Header values', () => {
	it.each([
		['Retry-After', { 'retry-after': '9'.repeat(5_000) }],
		[
			'X-RateLimit-Reset',
			{
				'x-ratelimit-reset': '9'.repeat(5_000),
				'x-ratelimit-remaining': '-1',
				'x-ratelimit-limit': 'NaN',
			},
		],
		['ETag', { etag: `"${'e'.repeat(5_000)}"` }],
		['Date', { date: 'Thu, 99 Foo 9999 99:99:99 GMT' }],
		['__proto__', { __proto_: 'x', ['__proto__']: 'x' }],
	])('a wild %s does no harm', async (_, headers) => {
		server.always({ data: { id: ID } }, { headers });
		for (let i = 0; i < 2; i++) expect((await run(getAccount)).json).toEqual([{ id: ID }]);
	});
});
