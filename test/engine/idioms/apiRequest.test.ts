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

	describe('an address as it was copied', () => {
		it.each([
			() => '/accounts?limit=2',
			() => 'accounts?limit=2',
			() => '/v2/accounts?limit=2',
			() => 'v2/accounts?limit=2',
			() => `${node.sandbox.apiUrl}/accounts?limit=2`,
			() => ` ${node.sandbox.apiUrl.toUpperCase().replace('/V2', '/v2')}/accounts?limit=2 `,
		])('reaches the list: %#', async (path) => {
			const { json, error, requests } = await run({ path: path() });
			expect(error).toBeUndefined();
			expect((json[0].data as unknown[]).length).toBe(2);
			expect(requests.map(({ path, query }) => [path, query])).toEqual([
				['/accounts', { limit: '2' }],
			]);
		});

		it('reaches the next page that an answer names', async () => {
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
		])('is refused outside of the Base URL: %s', async (path) => {
			const { error, requests } = await run({ path });
			expect(error?.message).toMatch(/^Path must be a path below the Base URL/);
			expect(requests).toEqual([]);
		});

		it.each(['/other/accounts', '/v20/accounts', '/v2/../admin', ''])(
			'nor beside it on the same host: %s',
			async (path) => {
				const { error, requests } = await run({ path: new URL(node.sandbox.apiUrl).origin + path });
				expect(error?.message).toMatch(/^Path\b/);
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

	describe('Rows as Items', () => {
		it('gives all rows of a list', async () => {
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

		it('gives rows up to a limit and fetches no more', async () => {
			const { json, requests } = await run({ path: '/accounts', rowsAsItems: true, limit: 203 });
			expect(json.length).toBe(203);
			expect(requests.map(({ query }) => query.limit)).toEqual(['200', '3']);
		});

		it.each([
			['/accounts?limit=5', {}],
			['/accounts', entries(['cursor', 'abc'])],
		])('refuses a page that the path or the query names: %s', async (path, query) => {
			const { error, requests } = await run({ path, ...query, rowsAsItems: true });
			expect(error?.message).toContain('does not go with Rows as Items');
			expect(requests).toEqual([]);
		});

		it('is there only for what reads', async () => {
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
			expect(error?.message).toContain('without the requested data');
		});

		describe('an answer that is not JSON', () => {
			const answer = (body: string | Buffer, headers: Record<string, string>) => {
				server.answer = (_, response) => response.writeHead(200, headers).end(body);
			};
			afterEach(() => server.always({ data: { id: '1' } }));
			const KEY = 'a-key-that-nobody-sees';
			const get = async (values: INodeParameters = {}) => {
				server.requests = [];
				return await runNode({
					credential: { apiKey: KEY, baseUrl: server.baseUrl },
					parameters: request({ path: '/exports/numbers', ...values }),
					input: [{ row_number: 3 }],
				});
			};

			it.each([
				['text/csv', 'a,b\n1,2\n'],
				['text/plain; charset=utf-8', 'Zoë'],
				['application/x-ndjson', '{"a":1}\n{"a":2}\n'],
				['application/xml', '<a>1</a>'],
			])('comes out as text: %s', async (type, text) => {
				answer(text, { 'content-type': type });
				const { json, error } = await get();
				expect(error).toBeUndefined();
				expect(json).toEqual([{ data: text }]);
				expect(server.requests.length).toBe(1);
				expect(server.requests[0].headers.accept).toBe('application/json, */*;q=0.5');
			});

			it('comes out as text from another encoding', async () => {
				answer(Buffer.from('Zoë', 'latin1'), { 'content-type': 'text/csv; charset=iso-8859-1' });
				expect((await get()).json).toEqual([{ data: 'Zoë' }]);
			});

			it('comes out as a file with its name and type, beside the fields of the input', async () => {
				const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, n) => n % 256));
				answer(bytes, {
					'content-type': 'application/pdf',
					'content-disposition': 'attachment; filename="../Report 1.pdf"',
				});
				const { items, error } = await get({ options: { keepInputFields: true } });
				expect(error).toBeUndefined();
				const [{ json, binary }] = items;
				expect(json).toEqual({
					row_number: 3,
					file_name: 'Report 1.pdf',
					mime_type: 'application/pdf',
					file_size: 1_000,
				});
				expect(binary!.data).toMatchObject({
					fileName: 'Report 1.pdf',
					mimeType: 'application/pdf',
					fileExtension: 'pdf',
				});
				expect(Buffer.from(binary!.data.data, 'base64').equals(bytes)).toBe(true);
			});

			it.each([
				["attachment; filename*=UTF-8''Zo%C3%AB.zip", 'Zoë.zip'],
				['attachment; filename=plain.zip', 'plain.zip'],
				['', 'numbers'],
			])('gives the file the name of its header: %s', async (disposition, name) => {
				answer('PK', {
					'content-type': 'application/zip',
					...(disposition && { 'content-disposition': disposition }),
				});
				const { items } = await get();
				expect(items[0].binary!.data.fileName).toBe(name);
			});

			it('answers a POST that is sent once over all goes of Retry On Fail', async () => {
				answer('PK', { 'content-type': 'application/zip' });
				const { items } = await get({ method: 'POST', body: '{"a": 1}' });
				expect(items[0].binary!.data.mimeType).toBe('application/zip');
			});

			it('is read as JSON when it is JSON of another content type', async () => {
				answer('{"data":[1]}', { 'content-type': 'text/plain' });
				expect((await get()).json).toEqual([{ data: [1] }]);
			});

			it.each(['text/html', 'text/plain'])(
				'is an error when it is a web page, after one request: %s',
				async (type) => {
					answer('<!DOCTYPE html><html><body>Log in</body></html>', { 'content-type': type });
					const { error } = await get();
					expect(error?.message).toContain('probably a web page');
					expect(server.requests.length).toBe(1);
				},
			);

			it('hides the key that a server sends back', async () => {
				answer(`key,${KEY}`, { 'content-type': 'text/csv' });
				expect((await get()).json).toEqual([{ data: 'key,[API key]' }]);
				answer(`\u0000${KEY}`, { 'content-type': 'application/octet-stream' });
				const { items } = await get();
				expect(Buffer.from(items[0].binary!.data.data, 'base64').toString()).not.toContain(KEY);
			});
		});

		it('sends a name more than once', async () => {
			const values = entries(['ids', 'a'], ['ids', 'b c'], ['x', '={{ ["d", 5, true] }}']);
			const { error } = await call({ path: '/things?ids=0', ...values });
			expect(error).toBeUndefined();
			expect(server.requests.map(({ target }) => target)).toEqual([
				'/v2/things?ids=0&ids=a&ids=b+c&x=d&x=5&x=true',
			]);
		});

		it.each(['={{ [{}] }}', '={{ ({ a: 1 }) }}'])(
			'refuses objects in a query: %s',
			async (value) => {
				const { error } = await call({ path: '/things', ...entries(['ids', value]) });
				expect(error?.message).toBe(
					'Query Parameters: "ids" must be a single value, or a list of such.',
				);
				expect(server.requests).toEqual([]);
			},
		);

		it.each([
			['{"name": "Zoë", "metadata": {"team": ["#N/A"]}}', '"0": "#N/A" is an error of a sheet.'],
			['={{ ({ category: "#REF!" }) }}', '"category": "#REF!" is an error of a sheet.'],
			[
				'{"id": 7123456789012345678}',
				'"id": 7123456789012346000 is a number with more digits than n8n can keep',
			],
		])(
			'refuses what a sheet has in the place of a value, in the body too: %s',
			async (body, why) => {
				const { error, requests } = await run({ method: 'POST', path: '/creators', body });
				expect(error?.message).toContain(`Body (JSON): ${why}`);
				expect(requests).toEqual([]);
			},
		);

		it('refuses a number that has lost its digits in a query', async () => {
			const { error, requests } = await run(
				{ path: '/accounts', ...entries(['q', '={{ $json.id }}']) },
				{ input: [{ id: 7_123_456_789_012_346_000 }] },
			);
			expect(error?.message).toMatch(/^Query Parameters: "q": 7123456789012346000 is a number/);
			expect(requests).toEqual([]);
		});

		it('refuses a blank entry of a list', async () => {
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
