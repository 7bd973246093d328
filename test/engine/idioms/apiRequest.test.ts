import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode, type Setup } from '../../support/sandboxedNode';
import { runNode } from '../../support/engine';
import { ScriptedServer } from '../../support/scriptedServer';

const request = (values: INodeParameters): INodeParameters => ({
	resource: 'api',
	operation: 'request',
	...values,
});
const entries = (...parameters: Array<[string, unknown]>): INodeParameters => ({
	query: { parameters: parameters.map(([name, value]) => ({ name, value: value as string })) },
});

describe('API: Request, as people use it', () => {
	const node = sandboxedNode({ accounts: 450, videos: 30 });
	const run = async (values: INodeParameters, setup?: Setup) =>
		await node.run(request(values), setup);

	describe('takes the address as it was copied', () => {
		it.each([
			() => '/accounts?limit=2',
			() => 'accounts?limit=2',
			() => '/v2/accounts?limit=2',
			() => 'v2/accounts?limit=2',
			() => `${node.sandbox.apiUrl}/accounts?limit=2`,
			() => ` ${node.sandbox.apiUrl.toUpperCase().replace('/V2', '/v2')}/accounts?limit=2 `,
		])('%#', async (path) => {
			const { json, error, requests } = await run({ path: path() });
			expect(error).toBeUndefined();
			expect((json[0].data as unknown[]).length).toBe(2);
			expect(requests.map(({ path, query }) => [path, query])).toEqual([
				['/accounts', { limit: '2' }],
			]);
		});

		it('goes on where an answer says that the next page is', async () => {
			const first = await run({ path: '/accounts?limit=200' });
			const { next_cursor: cursor } = first.json[0].pagination as { next_cursor: string };
			const next = `${node.sandbox.apiUrl}/accounts?limit=200&cursor=${encodeURIComponent(cursor)}`;
			const { json } = await run({ path: next });
			expect((json[0].data as unknown[]).length).toBe(200);
			expect(json[0].data).not.toEqual(first.json[0].data);
		});

		it.each([
			'https://evil.example/v2/accounts',
			'//evil.example/accounts',
			'javascript:alert(1)',
			'https://user:word@api.creatoraudit.com/v2/accounts',
		])('but none outside the Base URL: %s', async (path) => {
			const { error, requests } = await run({ path });
			expect(error?.message).toMatch(/^Path: must be a path below the Base URL/);
			expect(requests).toEqual([]);
		});

		it.each(['/other/accounts', '/v20/accounts', '/v2/../admin', ''])(
			'nor beside it on the same host: %s',
			async (path) => {
				const { error, requests } = await run({ path: new URL(node.sandbox.apiUrl).origin + path });
				expect(error?.message).toMatch(/^Path: /);
				expect(requests).toEqual([]);
			},
		);

		it('refuses a value that its query was to get from an empty cell', async () => {
			const { error, requests } = await run(
				{ path: '=/accounts?platform={{ $json.platform }}' },
				{ input: [{ platform: '' }] },
			);
			expect(error?.message).toBe('Path: "platform" was added and has no value.');
			expect(requests).toEqual([]);
		});
	});

	describe('gives the rows of a list one by one', () => {
		it('all of them', async () => {
			const { json, items, requests, error } = await run({
				path: '/v2/accounts?order_by=username&order_direction=asc',
				rowsAsItems: true,
				returnAll: true,
			});
			expect(error).toBeUndefined();
			expect(json.length).toBe(450);
			expect(new Set(json.map(({ id }) => id)).size).toBe(450);
			expect(items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(
				true,
			);
			expect(requests.length).toBe(3);
			for (const { query } of requests)
				expect(query).toMatchObject({ order_by: 'username', order_direction: 'asc' });
		});

		it('up to a limit, and no more than that is fetched', async () => {
			const { json, requests } = await run({ path: '/accounts', rowsAsItems: true, limit: 203 });
			expect(json.length).toBe(203);
			expect(requests.map(({ query }) => query.limit)).toEqual(['200', '3']);
		});

		it.each([
			['/accounts?limit=5', {}],
			['/accounts', entries(['cursor', 'abc'])],
		])('and refuses a page of its own: %s', async (path, query) => {
			const { error, requests } = await run({ path, ...query, rowsAsItems: true });
			expect(error?.message).toContain('cannot be set beside Rows as Items');
			expect(requests).toEqual([]);
		});

		it('only of what is read', async () => {
			const { json } = await run({
				method: 'POST',
				path: '/creators',
				body: '{"name": "One Row"}',
				rowsAsItems: true,
			});
			expect(json).toMatchObject([{ data: { name: 'One Row' } }]);
		});
	});

	describe('before a server that takes anything', () => {
		const server = new ScriptedServer();
		beforeAll(async () => {
			await server.start();
		});
		afterAll(async () => await server.stop());
		const call = async (values: INodeParameters, input = [{}]) => {
			server.requests = [];
			return await runNode({
				credential: { apiKey: 'k', baseUrl: server.baseUrl },
				parameters: request(values),
				input,
			});
		};

		it('says of an answer that is no list that its rows cannot come out', async () => {
			const { error } = await call({ path: '/things', rowsAsItems: true });
			expect(error?.message).toContain('without the data that was asked for');
		});

		it('sends a name more than once', async () => {
			const values = entries(['ids', 'a'], ['ids', 'b c'], ['x', '={{ ["d", 5, true] }}']);
			const { error } = await call({ path: '/things?ids=0', ...values });
			expect(error).toBeUndefined();
			expect(server.requests.map(({ target }) => target)).toEqual([
				'/v2/things?ids=0&ids=a&ids=b+c&x=d&x=5&x=true',
			]);
		});

		it.each(['={{ [{}] }}', '={{ ({ a: 1 }) }}'])('sends no objects: %s', async (value) => {
			const { error } = await call({ path: '/things', ...entries(['ids', value]) });
			expect(error?.message).toBe(
				'Query Parameters: "ids" must be a single value, or a list of such.',
			);
			expect(server.requests).toEqual([]);
		});

		it('holds a list to its blank entries, too', async () => {
			const { error } = await call({ path: '/things', ...entries(['ids', '={{ ["a", ""] }}']) });
			expect(error?.message).toBe('Query Parameters: "ids" was added and has no value.');
		});

		it("takes -1 in n8n's Batching for off", async () => {
			const input = Array.from({ length: 20 }, () => ({}));
			const beganMs = Date.now();
			const { json } = await call(
				{
					path: '/things',
					requestOptions: { batching: { batch: { batchSize: -1, batchInterval: 1000 } } },
				},
				input,
			);
			expect(json.length).toBe(20);
			expect(Date.now() - beganMs).toBeLessThan(5_000);
		});
	});
});
