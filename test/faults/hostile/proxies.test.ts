/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-deprecated-workflow-functions */
import type { IHttpRequestOptions, INodeParameters, IRequestOptions } from 'n8n-workflow';

import { runNode } from '../../support/engine';
import { HostileProxy } from '../../support/hostileProxy';
import { otherNode } from '../../support/otherNode';
import { ScriptedServer } from '../../support/scriptedServer';
import { SecureApi } from '../../support/secureApi';

const KEY = 'canary-key-of-the-proxy-tests';
const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';

const plainApi = new ScriptedServer();
const proxy = new HostileProxy();
let secureApi: SecureApi;
/** What a proxy that opens TLS puts in the place of the API, with a certificate of its own authority. */
let inspector: SecureApi;

beforeAll(async () => {
	await plainApi.start();
	await proxy.start();
	secureApi = await SecureApi.start();
	inspector = await SecureApi.start();
	secureApi.trust();
});

afterAll(async () => {
	await inspector.stop();
	await secureApi.stop();
	await proxy.stop();
	await plainApi.stop();
});

beforeEach(() => {
	plainApi.requests = [];
	proxy.reset();
	secureApi.reset(ID);
	inspector.reset('inspected');
});

const ENVIRONMENT = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];
afterEach(() => {
	for (const name of ENVIRONMENT) delete process.env[name];
});

const getAccount: INodeParameters = {
	resource: 'account',
	operation: 'get',
	accountId: { __rl: true, mode: 'id', value: ID },
	output: 'raw',
	options: { maxAttempts: 1, maxWait: 1 },
};

const step = async (baseUrl: string, requestOptions: INodeParameters = {}, apiKey = KEY) =>
	await runNode({
		credential: { apiKey, baseUrl },
		parameters: { ...getAccount, requestOptions },
	});

const byOtherNode = async (baseUrl: string, options: object) =>
	await runNode({
		credential: { apiKey: KEY, baseUrl },
		parameters: {},
		node: otherNode(async function () {
			return await this.helpers.httpRequestWithAuthentication.call(this, 'creatorAuditApi', {
				url: `${baseUrl}/accounts`,
				...options,
			} as IHttpRequestOptions);
		}),
	});

const byOlderHelper = async (baseUrl: string, options: object) =>
	await runNode({
		credential: { apiKey: KEY, baseUrl },
		parameters: {},
		node: otherNode(async function () {
			return await this.helpers.requestWithAuthentication.call(this, 'creatorAuditApi', {
				uri: `${baseUrl}/accounts`,
				method: 'GET',
				json: true,
				...options,
			} as IRequestOptions);
		}),
	});

const asObject = (url: string) => ({
	protocol: 'http',
	host: new URL(url).hostname,
	port: Number(new URL(url).port),
});

describe('A proxy that opens TLS', () => {
	beforeEach(() => (proxy.tunnelTo = inspector.port));

	it('gets no key from a step that ignores SSL issues', async () => {
		for (const baseUrl of ['https://api.creatoraudit.com/v2', secureApi.baseUrl]) {
			const { error } = await step(baseUrl, {
				proxy: proxy.url,
				allowUnauthorizedCerts: true,
			});
			expect(error?.message).toContain('secure connection');
			expect(error?.description).toMatch(/Ignore SSL Issues.*NODE_EXTRA_CA_CERTS/);
		}
		expect(inspector.requests).toEqual([]);
	});

	it('is not asked again, since its certificate stays what it is', async () => {
		const began = performance.now();
		const { error } = await runNode({
			credential: { apiKey: KEY, baseUrl: secureApi.baseUrl },
			parameters: { ...getAccount, options: {}, requestOptions: { proxy: proxy.url } },
		});
		expect(error?.message).toContain('secure connection');
		expect(performance.now() - began).toBeLessThan(1_000);
	});

	it.each([
		['skipSslCertificateValidation', { skipSslCertificateValidation: true }],
		['agentOptions', { agentOptions: { rejectUnauthorized: false } }],
		['a check of its own', { agentOptions: { checkServerIdentity: () => undefined } }],
	])('gets no key from another node with %s', async (_, options) => {
		const { error } = await byOtherNode(secureApi.baseUrl, {
			proxy: asObject(proxy.url),
			...options,
		});
		expect(error).toBeDefined();
		expect(inspector.requests).toEqual([]);
	});

	it('gets no key from another node that brings the authority along', async () => {
		for (const send of [byOtherNode, byOlderHelper]) {
			const { error } = await send(secureApi.baseUrl, {
				proxy: asObject(proxy.url),
				agentOptions: { ca: inspector.authority },
			});
			expect(error).toBeDefined();
		}
		expect(inspector.requests).toEqual([]);
	});

	it('gets no key from the HTTP Request node that ignores SSL issues', async () => {
		const { error } = await byOlderHelper(secureApi.baseUrl, {
			proxy: proxy.url,
			rejectUnauthorized: false,
			agentOptions: { rejectUnauthorized: false },
		});
		expect(error).toBeDefined();
		expect(inspector.requests).toEqual([]);
	});

	it('gets no key when the environment of n8n switches the checks off', async () => {
		process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
		try {
			expect((await step(secureApi.baseUrl, { proxy: proxy.url })).error).toBeDefined();
		} finally {
			delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
		}
		expect(inspector.requests).toEqual([]);
	});

	it('is let through when the server trusts its authority', async () => {
		inspector.trust();
		try {
			const { json } = await step(secureApi.baseUrl, { proxy: proxy.url });
			expect(json).toEqual([{ id: 'inspected' }]);
		} finally {
			secureApi.trust();
		}
	});
});

describe('A proxy that only passes bytes on', () => {
	it('is used, and reads no key', async () => {
		const { json } = await step(secureApi.baseUrl, { proxy: proxy.url });
		expect(json).toEqual([{ id: ID }]);
		expect(proxy.requests.map(({ line }) => line)).toEqual([`CONNECT localhost:${secureApi.port}`]);
		expect(proxy.seen).not.toContain(KEY);
	});

	it('gets no key over plain http from a step', async () => {
		const { error } = await step(plainApi.baseUrl, { proxy: proxy.url });
		expect(error?.message).toContain('not sent through a proxy without encryption');
		expect(proxy.seen).not.toContain(KEY);
	});

	it('gets no key over plain http from another node', async () => {
		for (const { error } of [
			await byOtherNode(plainApi.baseUrl, { proxy: asObject(proxy.url) }),
			await byOlderHelper(plainApi.baseUrl, { proxy: proxy.url }),
			await byOlderHelper(plainApi.baseUrl, { proxy: proxy.url, baseURL: plainApi.baseUrl }),
		])
			expect(error?.message).toContain('not sent through a proxy without encryption');
		expect(proxy.seen).not.toContain(KEY);
	});

	it.each(['HTTP_PROXY', 'ALL_PROXY'])(
		'gets no key over plain http from %s of the server',
		async (variable) => {
			process.env[variable] = proxy.url;
			expect((await step(plainApi.baseUrl)).json).toEqual([{ id: '1' }]);
			expect((await byOtherNode(plainApi.baseUrl, {})).error).toBeUndefined();
			expect((await byOlderHelper(plainApi.baseUrl, {})).error).toBeUndefined();
			expect(proxy.seen).not.toContain(KEY);
			expect(plainApi.requests.map(({ headers }) => headers.authorization)).toEqual(
				Array(3).fill(`Bearer ${KEY}`),
			);
		},
	);

	it('is noticed in the next run, too, after one without it', async () => {
		expect((await step(plainApi.baseUrl)).json).toEqual([{ id: '1' }]);
		// Where no proxy is, a server gets what servers get.
		expect(plainApi.requests[0].target).toBe(`/v2/accounts/${ID}`);
		process.env.HTTP_PROXY = proxy.url;
		await step(plainApi.baseUrl);
		expect(proxy.seen).not.toContain(KEY);
	});
});

describe('Headers of a caller', () => {
	it('do not change where the request and the key go', async () => {
		const headers = {
			Host: 'evil.example',
			forwarded: 'host=evil.example',
			'X-Forwarded-Host': 'evil.example',
			'x-forwarded-proto': 'http',
			authorization: 'Basic x',
			'X-Own': 'kept',
		};
		await byOtherNode(plainApi.baseUrl, { headers });
		await byOlderHelper(plainApi.baseUrl, { headers });
		expect(plainApi.requests).toHaveLength(2);
		for (const { headers: sent } of plainApi.requests) {
			expect(sent).toMatchObject({
				host: new URL(plainApi.baseUrl).host,
				authorization: `Bearer ${KEY}`,
				'x-own': 'kept',
			});
			expect(Object.keys(sent).filter((name) => name.includes('forwarded'))).toEqual([]);
		}
	});
});

describe('What a proxy says in the name of the API', () => {
	it('is remembered for no other step', async () => {
		const body = '{"data":{"id":"forged"}}';
		proxy.forged = `HTTP/1.1 203 OK\r\nETag: "real"\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
		const apiKey = 'key-of-the-poisoned-cache';
		secureApi.answer = ({ headers }, response) =>
			headers['if-none-match'] === '"real"'
				? response.writeHead(304, { etag: '"real"' }).end()
				: response.writeHead(200, { etag: '"real"' }).end(JSON.stringify({ data: { id: ID } }));
		await step(secureApi.baseUrl, { proxy: proxy.url }, apiKey);
		expect((await step(secureApi.baseUrl, {}, apiKey)).json).toEqual([{ id: ID }]);
	});

	it('holds up no other step', async () => {
		proxy.forged =
			'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 31536000\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
		const apiKey = 'key-of-the-forged-pause';
		const { error } = await step(secureApi.baseUrl, { proxy: proxy.url }, apiKey);
		expect(error).toBeDefined();
		expect(proxy.requests).toHaveLength(1);
		const { json, error: other } = await step(secureApi.baseUrl, {}, apiKey);
		expect(other).toBeUndefined();
		expect(json).toEqual([{ id: ID }]);
	});
});
