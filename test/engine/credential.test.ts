import { CreatorAuditApi } from '../../credentials/CreatorAuditApi.credentials';
import { testCredential } from '../support/credentialTest';
import { sandboxedNode } from '../support/sandboxedNode';

describe('the test of the credential', () => {
	const node = sandboxedNode();
	const test = async (change: { apiKey?: string; baseUrl?: string } = {}) =>
		await testCredential({
			apiKey: node.sandbox.keys.full,
			baseUrl: node.sandbox.apiUrl,
			...change,
		});
	const OK = { status: 'OK', message: 'Connection successful!' };

	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it('asks for nothing but whose the key is', async () => {
		expect(await test()).toEqual(OK);
		expect((await node.sandbox.requests()).map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /whoami',
		]);
	});

	it.each([
		['with blanks around', (key: string) => `  ${key} `],
		['with a line break', (key: string) => `${key}\r\n`],
		['broken over two lines', (key: string) => `${key.slice(0, 5)}\n${key.slice(5)}`],
		['with "Bearer" before it', (key: string) => `Bearer ${key}`],
		['with "bearer" and blanks', (key: string) => ` bearer   ${key}\n`],
		['with invisible characters', (key: string) => `\u200b${key}\ufeff`],
	])('takes a key %s', async (_, paste) => {
		expect(await test({ apiKey: paste(node.sandbox.keys.full) })).toEqual(OK);
		// What the test takes works in the node.
		const { error } = await node.run(
			{ resource: 'organization', operation: 'getApiKey' },
			{ credential: { apiKey: paste(node.sandbox.keys.full), baseUrl: node.sandbox.apiUrl } },
		);
		expect(error).toBeUndefined();
	});

	it('takes a key that may only read', async () => {
		expect(await test({ apiKey: node.sandbox.keys.read })).toEqual(OK);
	});

	it.each([
		['with a slash at the end', (url: string) => `${url}/`],
		['with blanks', (url: string) => ` ${url}\n`],
	])('takes a base URL %s', async (_, paste) => {
		expect(await test({ baseUrl: paste(node.sandbox.apiUrl) })).toEqual(OK);
	});

	it.each([
		[
			'a wrong key',
			() => ({ apiKey: 'no-such-key' }),
			/does not know this API key\. Copy it again/,
		],
		[
			'a disabled key',
			() => ({ apiKey: node.sandbox.keys.disabled }),
			/knows this API key but refuses it: the key is disabled/,
		],
		['an empty key', () => ({ apiKey: ' \n' }), /^The API Key is empty\./],
		[
			'a key with odd characters',
			() => ({ apiKey: 'schlüssel' }),
			/^The API Key holds characters that no key has\./,
		],
		[
			'a base URL without encryption',
			() => ({ baseUrl: 'http://api.creatoraudit.com/v2' }),
			/is not secure\. Use an address that starts with https/,
		],
		[
			'a base URL that is none',
			() => ({ baseUrl: 'creatoraudit' }),
			/is not a web address\. It should look like/,
		],
		['a closed port', () => ({ baseUrl: 'http://127.0.0.1:9/v2' }), /ECONNREFUSED|refused/],
	])('says what is wrong: %s', async (_, change, message) => {
		const verdict = await test(change());
		expect(verdict).toEqual({ status: 'Error', message: expect.stringMatching(message) });
	});

	it('says that there is no API at an address, and which is the right one', async () => {
		const verdict = await test({ baseUrl: node.sandbox.apiUrl.replace('/v2', '/v3') });
		expect(verdict).toEqual({
			status: 'Error',
			message: expect.stringContaining('It should be https://api.creatoraudit.com/v2'),
		});
		await node.sandbox.reset();
	});

	it.each([
		[
			'an HTML page',
			{ status: 200, body: '<!doctype html><title>Hi</title>', contentType: 'text/html' },
			/Something answers at this Base URL, but not the CreatorAudit API/,
		],
		[
			'JSON of another API',
			{ status: 200, body: { hello: 'world' } },
			/Something answers at this Base URL, but not the CreatorAudit API/,
		],
		[
			'another address',
			{ status: 302, headers: { location: 'https://example.com/' } },
			/leads on to another address/,
		],
		['a used up rate limit', { status: 429 }, /The API key works, but its rate limit is used up/],
	])('says what is wrong when the answer is %s', async (_, fault, message) => {
		await node.sandbox.fault({ fault, times: null });
		expect(await test()).toEqual({ status: 'Error', message: expect.stringMatching(message) });
	});

	it('names only statuses that it has words for', () => {
		const rules = new CreatorAuditApi().test.rules!;
		for (const { properties } of rules) expect(properties.message).toMatch(/^[A-Z].*\.$/);
	});
});

describe('the credential', () => {
	const { authenticate } = new CreatorAuditApi();
	type Authenticate = (
		credentials: object,
		request: object,
	) => Promise<{ url?: string; headers?: Record<string, string> }>;
	const authorise = authenticate as unknown as Authenticate;
	const credentials = { apiKey: 'secret-key', baseUrl: 'https://api.creatoraudit.com/v2' };

	it.each([
		'https://api.creatoraudit.com/v2',
		'https://api.creatoraudit.com/v2/accounts?limit=1',
		'https://API.creatoraudit.com:443/v2/accounts',
	])('sends the key to %s', async (url) => {
		expect((await authorise(credentials, { url })).headers).toEqual({
			Authorization: 'Bearer secret-key',
		});
	});

	it.each([
		'https://evil.example/v2/accounts',
		'https://api.creatoraudit.com.evil.example/v2',
		'https://api.creatoraudit.com/v1/accounts',
		'https://api.creatoraudit.com/v2/../v1/accounts',
		'https://api.creatoraudit.com/v2evil',
		'http://api.creatoraudit.com/v2/accounts',
		'https://user@api.creatoraudit.com/v2/accounts',
		'//evil.example/v2',
	])('does not send the key to %s', async (url) => {
		await expect(authorise(credentials, { url })).rejects.toThrow(
			'goes only to addresses below https://api.creatoraudit.com/v2',
		);
	});

	it('replaces a key that the request brought along, and follows no redirect with it', async () => {
		const request = await authorise(credentials, {
			url: 'https://api.creatoraudit.com/v2/accounts',
			headers: { authorization: 'Basic x', Accept: 'a' },
		});
		expect(request.headers).toEqual({ Accept: 'a', Authorization: 'Bearer secret-key' });
		expect(request).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			sendCredentialsOnCrossOriginRedirect: false,
		});
	});
});
