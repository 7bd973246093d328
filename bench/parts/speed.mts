/** Speed without a limit: thousands of single gets, and metrics of thousands of accounts. */
import type { Finding, Work } from '../support/finding.mts';
import { AMPLE, type Bench, type Figures } from '../support/environment.mts';
import { median, number, ratios, seconds, spreadOf, withSpread } from '../support/statistics.mts';

const GETS = 5_000;
const GETS_SHORT = 1_000;
const METRICS = 20_000;
/** n8n's event loop, at worst one time in a hundred. */
const LONGEST_DELAY_MS = 20;

type Name = 'ours' | 'httpRequest' | 'loop';
const FILES: Record<Name, string> = {
	ours: 'get-each.creatoraudit',
	httpRequest: 'get-each.http-request',
	loop: 'get-each.bare-loop',
};
const NAMES = Object.keys(FILES) as Name[];

const delays = (all: Figures[]) => all.map(({ delayP99Ms }) => delayP99Ms);
const walls = (all: Figures[]) => all.map(({ wallMs }) => wallMs);
const cpu = (all: Figures[]) => `CPU ${seconds(median(all.map(({ cpuMs }) => cpuMs)))}`;

async function gets({ environment, short, runs }: Work): Promise<Finding[]> {
	const count = short ? GETS_SHORT : GETS;
	const { sandbox } = environment;
	const benches = {} as Record<Name, Bench>;
	for (const name of NAMES) benches[name] = await environment.bench(FILES[name]);
	const all: Record<Name, Figures[]> = { ours: [], httpRequest: [], loop: [] };
	let seed = 9_000;
	// The first round warms up and is not counted.
	for (let round = 0; round <= runs; round++) {
		// Other data each time, so that no answer is remembered.
		await sandbox.reset({ accounts: count, seed: ++seed, rateLimit: AMPLE });
		const ids = (await sandbox.data('accounts')).map(({ id }) => String(id));
		for (const name of NAMES) {
			await environment.received();
			const figures = await benches[name].run({ ids });
			if (round > 0) all[name].push(figures);
		}
	}
	const ratio = ratios(walls(all.ours), walls(all.httpRequest));
	const delivered = Math.min(...all.ours.map((figures) => figures.delivered));
	const delay = spreadOf(delays(all.ours));
	const shown = (name: Name) =>
		`${withSpread(spreadOf(walls(all[name])), ' ms')}, ${cpu(all[name])}`;
	const shownDelay = (name: Name) => withSpread(spreadOf(delays(all[name])), ' ms');
	const peers = (of: (name: Name) => string) => ({
		'HTTP Request': of('httpRequest'),
		'bare loop, ten at a time': of('loop'),
	});
	return [
		{
			what: `${number(count)} single gets without a limit: time over the HTTP Request node's`,
			ours: `${withSpread(ratio)}; ${shown('ours')}`,
			peers: peers(shown),
			goal: { text: '<= 1, all delivered', met: ratio.median <= 1 && delivered === count },
			data: { ratio, delivered, ...all },
		},
		{
			what: `${number(count)} single gets without a limit: delay of n8n's event loop, p99`,
			ours: withSpread(delay, ' ms'),
			peers: peers(shownDelay),
			goal: { text: `<= ${LONGEST_DELAY_MS} ms`, met: delay.median <= LONGEST_DELAY_MS },
			data: { delay },
		},
	];
}

async function metricsDelay({ environment, runs }: Work): Promise<Finding[]> {
	await environment.sandbox.reset({ accounts: METRICS, rateLimit: AMPLE });
	const ids = (await environment.sandbox.data('accounts')).map(({ id }) => String(id));
	const bench = await environment.bench('metrics.creatoraudit');
	await bench.run({ ids });
	const all: Figures[] = [];
	for (let run = 0; run < runs; run++) all.push(await bench.run({ ids }));
	const delay = spreadOf(delays(all));
	return [
		{
			what: `Metrics of ${number(METRICS)} accounts: delay of n8n's event loop, p99`,
			ours: `${withSpread(delay, ' ms')}, in ${seconds(median(walls(all)))}, ${cpu(all)}`,
			peers: {},
			goal: { text: `<= ${LONGEST_DELAY_MS} ms`, met: delay.median <= LONGEST_DELAY_MS },
			data: { delay, all },
		},
	];
}

export async function speed(work: Work): Promise<Finding[]> {
	return [...(await gets(work)), ...(await metricsDelay(work))];
}
