/** How the cost grows with the amount of work, and whether n8n stays responsive meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding, Work } from '../support/finding.mts';
import { watch } from '../support/polls.mts';
import { AMPLE, type Bench, type Figures } from '../support/environment.mts';
import { bytes, exponent, median, number, seconds } from '../support/statistics.mts';

/** 1 is linear; the margin covers the noise of a busy machine. */
const LARGEST_EXPONENT = 1.1;
const LONGEST_DELAY_MS = 100;
/** Pages within the trigger's look-back (10 minutes) when accounts are refreshed daily. */
const lookbackPages = (accounts: number): number => Math.ceil(((accounts / 86_400) * 600) / 200);

/** One amount on a curve: medians of its runs. */
export interface Point {
	amount: number;
	requests: number;
	wallMs: number;
	cpuMs: number;
	delayP99Ms: number;
	delayMaxMs: number;
	peakBytes?: number;
}

async function point(
	{ environment: { sandbox } }: Work,
	amount: number,
	runs: number,
	run: (round: number) => Promise<Figures>,
): Promise<Point> {
	const all: Figures[] = [];
	let requests = 0;
	for (let round = 0; round < runs; round++) {
		await sandbox.clearRequests();
		all.push(await run(round));
		requests = (await sandbox.summary()).total;
	}
	const of = (name: 'wallMs' | 'cpuMs' | 'delayP99Ms' | 'delayMaxMs') =>
		median(all.map((figures) => figures[name]));
	return {
		amount,
		requests,
		wallMs: of('wallMs'),
		cpuMs: of('cpuMs'),
		delayP99Ms: of('delayP99Ms'),
		delayMaxMs: of('delayMaxMs'),
	};
}

const growth = (points: Point[]) => exponent(points.map(({ amount, wallMs }) => [amount, wallMs]));

function finding(what: string, points: Point[], peers: Record<string, Point[]>): Finding[] {
	const power = growth(points);
	const delay = Math.max(...points.map(({ delayP99Ms }) => delayP99Ms));
	const shown = (all: Point[]) =>
		all.map(({ amount, wallMs }) => `${number(amount)}: ${seconds(wallMs)}`).join(', ');
	const longest = Math.max(...points.map(({ delayMaxMs }) => delayMaxMs));
	return [
		{
			what: `${what}: growth of the time`,
			ours: `exponent ${number(power)} (${shown(points)})`,
			peers: Object.fromEntries(
				Object.entries(peers).map(([name, all]) => [
					name,
					`${all.length > 1 ? `exponent ${number(growth(all))} ` : ''}(${shown(all)})`,
				]),
			),
			goal: { text: `linear or better (<= ${LARGEST_EXPONENT})`, met: power <= LARGEST_EXPONENT },
			data: { points, peers, exponent: power },
		},
		{
			what: `${what}: n8n stays responsive`,
			ours: `delay of the event loop p99 ${seconds(delay)}, longest ${seconds(longest)}`,
			peers: Object.fromEntries(
				Object.entries(peers).map(([name, all]) => [
					name,
					`p99 ${seconds(Math.max(...all.map(({ delayP99Ms }) => delayP99Ms)))}, longest ${seconds(Math.max(...all.map(({ delayMaxMs }) => delayMaxMs)))}`,
				]),
			),
			goal: { text: `p99 < ${LONGEST_DELAY_MS} ms`, met: delay < LONGEST_DELAY_MS },
			data: { delayP99Ms: delay, delayMaxMs: longest },
		},
	];
}

async function returnAllCurve(work: Work): Promise<Finding[]> {
	const { environment, short } = work;
	const benches: Record<string, Bench> = {
		CreatorAudit: await environment.bench('return-all.creatoraudit'),
		'bare loop': await environment.bench('return-all.bare-loop'),
		'HTTP Request, pagination': await environment.bench('return-all.http-request'),
	};
	const curves: Record<string, Point[]> = {
		CreatorAudit: [],
		'bare loop': [],
		'HTTP Request, pagination': [],
	};
	let seed = 5_000;
	for (const amount of short ? [1_000, 5_000] : [1_000, 5_000, 20_000, 100_000]) {
		for (const [name, bench] of Object.entries(benches)) {
			const run = async (about: 'time' | 'heap') => {
				await environment.sandbox.reset({ accounts: amount, seed: ++seed, rateLimit: AMPLE });
				await environment.received();
				return await bench.run({ about });
			};
			const found = await point(work, amount, short ? 2 : 3, async () => await run('time'));
			curves[name]!.push({
				...found,
				...(short ? {} : { peakBytes: (await run('heap')).peakBytes }),
			});
		}
	}
	const { CreatorAudit: ours, ...peers } = curves;
	const heaps = (all: Point[]) =>
		all.map(({ amount, peakBytes = 0 }) => `${number(amount)}: ${bytes(peakBytes)}`).join(', ');
	const found = finding('Return All', ours!, peers);
	if (!short) {
		found.push({
			what: 'Return All: peak of the heap, with garbage',
			ours: heaps(ours!),
			peers: Object.fromEntries(Object.entries(peers).map(([name, all]) => [name, heaps(all)])),
			data: {},
		});
	}
	return found;
}

async function metricsCurve(work: Work): Promise<Finding[]> {
	const { environment, short } = work;
	const amounts = short ? [200, 1_000] : [200, 1_000, 5_000, 20_000];
	/** One call for each item: beyond this it takes minutes. */
	const mostForPeer = short ? 200 : 1_000;
	await environment.sandbox.reset({ accounts: amounts.at(-1)!, rateLimit: AMPLE });
	const ids = (await environment.sandbox.data('accounts')).map(({ id }) => String(id));
	const ours = await environment.bench('metrics.creatoraudit');
	const perItem = await environment.bench('metrics.http-request');
	const points: Point[] = [];
	const peer: Point[] = [];
	for (const amount of amounts) {
		const some = ids.slice(0, amount);
		points.push(
			await point(work, amount, short ? 2 : 3, async () => await ours.run({ ids: some })),
		);
		if (amount <= mostForPeer)
			peer.push(await point(work, amount, 1, async () => await perItem.run({ ids: some })));
	}
	return finding('Metrics', points, { 'HTTP Request, one call per item': peer });
}

/** CPU time of n8n per ms, while it has nothing to do. */
async function idleCpu({ environment }: Work): Promise<number> {
	const IDLE_MS = 5_000;
	const before = (await environment.received()).cpuMs;
	await sleep(IDLE_MS);
	return ((await environment.received()).cpuMs - before) / IDLE_MS;
}

/** Formats CPU time. The CPU time of an idle n8n varies more than a small poll needs. */
const cpuShown = (ms: number): string =>
	ms < 5 ? 'too little CPU to tell' : `about ${number(ms)} ms CPU`;

async function triggerCurve(work: Work): Promise<Finding[]> {
	const { environment, short } = work;
	const idle = await idleCpu(work);
	const points: Array<{
		amount: number;
		requests: number;
		bytes: number;
		ms: number;
		cpuMs: number;
	}> = [];
	for (const amount of short ? [1_000, 5_000] : [1_000, 5_000, 20_000, 100_000]) {
		await environment.sandbox.reset({ accounts: amount, videos: 0, rateLimit: AMPLE });
		const watched = await watch(environment, 'watch.accounts');
		// What the activation has set in motion is over with the next poll.
		await watched.polls(1);
		const before = (await environment.received()).cpuMs;
		const startedAt = Date.now();
		const quiet = await watched.polls(2);
		const cpuMs = (await environment.received()).cpuMs - before - idle * (Date.now() - startedAt);
		await watched.stop();
		points.push({
			amount,
			requests: Math.max(...quiet.map(({ requests }) => requests)),
			bytes: Math.max(...quiet.map((poll) => poll.bytes)),
			ms: median(quiet.map(({ ms }) => ms)),
			// One more has begun before this is read.
			cpuMs: Math.max(0, cpuMs / (quiet.length + 1)),
		});
	}
	return [
		{
			what: 'Quiet poll of accounts that are refreshed daily: requests',
			ours: points
				.map(
					({ amount, requests, ms, cpuMs }) =>
						`${number(amount)}: ${requests} in ${number(ms)} ms, ${cpuShown(cpuMs)}`,
				)
				.join('; '),
			peers: {},
			goal: {
				text: '1 for 200 refreshes inside the overlap, no body',
				met: points.every((one) => one.requests <= lookbackPages(one.amount) && one.bytes === 0),
			},
			data: { points },
		},
	];
}

export async function curves(work: Work): Promise<Finding[]> {
	return [
		...(await returnAllCurve(work)),
		...(await metricsCurve(work)),
		...(await triggerCurve(work)),
	];
}
