/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { INodeParameters } from 'n8n-workflow';

import { runNode } from '../../support/engine';
import { searchList } from '../../support/listSearch';
import { PolledWorkflow } from '../../support/poll';
import { ScriptedServer } from '../../support/scriptedServer';

const server = new ScriptedServer();
const timers = new Set<NodeJS.Timeout>();
let keys = 0;

beforeAll(async () => void (await server.start()));
afterEach(() => {
	for (const timer of timers) clearInterval(timer);
	timers.clear();
});
afterAll(async () => await server.stop());

/** A byte every 200 ms, for good: no socket is ever idle for long. */
function drip(status = 200): void {
	server.answer = (_, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.write('{"data":[');
		const timer = setInterval(() => response.write(' '), 200);
		timers.add(timer);
		response.on('close', () => clearInterval(timer));
	};
}

/** A byte of the header every 200 ms. */
function dripHeader(): void {
	server.answer = ({ socket }) => {
		socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
		const timer = setInterval(() => socket.write('x'), 200);
		timers.add(timer);
		socket.on('close', () => clearInterval(timer));
	};
}

const credential = () => ({ apiKey: `key-of-the-slow-${++keys}`, baseUrl: server.baseUrl });

async function timed<T>(action: Promise<T>): Promise<{ ms: number; result: T | Error }> {
	const began = performance.now();
	const result = await action.catch((error: Error) => error);
	return { ms: performance.now() - began, result };
}

describe.each([
	['body', drip],
	['header', dripHeader],
])('A %s that comes byte by byte', (_, begin) => {
	beforeEach(() => begin());

	const getAll: INodeParameters = { resource: 'account', operation: 'getAll' };

	it("ends with the step's time limit", async () => {
		const { ms, result } = await timed(
			runNode({
				credential: credential(),
				parameters: { ...getAll, options: { maxAttempts: 1 }, requestOptions: { timeout: 1_000 } },
			}),
		);
		expect(ms).toBeLessThan(2_500);
		expect((result as { error?: Error }).error?.message).toContain('did not answer in time');
	});

	it('keeps a list of the editor for 20 seconds at most', async () => {
		const { ms, result } = await timed(searchList(credential(), 'searchAccounts'));
		expect(result).toBeInstanceOf(Object);
		expect((result as Error).message).toContain('did not answer in time');
		expect(ms).toBeLessThan(21_000);
	});

	it("keeps a poll for the poll's time at most", async () => {
		const workflow = new PolledWorkflow({
			credential: credential(),
			workflowId: `slow-${_}`,
			budgetMs: 3_000,
			parameters: {},
		});
		const { ms } = await timed(workflow.activate());
		expect(ms).toBeLessThan(4_500);
	});

	it('ends when the execution is cancelled', async () => {
		const { ms } = await timed(
			runNode({
				credential: credential(),
				parameters: getAll,
				onStart: (cancel) => void setTimeout(cancel, 500),
			}),
		);
		expect(ms).toBeLessThan(2_000);
	});
});

describe('A time limit', () => {
	it.each([1e12, -5, 'abc', '2000', null])('does not fail for the setting %p', async (timeout) => {
		server.always({ data: [], pagination: { has_next: false } });
		const { error } = await runNode({
			credential: credential(),
			parameters: {
				resource: 'account',
				operation: 'getAll',
				requestOptions: { timeout: timeout as number },
			},
		});
		expect(error).toBeUndefined();
	});
});
