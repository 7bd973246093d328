import type { INodeParameters } from 'n8n-workflow';

import { runAgent } from '../support/agent';
import { sandboxedNode } from '../support/sandboxedNode';

/** What n8n's Retry On Fail must not undo or do twice: it runs all items again, also those that have succeeded. */
const bench = sandboxedNode({ idempotencyWindowSeconds: 0 });

const NAMES = ['again.one', 'again.two'];
const input = NAMES.map((name) => ({ name }));
const retryOnFail = { maxTries: 3, waitBetweenTries: 10 };

/** What can be created, while the server remembers no Idempotency-Key: how, and what of it there is afterwards. */
const CREATES = [
	{
		what: 'accounts',
		parameters: {
			resource: 'account',
			operation: 'create',
			platform: 'instagram',
			username: '={{ $json.name }}',
		},
		made: async () => (await bench.sandbox.data('accounts')).map(({ username }) => username),
	},
	{
		what: 'creators',
		parameters: { resource: 'creator', operation: 'create', name: '={{ $json.name }}' },
		made: async () => (await bench.sandbox.data('creators')).map(({ name }) => name),
	},
];

const ours = (names: unknown[]) => names.filter((name) => NAMES.includes(String(name))).sort();
const calls = (requests: Array<{ method: string; status: number | null }>) =>
	requests.map(({ method, status }) => [method, status]);
const deleting = (value: string, options: INodeParameters = {}): INodeParameters => ({
	resource: 'account',
	operation: 'delete',
	accountId: { __rl: true, mode: 'id', value },
	options: { maxAttempts: 1, concurrency: 1, ...options },
});

beforeEach(async () => void (await bench.sandbox.reset()));

describe.each(CREATES)('Retry On Fail, creating $what', ({ what, parameters, made }) => {
	const run = async (options: INodeParameters, onError?: 'continueRegularOutput') =>
		await bench.run({ ...parameters, options: { maxAttempts: 1, ...options } } as INodeParameters, {
			input,
			retryOnFail,
			onError,
		});

	it.each([undefined, 'continueRegularOutput' as const])(
		'leaves alone what an earlier go has made (On Error: %s)',
		async (onError) => {
			await bench.sandbox.fault({ match: { method: 'POST' }, times: 1, fault: { status: 500 } });
			// The second item succeeds only where the node goes on after the first failure.
			const { json, error, requests } = await run({ concurrency: 1 }, onError);
			expect(error).toBeUndefined();
			expect(json.map(({ id }) => id)).toEqual([expect.any(String), expect.any(String)]);
			expect(ours(await made())).toEqual(NAMES);
			expect(calls(requests)).toEqual([
				['POST', 500],
				['POST', 201],
				['POST', 201],
			]);
		},
	);

	it('gives the record that an earlier go has made in the place of its item', async () => {
		await bench.sandbox.fault({
			match: { method: 'POST' },
			skip: 1,
			times: 2,
			fault: { status: 500 },
		});
		const { json, error, requests } = await run({ concurrency: 1 });
		expect(error).toBeUndefined();
		expect(json.map(({ name, username }) => (what === 'creators' ? name : username))).toEqual(
			NAMES,
		);
		expect(ours(await made())).toEqual(NAMES);
		expect(calls(requests)).toEqual([
			['POST', 201],
			['POST', 500],
			['POST', 500],
			['POST', 201],
		]);
	});

	it('counts an answer that came after the run had failed', async () => {
		await bench.sandbox.fault({ match: { method: 'POST' }, fault: { delayMs: 300 } });
		await bench.sandbox.fault({ match: { method: 'POST' }, fault: { status: 500 } });
		const { json, error } = await run({});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(2);
		expect(ours(await made())).toEqual(NAMES);
	});

	it('keeps two equal items two', async () => {
		await bench.sandbox.fault({
			match: { method: 'POST' },
			skip: 2,
			times: 1,
			fault: { status: 500 },
		});
		const twins =
			what === 'creators'
				? ['again.one', 'again.one', 'again.two']
				: ['again.one', 'again.two', 'again.three'];
		const { json, error } = await bench.run(
			{ ...parameters, options: { maxAttempts: 1, concurrency: 1 } } as INodeParameters,
			{
				input: twins.map((name) => ({ name })),
				retryOnFail,
			},
		);
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(3);
		expect((await made()).filter((name) => twins.includes(String(name)))).toHaveLength(3);
	});
});

describe('Retry On Fail, tracking an account', () => {
	const track = {
		resource: 'account',
		operation: 'create',
		platform: 'instagram',
		username: '={{ $json.name }}',
	};

	it('finds what was made when the end of the run cut the answer off', async () => {
		await bench.sandbox.fault({
			match: { method: 'POST' },
			fault: { delayMs: 300, reset: 'afterWrite' },
		});
		await bench.sandbox.fault({ match: { method: 'POST' }, fault: { status: 500 } });
		const { json, error } = await bench.run(
			{ ...track, options: { maxAttempts: 1 } },
			{ input, retryOnFail },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ username }) => username)).toEqual(NAMES);
	});

	it('finds what was made when looking it up has failed before', async () => {
		await bench.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
		await bench.sandbox.fault({ match: { method: 'GET' }, fault: { status: 400 } });
		const { json, error } = await bench.run(
			{ ...track, options: { maxAttempts: 2 } },
			{ input: [input[0]], retryOnFail },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ username }) => username)).toEqual(['again.one']);
	});

	it('waits on for the account that an earlier go has waited for', async () => {
		await bench.sandbox.settings({ firstRefreshDelayMs: 1_500 });
		const options = { waitForFirstRefresh: true, waitTimeout: 1 };
		const { json, error, requests } = await bench.run(
			{ ...track, options },
			{ input: [input[0]], retryOnFail },
		);
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ last_scrape_time: expect.any(String) })]);
		expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});
});

describe('Retry On Fail, deleting', () => {
	const twoAccounts = async () =>
		(await bench.sandbox.data('accounts')).slice(0, 2).map(({ id }) => String(id));
	const left = async (ids: string[]) =>
		(await bench.sandbox.data('accounts')).filter(({ id }) => ids.includes(String(id)));

	it('counts what an earlier go has deleted as deleted', async () => {
		const ids = await twoAccounts();
		await bench.sandbox.fault({
			match: { method: 'DELETE', path: ids[1] },
			fault: { status: 500 },
		});
		const { json, error, requests } = await bench.run(deleting('={{ $json.id }}'), {
			input: ids.map((id) => ({ id })),
			retryOnFail,
		});
		expect(error).toBeUndefined();
		expect(json).toEqual(ids.map((id) => ({ deleted: true, id })));
		expect(calls(requests)).toEqual([
			['DELETE', 204],
			['DELETE', 500],
			['DELETE', 204],
		]);
		expect(await left(ids)).toEqual([]);
	});

	it('counts what an earlier go may have deleted as deleted when it is gone', async () => {
		const [id] = await twoAccounts();
		await bench.sandbox.fault({ match: { method: 'DELETE' }, fault: { reset: 'afterWrite' } });
		const { json, error } = await bench.run(deleting(id), { retryOnFail });
		expect(error).toBeUndefined();
		expect(json).toEqual([{ deleted: true, id }]);
	});

	it('counts what was deleted although the end of the run cut the answer off', async () => {
		const ids = await twoAccounts();
		await bench.sandbox.fault({
			match: { method: 'DELETE', path: ids[0] },
			fault: { delayMs: 300, reset: 'afterWrite' },
		});
		await bench.sandbox.fault({
			match: { method: 'DELETE', path: ids[1] },
			fault: { status: 500 },
		});
		const parameters = deleting('={{ $json.id }}', { concurrency: 10 });
		const { json, error } = await bench.run(parameters, {
			input: ids.map((id) => ({ id })),
			retryOnFail,
		});
		expect(error).toBeUndefined();
		expect(json).toEqual(ids.map((id) => ({ deleted: true, id })));
		expect(await left(ids)).toEqual([]);
	});

	it('keeps two equal items two: the second one finds nothing in any go', async () => {
		const [id] = await twoAccounts();
		const { error, requests } = await bench.run(deleting(id), { input: [{}, {}], retryOnFail });
		expect(error?.message).toBe(`CreatorAudit does not know the account "${id}"`);
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(calls(requests)).toEqual([
			['DELETE', 204],
			['DELETE', 404],
			['DELETE', 404],
			['DELETE', 404],
		]);
	});
});

describe("Retry On Fail, with requests of the user's own", () => {
	const request = {
		resource: 'api',
		operation: 'request',
		options: { maxAttempts: 1, concurrency: 1 },
	};

	it('sends a POST once for each item that succeeds, and gives its answer', async () => {
		await bench.sandbox.fault({ match: { method: 'POST' }, skip: 1, fault: { status: 503 } });
		const parameters = {
			...request,
			method: 'POST',
			path: '/creators',
			body: '={{ ({ name: $json.name }) }}',
		};
		const { json, error } = await bench.run(parameters, { input, retryOnFail });
		expect(error).toBeUndefined();
		expect(json).toEqual(NAMES.map((name) => ({ data: expect.objectContaining({ name }) })));
		expect(ours((await bench.sandbox.data('creators')).map(({ name }) => name))).toEqual(NAMES);
	});

	it('sends a DELETE once for each item that succeeds', async () => {
		const ids = (await bench.sandbox.data('creators')).slice(0, 2).map(({ id }) => String(id));
		await bench.sandbox.fault({
			match: { method: 'DELETE', path: ids[1] },
			fault: { status: 500 },
		});
		const parameters = { ...request, method: 'DELETE', path: '=/creators/{{ $json.id }}' };
		const { json, error } = await bench.run(parameters, {
			input: ids.map((id) => ({ id })),
			retryOnFail,
		});
		expect(error).toBeUndefined();
		expect(json).toEqual(ids.map(() => ({ success: true, status: 204 })));
	});

	it('reads again', async () => {
		await bench.sandbox.fault({ match: { path: '/videos' }, fault: { status: 500 } });
		const { error, requests } = await bench.run(
			{ ...request, path: '={{ $json.path }}' },
			{ input: [{ path: '/accounts' }, { path: '/videos' }], retryOnFail },
		);
		expect(error).toBeUndefined();
		expect(requests.map(({ path }) => path)).toEqual([
			'/accounts',
			'/videos',
			'/accounts',
			'/videos',
		]);
	});
});

describe("An AI agent's calls, which share their execution's data with Retry On Fail", () => {
	const credential = () => ({ apiKey: bench.sandbox.keys.full, baseUrl: bench.sandbox.apiUrl });

	it('delete separately: the second one finds nothing', async () => {
		const [{ id }] = await bench.sandbox.data('accounts');
		const ended = await runAgent(credential(), deleting(String(id)), async ([tool]) => {
			expect(JSON.parse(await tool.invoke({}))).toEqual([{ deleted: true, id }]);
			const again = async () => JSON.parse(await tool.invoke({})) as unknown;
			expect(await again()).toEqual([
				{ error: expect.stringContaining(`does not know the account "${String(id)}"`) },
			]);
			expect(await again()).toEqual([
				{ error: expect.stringContaining(`does not know the account "${String(id)}"`) },
			]);
		});
		expect(ended).toBeUndefined();
	});

	it('create separately, one after the other and at the same time', async () => {
		const parameters = { resource: 'creator', operation: 'create', name: 'again.one' };
		const ended = await runAgent(credential(), parameters, async ([tool]) => {
			await tool.invoke({});
			await Promise.all([tool.invoke({}), tool.invoke({})]);
		});
		expect(ended).toBeUndefined();
		expect(
			(await bench.sandbox.data('creators')).filter(({ name }) => name === 'again.one'),
		).toHaveLength(3);
	});
});
