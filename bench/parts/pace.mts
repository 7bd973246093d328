/** Single requests against a rate limit: time compared with the quota's minimum, and losses. */
import { setTimeout } from 'node:timers/promises';
import type { LoggedRequest } from '../../sandbox/client.mts';
import { LIMITS, sharedKeyTable, type Row } from '../simulation/sharedKey.mts';
import { loadLimiter } from '../simulation/workers.mts';
import type { Series } from '../support/chart.mts';
import type { Finding, Work } from '../support/finding.mts';
import type { Bench, Figures } from '../support/environment.mts';
import { median, number, ratios, seconds, spreadOf, withSpread } from '../support/statistics.mts';

const ITEMS = 1_000;
const ITEMS_SHORT = 420;
/** A real plan has longer windows; the arithmetic is the same, and the run is short. */
const RATE = { limit: 60, windowSeconds: 2 };
const SLACK = 1.05;

/**
 * Minimum time under the quota: until the start of the last window that is needed.
 * Windows start at multiples of their length on the server's clock, which is this machine's.
 * @param startedAt ms since 1970
 * @param windows how many are needed
 */
function quotaMinimumMs(startedAt: number, windows: number): number {
	const windowMs = RATE.windowSeconds * 1_000;
	return (Math.floor(startedAt / windowMs) + windows - 1) * windowMs - startedAt;
}

interface Paced extends Figures {
	minimumMs: number;
	refusals: number;
	/** Delivered items over time, in seconds from the start. */
	delivery: Array<readonly [seconds: number, delivered: number]>;
}

/** Resolution of the chart. */
const DELIVERIES_PER_POINT = 20;

function deliveryOf(answered: LoggedRequest[], startedAt: number): Paced['delivery'] {
	const times = answered
		.map(({ at, ms }) => (at + ms - startedAt) / 1_000)
		.toSorted((a, b) => a - b);
	const counted = times.map((time, n) => [Number(time.toFixed(2)), n + 1] as const);
	return [
		[0, 0],
		...counted.filter(([, n]) => n % DELIVERIES_PER_POINT === 0 || n === times.length),
	];
}

/** Concurrent runs, each with its own key and so with its own quota. */
const AT_ONCE = 2;

/**
 * Start times are spread over this part of a window, so that the result does not depend on luck. A later start would measure how long n8n
 * takes to start an execution: the first window would end before its quota can be used.
 */
const STARTS_WITHIN = 0.5;

/** Waits for a point of the window. @param part from 0 (start) to 1 (end) */
async function windowIsAt(part: number): Promise<void> {
	const windowMs = RATE.windowSeconds * 1_000;
	await setTimeout((windowMs + part * windowMs - (Date.now() % windowMs)) % windowMs);
}

async function paced(work: Work, benches: Bench[], ids: string[]): Promise<Paced[]> {
	const starting = benches.map((bench, at) => ({
		bench,
		part: (at / benches.length) * STARTS_WITHIN,
	}));
	const all: Paced[] = [];
	for (let from = 0; from < starting.length; from += AT_ONCE)
		all.push(...(await together(work, starting.slice(from, from + AT_ONCE), ids)));
	return all;
}

async function together(
	{ environment: { sandbox } }: Work,
	starting: Array<{ bench: Bench; part: number }>,
	ids: string[],
): Promise<Paced[]> {
	await sandbox.clearRequests();
	const figures = await Promise.all(
		starting.map(async ({ bench, part }) => {
			await windowIsAt(part);
			return await bench.run({ ids });
		}),
	);
	const requests = await sandbox.requests();
	const of = (at: number, status: number) =>
		requests.filter(
			(request) => request.status === status && request.key === starting[at]!.bench.key,
		);
	return figures.map((one, at) => ({
		...one,
		delivery: deliveryOf(of(at, 200), one.startedAt),
		minimumMs: quotaMinimumMs(one.startedAt, Math.ceil(ids.length / RATE.limit)),
		refusals: of(at, 429).length,
	}));
}

/** Several processes with one key, which one machine cannot run: the package's own limiter in virtual time. */
async function sharedKey({ environment, runs }: Work): Promise<Finding[]> {
	const Limiter = await loadLimiter(environment.packageDir, environment.n8nDir);
	const rows = await sharedKeyTable(Limiter, runs);
	const percent = (part: number) => `${number(100 * part)} %`;
	const curve = (of: (row: Row) => number, name: string): Series[] =>
		LIMITS.map((limit) => ({
			name: `${name}, ${limit} a minute`,
			points: rows
				.filter((row) => row.limit === limit)
				.map((row) => [row.processes, 100 * of(row)] as const),
		}));
	const series = [
		...curve(({ refusals }) => refusals, 'refused'),
		...curve(({ timeRatio }) => timeRatio - 1, 'more time'),
	];
	return rows.map((row, at) => ({
		what: `Simulated: ${row.processes} processes with one key of ${row.limit} requests per 60 s, endless work`,
		ours: `${number(row.timeRatio)} x the quota's minimum, ${percent(row.refusals)} refused, the worst off gets ${percent(row.least)} of its fair share`,
		peers: {},
		goal: {
			text: `<= ${row.longest} x, <= ${percent(row.mostRefused)} refused, >= 50 % of the fair share`,
			met: row.met,
		},
		data: { row, ...(at === 0 && { sharedKey: series }) },
	}));
}

export async function pace(work: Work): Promise<Finding[]> {
	const { environment, short, runs } = work;
	const items = short ? ITEMS_SHORT : ITEMS;
	const windows = Math.ceil(items / RATE.limit);
	await environment.sandbox.reset({ accounts: items, rateLimit: RATE });
	const ids = (await environment.sandbox.data('accounts')).map(({ id }) => String(id));
	const copies = async (file: string, count: number) =>
		await Promise.all(Array.from({ length: count }, () => environment.bench(file)));
	const ours = await paced(
		work,
		await copies('get-each.creatoraudit', short ? AT_ONCE : runs),
		ids,
	);
	const peers = [
		...(await copies('get-each.http-request-batched', 1)),
		...(await copies('get-each.http-request', 1)),
	];
	const [tuned, usual] = await paced(work, peers, ids);
	const walls = (all: Paced[]) => all.map(({ wallMs }) => wallMs);
	const ratio = ratios(
		walls(ours),
		ours.map(({ minimumMs }) => minimumMs),
	);
	const delivered = Math.min(...ours.map((one) => one.delivered));
	const refusals = Math.max(...ours.map((one) => one.refusals));
	const lost = ({ delivered: arrived, wallMs, refusals: refused }: Paced) =>
		`${number(items - arrived)} lost, ${number(refused)} refusals, ${seconds(wallMs)}`;
	const what = `${number(items)} single gets, ${RATE.limit} requests per ${RATE.windowSeconds} s`;
	const delivery = [
		{ name: 'CreatorAudit', points: ours[0]!.delivery },
		{ name: 'HTTP Request, tuned by hand', points: tuned!.delivery },
		{ name: 'HTTP Request, Retry On Fail', points: usual!.delivery },
	];
	const data = { rate: RATE, ours, httpRequestTuned: tuned, httpRequest: usual };
	return [
		{
			what: `${what}: time over the quota's own minimum`,
			ours: `${withSpread(ratio)} of ${seconds(median(ours.map(({ minimumMs }) => minimumMs)))}`,
			peers: {
				'HTTP Request, batches set to the quota by hand': `${number(tuned!.wallMs / tuned!.minimumMs)}`,
				'HTTP Request, Retry On Fail': `${number(usual!.wallMs / usual!.minimumMs)}, ends with a loss`,
			},
			goal: { text: `<= ${SLACK}`, met: ratio.median <= SLACK },
			data: { ratio, ...data, delivery },
		},
		{
			what: `${what}: lost, refused`,
			ours: `${number(items - delivered)} lost, ${withSpread(spreadOf(ours.map((one) => one.refusals)))} refusals`,
			peers: {
				'HTTP Request, batches set to the quota by hand': lost(tuned!),
				'HTTP Request, Retry On Fail': lost(usual!),
			},
			goal: {
				text: `none lost, <= ${windows} refusals (1 per window)`,
				met: delivered === items && refusals <= windows,
			},
			data: { delivered, refusals },
		},
		...(await sharedKey(work)),
	];
}
