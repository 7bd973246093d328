/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { gzipSync, brotliCompressSync } from 'node:zlib';
import type { INodeParameters } from 'n8n-workflow';

import { runNode } from '../../support/engine';
import { usedHeap } from '../../support/heap';
import { ScriptedServer } from '../../support/scriptedServer';

const MB = 1024 * 1024;
const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
/** 300 MB of JSON in 300 KB. */
const BOMB = gzipSync(
	Buffer.concat([Buffer.from('{"data":{"id":"'), Buffer.alloc(300 * MB, 'x'), Buffer.from('"}}')]),
);
/** JSON of so many bytes. */
const jsonOf = (bytes: number) => `{"data":{"id":"${ID}","biography":"${'x'.repeat(bytes - 70)}"}}`;

const server = new ScriptedServer();
let keys = 0;
beforeAll(async () => void (await server.start()));
afterAll(async () => await server.stop());
beforeEach(() => (server.requests = []));

const get: INodeParameters = {
	resource: 'account',
	operation: 'get',
	accountId: { __rl: true, mode: 'id', value: ID },
	output: 'raw',
};
const create: INodeParameters = { resource: 'creator', operation: 'create', name: 'A' };

const run = async (parameters: INodeParameters, items = 1) =>
	await runNode({
		credential: { apiKey: `key-of-the-huge-${++keys}`, baseUrl: server.baseUrl },
		parameters,
		input: Array.from({ length: items }, (_, n) => ({ n })),
		onError: items > 1 ? 'continueErrorOutput' : undefined,
	});

function always(body: Buffer | string, headers: Record<string, string> = {}, status = 200): void {
	server.answer = (_, response) =>
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** The most that the process holds outside of V8's heap and on it while something runs, beyond what it held before, in bytes. */
async function peakOf(action: () => Promise<unknown>): Promise<number> {
	const held = () => {
		const { heapUsed, external, arrayBuffers } = process.memoryUsage();
		return heapUsed + external + arrayBuffers;
	};
	usedHeap();
	const before = held();
	let peak = 0;
	const timer = setInterval(() => {
		// What V8 has not collected yet is not held: collect before a high reading counts.
		if (held() - before > peak + 50 * MB) usedHeap();
		peak = Math.max(peak, held() - before);
	}, 5);
	await action().finally(() => clearInterval(timer));
	return peak;
}

describe('An answer that inflates to 300 MB', () => {
	it.each([
		['gzip', BOMB],
		[
			'br',
			brotliCompressSync(
				Buffer.concat([Buffer.from('{"data":{"id":"'), Buffer.alloc(100 * MB, 'x')]),
			),
		],
	])('is given up at 32 MB and not asked for again (%s)', async (encoding, bomb) => {
		always(bomb, { 'content-encoding': encoding });
		let result: Awaited<ReturnType<typeof run>> | undefined;
		const peak = await peakOf(async () => (result = await run(get)));
		expect(result?.error?.message).toContain('answered with more than 32 MB');
		expect(server.requests).toHaveLength(1);
		expect(peak).toBeLessThan(200 * MB);
	});

	it('does no more harm ten times at once', async () => {
		always(BOMB, { 'content-encoding': 'gzip' });
		let result: Awaited<ReturnType<typeof run>> | undefined;
		const peak = await peakOf(async () => (result = await run(get, 10)));
		expect(result?.errors).toHaveLength(10);
		for (const { json } of result!.errors) expect(json.error).toContain('more than 32 MB');
		expect(peak).toBeLessThan(300 * MB);
	});

	it('says what came of a create', async () => {
		always(BOMB, { 'content-encoding': 'gzip' }, 201);
		const { error } = await run(create);
		expect(error?.message).toContain('more than 32 MB');
		expect(error?.description).toContain('may have taken effect');
	});

	it('is an error of its status when it is one', async () => {
		always(BOMB, { 'content-encoding': 'gzip' }, 404);
		expect((await run(get)).error).toMatchObject({ httpCode: '404' });
	});
});

describe('Large answers', () => {
	it('come out whole up to 31 MB, four at once', async () => {
		always(jsonOf(31 * MB));
		const { json, errors } = await run(get, 4);
		expect(errors).toEqual([]);
		expect(json.map(({ biography }) => String(biography).length)).toEqual(
			Array(4).fill(31 * MB - 70),
		);
	});

	it('do not hold small ones up', async () => {
		// Three that stop in the middle of a large answer hold all that large answers may take.
		const open: Array<() => void> = [];
		let large = 0;
		server.answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			// The first request of a key goes ahead, and the others wait for its answer.
			if (++large === 1 || large > 5) return void response.end(jsonOf(1_000));
			response.write(jsonOf(30 * MB).slice(0, -10));
			open.push(() => response.end(jsonOf(30 * MB).slice(-10)));
		};
		const waiting = run(get, 5);
		while (open.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
		await new Promise((resolve) => setTimeout(resolve, 500));
		const began = performance.now();
		expect((await run(get)).json).toHaveLength(1);
		expect(performance.now() - began).toBeLessThan(1_000);
		for (const end of open) end();
		expect((await waiting).json).toHaveLength(5);
	});

	it('are asked for again when they break off', async () => {
		let asked = 0;
		server.answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': '3000000' });
			if (++asked === 1) return void response.write('{"data":', () => response.destroy());
			response.end(jsonOf(3_000_000).padEnd(3_000_000));
		};
		expect((await run(get)).json).toHaveLength(1);
		expect(asked).toBe(2);
	});

	it('may begin with a mark of their byte order', async () => {
		always(`\ufeff${jsonOf(500)}`);
		expect((await run(get)).json[0].id).toBe(ID);
	});
});
