import * as fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/engine';
import { ScriptedServer } from '../support/scriptedServer';
import { hostileValues } from './hostileValues';

const server = new ScriptedServer();
const elsewhere = new ScriptedServer();
const KEY = 'key-of-the-request-tests';

beforeAll(async () => {
	await server.start();
	await elsewhere.start();
});
afterAll(async () => {
	await server.stop();
	await elsewhere.stop();
});

async function call(parameters: INodeParameters, hostile?: unknown) {
	server.requests = [];
	const credential = { apiKey: KEY, baseUrl: server.baseUrl };
	const base: INodeParameters = {
		resource: 'api',
		operation: 'request',
		method: 'GET',
		path: '/accounts',
		options: { maxAttempts: 1 },
	};
	return await runNode({
		credential,
		parameters: { ...base, ...parameters },
		input: [{ hostile } as IDataObject],
	});
}

/** Whether a target lies below /v2 for every server, however it decodes and resolves. */
function isBelow(target: string): boolean {
	if (!/^\/v2(\/|$|\?)/.test(target)) return false;
	let path = target.split('?')[0];
	for (let i = 0; i < 4; i++) {
		try {
			path = decodeURIComponent(path);
		} catch {
			break;
		}
	}
	return (
		!path.split(/[/\\]/).some((segment) => segment === '..' || segment === '.') &&
		!/[\\\r\n\0]/.test(path)
	);
}

/** Every request stays below the base URL and carries nothing that was smuggled in; without one, the error names the field. */
function check({ error }: Awaited<ReturnType<typeof call>>, field: string): void {
	for (const { target, headers } of server.requests) {
		expect(target).toSatisfy(isBelow);
		expect(headers.authorization).toBe(`Bearer ${KEY}`);
		expect(headers['x-injected']).toBeUndefined();
		expect(target).not.toContain(KEY);
	}
	if (server.requests.length === 0) expect(error?.message).toContain(field);
	expect(elsewhere.requests).toEqual([]);
}

declare global {
	// eslint-disable-next-line @typescript-eslint/no-namespace
	namespace jest {
		interface Matchers<R> {
			toSatisfy(predicate: (value: string) => boolean): R;
		}
	}
}

expect.extend({
	toSatisfy: (value: string, predicate: (value: string) => boolean) => ({
		pass: predicate(value),
		message: () => `${value} does not satisfy ${predicate.name}`,
	}),
});

describe('API Request', () => {
	const paths = fc
		.array(
			fc.constantFrom(
				'..',
				'.',
				'/',
				'\\',
				'%2e',
				'%252e',
				'%2f',
				'%5c',
				'%00',
				'?',
				'#',
				'@',
				':',
				';',
				'accounts',
				'http:',
				'//',
				'\t',
				'\n',
				'ü',
				'%',
				'x',
			),
			{ minLength: 1, maxLength: 8 },
		)
		.map((parts) => parts.join(''));

	it('goes nowhere but below the base URL, whatever the path', async () => {
		await fc.assert(
			fc.asyncProperty(paths, async (path) =>
				check(await call({ path: '={{ $json.hostile }}' }, path), 'Path'),
			),
			{ numRuns: 300 },
		);
	});

	it.each([
		['method', 'Method'],
		['path', 'Path'],
		['query', ''],
		['options', ''],
	])('takes any value of %s, or says that it is wrong', async (parameter, shown) => {
		await fc.assert(
			fc.asyncProperty(hostileValues, async (value) =>
				check(await call({ [parameter]: '={{ $json.hostile }}' }, value), shown),
			),
			{ numRuns: 60 },
		);
	});

	it('takes any name and value of a query, or says that it is wrong', async () => {
		await fc.assert(
			fc.asyncProperty(hostileValues, hostileValues, async (name, value) => {
				const pair = { name: '={{ $json.hostile.name }}', value: '={{ $json.hostile.value }}' };
				check(await call({ query: { parameters: [pair] } }, { name, value }), 'Query Parameters');
			}),
			{ numRuns: 60 },
		);
	});

	it('takes any body, or says that it is wrong', async () => {
		await fc.assert(
			fc.asyncProperty(hostileValues, async (body) =>
				check(await call({ method: 'POST', body: '={{ $json.hostile }}' }, body), 'Body (JSON)'),
			),
			{ numRuns: 60 },
		);
	});

	it.each([
		'https://evil.example/v2/accounts',
		'//evil.example/accounts',
		'http:evil.example',
		'/\\evil.example',
		'../admin',
		'/%2e%2e/admin',
		'/accounts/..%2f..%2fadmin',
	])('refuses %s and names the path', async (path) => {
		const { error } = await call({ path });
		expect(error?.message).toMatch(/^Path\b/);
		expect(server.requests).toEqual([]);
	});

	it('follows no redirect to another origin, with any status', async () => {
		for (const status of [301, 302, 303, 307, 308]) {
			server.always('', { status, headers: { location: `${elsewhere.origin}/v2/accounts` } });
			for (const method of ['GET', 'POST', 'DELETE']) {
				const { error } = await call({ method });
				expect(error?.message).toContain('sends requests on to another address');
				expect(server.requests).toHaveLength(1);
			}
		}
		expect(elsewhere.requests).toEqual([]);
	});

	it('follows a redirect below the base URL, with the key, for a while', async () => {
		server.answer = (request, response) =>
			request.url === '/v2/accounts'
				? response.writeHead(308, { location: '/v2/accounts/' }).end()
				: response.end('{"data":[]}');
		expect((await call({})).json).toEqual([{ data: [] }]);
		server.answer = (request, response) =>
			response.writeHead(308, { location: `${request.url}/x` }).end();
		const { error } = await call({});
		expect(error?.message).toContain('sends requests on');
		expect(server.requests.length).toBeLessThanOrEqual(4);
	});
});
