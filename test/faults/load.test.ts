/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Fault, LoggedRequest } from '../../sandbox/client.mts';
import { runNode, type NodeResult } from '../support/engine';
import { peakHeapDuring, usedHeap } from '../support/heap';
import { sandboxedNode } from '../support/sandboxedNode';

const ITEMS = 10_000;
/** Five of a hundred requests go wrong, in five ways. */
const FAULTS: Fault[] = [
	{ status: 500 },
	{ status: 503 },
	{ reset: 'before' },
	{ reset: 'afterWrite' },
	{ truncate: 20 },
];
const MEGABYTE = 1024 ** 2;

const bench = sandboxedNode({
	accounts: ITEMS,
	validateResponses: false,
	rateLimit: { limit: 2_000, windowSeconds: 2 },
});
let ids: string[];

const note = (text: string) => process.stderr.write(`${text}\n`);
const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const options = { concurrency: 50, maxAttempts: 8 };

async function spoilFivePercent(): Promise<void> {
	for (const fault of FAULTS) await bench.sandbox.fault({ times: null, probability: 0.01, fault });
}

async function run(
	parameters: INodeParameters,
	input: Array<Record<string, unknown>>,
	setup: Partial<Parameters<typeof runNode>[0]> = {},
): Promise<NodeResult> {
	const credential = { apiKey: bench.sandbox.keys.full, baseUrl: bench.sandbox.apiUrl };
	return await runNode({
		credential,
		parameters,
		input: input as never,
		onError: 'continueErrorOutput',
		...setup,
	});
}

const pairedWith = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;

/** Every input has one output item, on either output, that is paired with it. */
function expectOnePairedOutcomeEach({ items, errors }: NodeResult): void {
	const pairs = [...items, ...errors].map(pairedWith).sort((a, b) => a - b);
	expect(pairs).toEqual(Array.from({ length: ITEMS }, (_, at) => at));
}

/** Runs 10,000 items, tells the figures, and holds the memory to its bound. */
async function measured(name: string, work: () => Promise<NodeResult>): Promise<NodeResult> {
	await bench.sandbox.clearRequests();
	const before = usedHeap();
	const startedMs = performance.now();
	const { result, peakBytes } = await peakHeapDuring(work);
	const seconds = (performance.now() - startedMs) / 1000;
	const { total, byStatus } = await bench.sandbox.summary();
	const figures = {
		items: result.items.length,
		errors: result.errors.length,
		requests: total,
		byStatus,
		seconds: Number(seconds.toFixed(1)),
		peakMB: Math.round((peakBytes - before) / MEGABYTE),
	};
	note(`Load, ${name}: ${JSON.stringify(figures)}`);
	expect(result.error).toBeUndefined();
	return result;
}

beforeAll(async () => {
	ids = (await bench.sandbox.data('accounts')).map(({ id }) => String(id));
	expect(ids).toHaveLength(ITEMS);
});

afterEach(async () => await bench.sandbox.clearFaults());

describe('10,000 items under a tight quota, with five percent faults', () => {
	let heapBefore: number;

	beforeAll(() => {
		heapBefore = usedHeap();
	});

	it('gives each input of Get its account', async () => {
		await spoilFivePercent();
		const result = await measured(
			'get',
			async () =>
				await run(
					{ resource: 'account', operation: 'get', accountId: byId, options },
					ids.map((id) => ({ id })),
				),
		);
		expectOnePairedOutcomeEach(result);
		expect(result.errors).toEqual([]);
		for (const item of result.items) expect(item.json.id).toBe(ids[pairedWith(item)]);
	}, 240_000);

	it('gives each input of Get Metrics its numbers, by 50 calls and those that the faults cost', async () => {
		await spoilFivePercent();
		const result = await measured(
			'getMetrics',
			async () =>
				await run(
					{
						resource: 'account',
						operation: 'getMetrics',
						accountIds: '={{ $json.id }}',
						period: '7d',
						options,
					},
					ids.map((id) => ({ id })),
				),
		);
		expectOnePairedOutcomeEach(result);
		for (const item of result.items)
			expect(item.json).toMatchObject({ account_id: ids[pairedWith(item)], found: true });
		expect((await bench.sandbox.summary()).total).toBeLessThan(70);
	}, 240_000);

	it('gives each input of Track its account, and creates none twice', async () => {
		await spoilFivePercent();
		const names = Array.from({ length: ITEMS }, (_, at) => `loaded.${at}`);
		const parameters = {
			resource: 'account',
			operation: 'create',
			platform: 'instagram',
			username: '={{ $json.username }}',
			options,
		};
		const result = await measured(
			'create',
			async () =>
				await run(
					parameters,
					names.map((username) => ({ username })),
				),
		);
		expectOnePairedOutcomeEach(result);
		expect(result.errors).toEqual([]);
		for (const item of result.items) expect(item.json.username).toBe(names[pairedWith(item)]);
		const made = (await bench.sandbox.data('accounts'))
			.map(({ username }) => String(username))
			.filter((username) => username.startsWith('loaded.'));
		expect(made.sort()).toEqual([...names].sort());
	}, 240_000);

	it('keeps no memory afterwards but what the caches may hold', () => {
		const grownMB = (usedHeap() - heapBefore) / MEGABYTE;
		note(`Load: heap grown by ${grownMB.toFixed(1)} MB after 30,000 items`);
		expect(grownMB).toBeLessThan(40);
	});
});

describe('A cancelled execution', () => {
	it.each([500, 8_000])(
		'stops within a second and leaves no request behind, when it ran for %s ms',
		async (ranMs) => {
			let cancelledMs = 0;
			const onStart = (cancel: () => void) =>
				void setTimeout(() => {
					cancelledMs = performance.now();
					cancel();
				}, ranMs);
			await bench.sandbox.clearRequests();
			await run(
				{ resource: 'account', operation: 'get', accountId: byId, options },
				ids.map((id) => ({ id })),
				{ onStart },
			);
			const stoppedMs = performance.now() - cancelledMs;
			await new Promise((resolve) => setTimeout(resolve, 500));
			const { total, inFlight } = await bench.sandbox.summary();
			await new Promise((resolve) => setTimeout(resolve, 3_000));
			const later = await bench.sandbox.summary();
			note(
				`Load, cancel after ${ranMs} ms: ended after ${Math.round(stoppedMs)} ms, ${total} of ${ITEMS} requests sent`,
			);
			expect(total).toBeLessThan(ITEMS);
			expect(stoppedMs).toBeLessThan(1_000);
			expect({ inFlight, later: later.total }).toEqual({ inFlight: 0, later: total });
		},
		60_000,
	);
});

describe('Three workflows on one key', () => {
	it('share the quota fairly', async () => {
		await bench.sandbox.settings({ rateLimit: { limit: 150, windowSeconds: 1 } });
		await bench.sandbox.clearRequests();
		const sizes = [3_000, 1_000, 1_000];
		const parts = sizes.map((size, at) => ids.slice(at * 3_000, at * 3_000 + size));
		const ended = await Promise.all(
			parts.map(async (part) => {
				await run(
					{ resource: 'account', operation: 'get', accountId: byId, options: { maxWait: 30 } },
					part.map((id) => ({ id })),
				);
				return Date.now();
			}),
		);
		const whose = new Map(
			parts.flatMap((part, at) => part.map((id) => [`/accounts/${id}`, at] as [string, number])),
		);
		const served = (await bench.sandbox.requests()).filter(
			({ status, at }: LoggedRequest) =>
				(status === 200 || status === 304) && at <= Math.min(...ended),
		);
		const shares = sizes.map(
			(_, at) => served.filter(({ path }) => whose.get(path) === at).length / served.length,
		);
		note(
			`Load, three workflows of ${sizes.join(', ')} items: shares ${shares.map((share) => share.toFixed(2)).join(', ')} while all ran`,
		);
		for (const share of shares) expect(share).toBeGreaterThan(0.25);
	}, 120_000);
});
