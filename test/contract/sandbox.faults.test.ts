/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { connect } from 'node:net';
import { startSandbox, type Fault, type FaultRule, type Sandbox } from '../../sandbox/client.mts';
import { caller } from './sandboxSupport';

describe('the faults of the sandbox', () => {
	let sandbox: Sandbox;
	const call = caller(() => sandbox);
	const track = async (username: string) =>
		await call('POST /accounts', { body: { platform: 'tiktok', username } });
	const countOf = async (username: string) =>
		(await sandbox.data('accounts')).filter((row) => row['username'] === username).length;
	const spoil = async (fault: Fault, match: FaultRule['match'] = { path: '^/accounts' }) =>
		await sandbox.fault({ match, fault });

	beforeAll(async () => {
		sandbox = await startSandbox({ firstRefreshDelayMs: null });
	});
	afterAll(async () => await sandbox.stop());
	beforeEach(async () => {
		await sandbox.reset();
	});

	it('answer a status with its problem document, and leave the work undone', async () => {
		await spoil({ status: 503, headers: { 'Retry-After': '7' } });
		const reply = await track('unlucky');
		expect(reply.body).toMatchObject({
			status: 503,
			code: 'SERVICE_UNAVAILABLE',
			request_id: reply.headers.get('x-request-id'),
		});
		expect(reply.headers.get('retry-after')).toBe('7');
		expect(reply.headers.get('x-ratelimit-limit')).toBe('600');
		expect(await countOf('unlucky')).toBe(0);
		expect((await track('unlucky')).status).toBe(201);
	});

	it('do the work and still answer a status, when told to apply', async () => {
		await spoil({ status: 500, apply: true });
		expect((await track('applied')).status).toBe(500);
		expect(await countOf('applied')).toBe(1);
	});

	it('answer any body with any type', async () => {
		await spoil({ status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' });
		const page = await call('GET /accounts');
		expect([page.status, page.headers.get('content-type'), page.text]).toEqual([
			502,
			'text/html',
			'<h1>Bad gateway</h1>',
		]);
		await spoil({ body: { data: 'odd' } });
		expect((await call('GET /accounts')).body).toEqual({ data: 'odd' });
		await spoil({ status: 200, body: '' });
		const empty = await call('GET /accounts');
		expect([empty.status, empty.text]).toEqual([200, '']);
		await spoil({ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } });
		const redirect = await fetch(`${sandbox.apiUrl}/accounts`, {
			redirect: 'manual',
			headers: { authorization: `Bearer ${sandbox.keys.full}` },
		});
		expect([redirect.status, redirect.headers.get('location')]).toEqual([
			302,
			'http://127.0.0.1:9/elsewhere',
		]);
	});

	it('patch the true body and take fields out of it', async () => {
		await spoil({
			patch: {
				pagination: { next_cursor: null },
				data: { '*': { platform: 'myspace' }, 1: { extra: { deep: [1] } } },
			},
			remove: ['filters', 'data.*.username', 'data.0.name'],
		});
		const { data, pagination, ...rest } = (await call('GET /accounts?limit=2')).body;
		expect(pagination).toEqual({ has_next: true, limit: 2, next_cursor: null });
		expect(data).toEqual([
			expect.objectContaining({ platform: 'myspace', type: 'account' }),
			expect.objectContaining({
				platform: 'myspace',
				extra: { deep: [1] },
				name: expect.any(String),
			}),
		]);
		for (const row of data) expect(row).not.toHaveProperty('username');
		expect(data[0]).not.toHaveProperty('name');
		expect(rest).toEqual({});
	});

	it('cut the true body off, and leave headers out', async () => {
		await spoil({ truncate: 20, stripHeaders: ['ETag', 'X-Request-ID', 'Date'] });
		const cut = await fetch(`${sandbox.apiUrl}/accounts`, {
			headers: { authorization: `Bearer ${sandbox.keys.full}` },
		});
		expect(await cut.text()).toHaveLength(20);
		for (const name of ['etag', 'x-request-id', 'date']) expect(cut.headers.get(name)).toBeNull();
		expect(cut.headers.get('x-ratelimit-limit')).toBe('600');
	});

	it('break the connection before the work, in the middle of the body, or after the work', async () => {
		for (const [reset, done] of [
			['before', 0],
			['midBody', 1],
			['afterWrite', 1],
		] as const) {
			await spoil({ reset });
			await expect(track(`reset.${reset.toLowerCase()}`)).rejects.toThrow();
			expect(await countOf(`reset.${reset.toLowerCase()}`)).toBe(done);
		}
		const broken = await sandbox.requests({ method: 'POST', path: '^/accounts$' });
		expect(broken.map(({ status }) => status)).toEqual([0, 0, 0]);
	});

	it('announce the whole length before they stop in the middle of a body', async () => {
		await spoil({ reset: 'midBody' });
		const { port } = new URL(sandbox.apiUrl);
		const received = await new Promise<string>((resolve, reject) => {
			const socket = connect(Number(port), '127.0.0.1').setEncoding('latin1');
			let text = '';
			socket.on('data', (piece: string) => (text += piece));
			socket.on('close', () => resolve(text)).on('error', reject);
			socket.write(
				`GET /v2/accounts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sandbox.keys.full}\r\n\r\n`,
			);
		});
		const [head, body] = received.split('\r\n\r\n');
		const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
		expect(head).toMatch(/^HTTP\/1.1 200/);
		expect(body.length).toBe(Math.floor(announced / 2));
	});

	it('delay an answer, or never give it', async () => {
		await spoil({ delayMs: 150 });
		const started = Date.now();
		expect((await call('GET /accounts')).status).toBe(200);
		expect(Date.now() - started).toBeGreaterThanOrEqual(149);
		await spoil({ hang: true });
		const hanging = fetch(`${sandbox.apiUrl}/accounts`, {
			headers: { authorization: `Bearer ${sandbox.keys.full}` },
			signal: AbortSignal.timeout(200),
		});
		await expect(hanging).rejects.toThrow();
	});

	it('strike the chosen requests only: by method, path, key, place in the row, and share', async () => {
		await sandbox.addKey('other-key', { name: 'Other' });
		await sandbox.fault({
			match: { method: 'GET', path: '^/whoami$', key: 'other-key' },
			skip: 1,
			times: 2,
			fault: { status: 500 },
		});
		expect((await call('GET /whoami')).status).toBe(200);
		expect((await call('GET /accounts', { key: 'other-key' })).status).toBe(200);
		const statuses = [];
		for (let n = 0; n < 4; n++)
			statuses.push((await call('GET /whoami', { key: 'other-key' })).status);
		expect(statuses).toEqual([200, 500, 500, 200]);
		expect(await sandbox.faults()).toEqual([expect.objectContaining({ matched: 4, hits: 2 })]);

		await sandbox.clearFaults();
		await sandbox.fault({ times: null, probability: 0.3, fault: { status: 503 } });
		for (let n = 0; n < 200; n++) await call('GET /whoami');
		const [{ hits }] = await sandbox.faults();
		expect(hits).toBeGreaterThan(35);
		expect(hits).toBeLessThan(85);
	});

	it('strike only requests that would have been served', async () => {
		await spoil({ status: 503 });
		expect((await call('GET /accounts', { key: null })).status).toBe(401);
		expect((await call('GET /accounts?limit=0')).status).toBe(422);
		expect((await call('GET /accounts')).status).toBe(503);
	});

	it('are refused when they cannot be understood', async () => {
		await expect(sandbox.fault({ match: { path: '(' }, fault: { status: 500 } })).rejects.toThrow(
			'400',
		);
		await expect(sandbox.fault({ fault: { statsu: 500 } as Fault })).rejects.toThrow('400');
	});
});
