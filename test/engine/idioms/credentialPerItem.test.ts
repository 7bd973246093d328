import type { INodeExecutionData } from 'n8n-workflow';

import { runAgent } from '../../support/agent';
import { searchList } from '../../support/listSearch';
import { sandboxedNode, type BenchResult, type Setup } from '../../support/sandboxedNode';

const [A, B] = ['key-of-client-a', 'key-of-client-b'];

/** The step behind a sheet of clients, one API key a row: the credential's field is an expression. */
describe('a credential whose field is an expression', () => {
	const node = sandboxedNode({ accounts: 1_200 });
	let accounts: Array<{ id: string; username: string }>;

	beforeAll(async () => {
		for (const [key, name] of [
			[A, 'A'],
			[B, 'B'],
		])
			await node.sandbox.addKey(key, { name });
		accounts = (await node.sandbox.data('accounts')).map(({ id, username }) => ({
			id: String(id),
			username: String(username),
		}));
	});

	const run = async (
		parameters: Parameters<typeof node.run>[0],
		setup: Setup,
		apiKey = '={{ $json.key }}',
	) =>
		await node.run(parameters, {
			credential: { apiKey, baseUrl: node.sandbox.apiUrl },
			...setup,
		});
	const get = async (setup: Setup, apiKey?: string) =>
		await run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { concurrency: 1 },
			},
			setup,
			apiKey,
		);
	const keys = ({ requests }: BenchResult) => requests.map(({ key }) => key);
	const rows = (...given: string[]): INodeExecutionData['json'][] =>
		given.map((key, n) => ({ key, id: accounts[n].id, username: accounts[n].username }));

	it('sends each item under its own key: A, B, A', async () => {
		const result = await get({ input: rows(A, B, A) });
		expect(result.error).toBeUndefined();
		const byPath = new Map(result.requests.map(({ path, key }) => [path, key]));
		expect(accounts.slice(0, 3).map(({ id }) => byPath.get(`/accounts/${id}`))).toEqual([
			'A',
			'B',
			'A',
		]);
		expect(result.json.map(({ id }) => id)).toEqual(accounts.slice(0, 3).map(({ id }) => id));
	});

	it.each([
		['$itemIndex', `={{ $itemIndex === 1 ? '${B}' : '${A}' }}`],
		["another step's items", "={{ $('Clients').item.json.secret }}"],
		['a part of the text', "=key-of-client-{{ $json.key.split('-').at(-1) }}"],
	])('reads it for each item: %s', async (_, apiKey) => {
		const before = { name: 'Clients', items: [A, B, A].map((secret) => ({ secret })) };
		const result = await get({ input: rows(A, B, A), before }, apiKey);
		expect(result.error).toBeUndefined();
		const byPath = new Map(result.requests.map(({ path, key }) => [path, key]));
		expect(accounts.slice(0, 3).map(({ id }) => byPath.get(`/accounts/${id}`))).toEqual([
			'A',
			'B',
			'A',
		]);
	});

	it('asks for metrics once for each key, and gives each item its own row', async () => {
		const given = accounts.map(({ id }, n) => ({ key: n % 3 === 1 ? B : A, id }));
		const result = await run(
			{ resource: 'account', operation: 'getMetrics', accountIds: '={{ $json.id }}' },
			{ input: given },
		);
		expect(result.error).toBeUndefined();
		const asked = result.requests.map(
			({ key, body }) => `${key} ${(body as { account_ids: string[] }).account_ids.length}`,
		);
		expect(asked.sort()).toEqual(['A 200', 'A 200', 'A 200', 'A 200', 'B 200', 'B 200']);
		expect(result.json.map((row) => row.account_id)).toEqual(given.map(({ id }) => id));
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			given.map((_, item) => ({ item })),
		);
	});

	it('looks names up under the key of the item', async () => {
		const input = [A, B, A].map((key) => ({ key, username: accounts[7].username }));
		const result = await run(
			{ resource: 'account', operation: 'getMetrics', accountIds: '={{ $json.username }}' },
			{ input },
		);
		expect(result.error).toBeUndefined();
		const asked = result.requests.map(({ method, key }) => `${method} ${key}`);
		expect(asked.sort()).toEqual(['GET A', 'GET B', 'POST A', 'POST B']);
		expect(result.json).toHaveLength(3);
	});

	it('fails the items of a refused key, and no others', async () => {
		const result = await get({
			input: rows('no-key', A, 'no-key', B, 'no-key', A),
			onError: 'continueRegularOutput',
		});
		expect(result.json.map((row) => row.error !== undefined)).toEqual([
			true,
			false,
			true,
			false,
			true,
			false,
		]);
		// After the refusal nothing more is sent under this key; a second request may be on its way already.
		expect(keys(result).filter((key) => key === 'unknown').length).toBeLessThan(3);
	});

	it('fails an item whose key is empty, or cannot be read, and no others', async () => {
		const [first, second, third] = rows('', A, B);
		const result = await get({
			input: [first, second, third, { id: accounts[3].id }],
			onError: 'continueRegularOutput',
		});
		expect(result.json.map((row) => row.error !== undefined)).toEqual([true, false, false, true]);
		expect(keys(result).sort()).toEqual(['A', 'B']);
	});

	it('tracks the same account for two clients', async () => {
		const result = await run(
			{
				resource: 'account',
				operation: 'create',
				platform: 'instagram',
				username: 'one.for.two',
				options: { ifExists: 'return' },
			},
			{ input: [{ key: A }, { key: B }] },
		);
		expect(result.error).toBeUndefined();
		const created = result.requests.filter(({ method }) => method === 'POST');
		expect(created.map(({ key }) => key).sort()).toEqual(['A', 'B']);
		expect(new Set(created.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
	});

	it('gives the same key of its own for two clients, as each may have it', async () => {
		const result = await run(
			{
				resource: 'creator',
				operation: 'create',
				name: '={{ "Creator of " + $json.key }}',
				options: { idempotencyKey: 'order-1' },
			},
			{ input: [{ key: A }, { key: B }] },
		);
		expect(result.error?.message ?? '').not.toContain('key of another item');
	});

	it('repeats what it has done under the same key only', async () => {
		await node.sandbox.fault({
			match: { method: 'DELETE', key: 'B' },
			fault: { status: 400 },
			times: 1,
		});
		const result = await run(
			{
				resource: 'account',
				operation: 'delete',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			},
			{ input: rows(A, B), retryOnFail: { maxTries: 2, waitBetweenTries: 0 } },
		);
		expect(result.error).toBeUndefined();
		expect(result.requests.map(({ key, method }) => `${method} ${key}`).sort()).toEqual([
			'DELETE A',
			'DELETE B',
			'DELETE B',
		]);
		await node.sandbox.reset();
		for (const [key, name] of [
			[A, 'A'],
			[B, 'B'],
		])
			await node.sandbox.addKey(key, { name });
	});

	it('says in a list of the editor, which has no item, what to do instead', async () => {
		const search = async (apiKey: string) =>
			await searchList({ apiKey, baseUrl: node.sandbox.apiUrl }, 'searchAccounts');
		for (const apiKey of ['={{ $json.key }}', "={{ $('Clients').item.json.secret }}"])
			await expect(search(apiKey)).rejects.toThrow(/expression.*choose By ID/);
		expect((await search(`={{ '${A}' }}`)).results.length).toBeGreaterThan(0);
	});

	// Agents up to version 2: n8n reads the fields of a tool for the agent's first item, whichever it works on.
	it('gives the tool of an AI agent the key of the item that its other fields are read from', async () => {
		await node.sandbox.clearRequests();
		const given = accounts.slice(0, 3).map(({ id }, n) => ({ key: n === 0 ? B : A, id }));
		const error = await runAgent(
			{ apiKey: '={{ $json.key }}', baseUrl: node.sandbox.apiUrl },
			{ resource: 'api', operation: 'request', method: 'GET', path: '=/accounts/{{ $json.id }}' },
			async (_, toolsOf) => {
				for (const item of [0, 1, 2]) for (const tool of await toolsOf(item)) await tool.invoke({});
			},
			given.map((json) => ({ json })),
		);
		expect(error).toBeUndefined();
		const byId = new Map(given.map(({ id, key }) => [`/accounts/${id}`, key === A ? 'A' : 'B']));
		const requests = await node.sandbox.requests();
		expect(requests).toHaveLength(3);
		for (const { path, key } of requests) expect(key).toBe(byId.get(path));
	});

	it.each([
		['a plain text', A, 1],
		['a secret that no item changes', "={{ $vars.KEY ?? '' }}", undefined],
	])('is read once when it is the same for all: %s', async (_, apiKey, reads) => {
		const result = await get(
			{ input: accounts.slice(0, 60).map(({ id }) => ({ id })), onError: 'continueRegularOutput' },
			apiKey,
		);
		if (reads !== undefined) expect(result.credentials.decryptions).toBe(reads);
		else expect(result.credentials.decryptions).toBeGreaterThan(1);
	});
});
