/** Return All: against a bare loop over the same HTTP helper, and against the HTTP Request node's pagination. */
import type { Finding, Work } from '../support/finding.mts';
import { AMPLE, type About, type Bench, type Figures } from '../support/environment.mts';
import { bytes, median, number, ratios, spreadOf, withSpread } from '../support/statistics.mts';

const ROWS = 20_000;
const PAGES = 100;
const FILES = {
	ours: 'return-all.creatoraudit',
	loop: 'return-all.bare-loop',
	httpRequest: 'return-all.http-request',
} as const;
type Name = keyof typeof FILES;
const NAMES = Object.keys(FILES) as Name[];

const SLACK_TIME = 1.2;
const SLACK_HEAP = 2;
/** Few: a garbage collection at every sample makes these runs long, and they hardly vary. */
const HEAP_RUNS = 3;

type Runs = Record<Name, Array<Figures & { requests: number }>>;

export async function returnAll({ environment, short, runs }: Work): Promise<Finding[]> {
	const { sandbox } = environment;
	const benches = {} as Record<Name, Bench>;
	for (const name of NAMES) benches[name] = await environment.bench(FILES[name]);
	let seed = 1_000;

	/** Every run has other data, so that no cache helps. */
	async function measure(about: About, rounds: number): Promise<Runs> {
		const all: Runs = { ours: [], loop: [], httpRequest: [] };
		for (let round = 0; round < rounds; round++) {
			for (const name of NAMES) {
				await sandbox.reset({ accounts: ROWS, seed: ++seed, rateLimit: AMPLE });
				// n8n keeps the last execution until the next has begun.
				await environment.received();
				const figures = await benches[name].run({ about });
				all[name].push({ ...figures, requests: (await sandbox.summary()).total });
			}
		}
		return all;
	}

	// Warm-up, not counted.
	await measure('time', 1);
	const timed = await measure('time', runs + (short ? 0 : 2));
	const live = await measure('liveHeap', short ? 1 : HEAP_RUNS);
	const heap = short ? undefined : await measure('heap', 1);

	const walls = (name: Name) => timed[name].map(({ wallMs }) => wallMs);
	const ratio = ratios(walls('ours'), walls('loop'));
	const requests = [...new Set(timed.ours.map((run) => run.requests))];
	const rows = [...new Set(timed.ours.map((run) => run.delivered))];
	const peak = (name: Name) =>
		spreadOf(live[name].map(({ peakBytes, itemsBytes }) => peakBytes / itemsBytes));
	const peaks = (runsOf: Runs, name: Name) =>
		bytes(median(runsOf[name].map(({ peakBytes }) => peakBytes)));
	const cpu = (name: Name) => number(median(timed[name].map(({ cpuMs }) => cpuMs)));
	return [
		{
			what: `Return All of ${number(ROWS)} accounts: requests`,
			ours: `${requests.join(', ')} for ${rows.map(number).join(', ')} rows`,
			peers: {
				'HTTP Request, pagination': number(median(timed.httpRequest.map((run) => run.requests))),
			},
			goal: {
				text: `${PAGES}`,
				met:
					requests.length === 1 && requests[0] === PAGES && rows.length === 1 && rows[0] === ROWS,
			},
			data: { requests, rows },
		},
		{
			what: `Return All of ${number(ROWS)} accounts: time over a bare loop`,
			ours: `${withSpread(ratio)}, CPU ${cpu('ours')} ms`,
			peers: {
				'bare loop': `1, CPU ${cpu('loop')} ms`,
				'HTTP Request, pagination': `${withSpread(ratios(walls('httpRequest'), walls('loop')))}, CPU ${cpu('httpRequest')} ms`,
			},
			goal: { text: `<= ${SLACK_TIME}`, met: ratio.median <= SLACK_TIME },
			data: { ratio, ...timed },
		},
		{
			what: `Return All of ${number(ROWS)} accounts: peak of the heap in use over the items alone`,
			ours: `${withSpread(peak('ours'))}: ${peaks(live, 'ours')}`,
			peers: {
				'bare loop': `${withSpread(peak('loop'))}: ${peaks(live, 'loop')}`,
				'HTTP Request, pagination': `${withSpread(peak('httpRequest'))}: ${peaks(live, 'httpRequest')}`,
			},
			goal: { text: `<= ${SLACK_HEAP}`, met: peak('ours').median <= SLACK_HEAP },
			data: { ...live },
		},
		...(heap ? [withGarbage(heap, (name) => peaks(heap, name))] : []),
	];
}

/** Peak heap with garbage. It depends on the garbage collector, so it has no goal. */
function withGarbage(data: Runs, peakOf: (name: Name) => string): Finding {
	return {
		what: `Return All of ${number(ROWS)} accounts: peak of the heap with garbage not yet collected`,
		ours: peakOf('ours'),
		peers: { 'bare loop': peakOf('loop'), 'HTTP Request, pagination': peakOf('httpRequest') },
		data,
	};
}
