/** Seeds: each is one history, which it plays again exactly. */
import fc from 'fast-check';
import { NODES_DIR, playHistory, type Outcome } from './history.mts';
import { histories, type History } from './steps.mts';

/** The longest time for the search of a shorter history, in ms. */
const SHORTEN_MS = 60_000;
/** Histories that are shortened and shown; the others that went wrong are only named. */
const MOST_SHOWN = 3;
/** Between two lines of progress, in ms. */
const PROGRESS_MS = 30_000;

export const isGood = ({ lost, twice, broken }: Outcome): boolean =>
	lost.length + twice.length + broken.length === 0;

/** Neighbouring seeds would begin with similar numbers. */
const mixed = (seed: number) => Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;

/** The history of a seed. */
export function historyOf(seed: number): History {
	return fc.sample(histories, { seed: mixed(seed), numRuns: 1 })[0]!;
}

/** A shorter history of the same seed that goes wrong as well. */
export async function shortened(seed: number, nodesDir = NODES_DIR): Promise<History> {
	const property = fc.asyncProperty(histories, async (history) =>
		isGood(await playHistory(history, nodesDir)),
	);
	const { counterexample } = await fc.check(property, {
		seed: mixed(seed),
		numRuns: 1,
		interruptAfterTimeLimit: SHORTEN_MS,
	});
	return counterexample?.[0] ?? historyOf(seed);
}

/** What many histories came to. */
export class Tally {
	seeds = 0;
	lost = 0;
	twice = 0;
	/** Other promises that were broken. */
	broken = 0;
	events = 0;
	/** Events that n8n lost between state and execution. */
	missed = 0;
	/** Events that were told again because n8n had stored another trigger's older state over theirs. */
	again = 0;
	/** Seeds whose history went wrong. */
	readonly wrong: number[] = [];

	add(seed: number, outcome: Outcome): void {
		this.seeds += 1;
		this.lost += outcome.lost.length;
		this.twice += outcome.twice.length;
		this.broken += outcome.broken.length;
		this.events += outcome.events;
		this.missed += outcome.missed;
		this.again += outcome.again;
		if (!isGood(outcome)) this.wrong.push(seed);
	}

	get isGood(): boolean {
		return this.wrong.length === 0;
	}

	toString(): string {
		const others = this.broken > 0 ? `, ${this.broken} other promises broken` : '';
		return `${this.seeds} seeds, ${this.lost} lost, ${this.twice} twice${others}`;
	}
}

export interface SimulationOptions {
	from: number;
	seeds: number;
	/** The package's folder `nodes`; by default this project's. */
	nodesDir?: string;
	say(line: string): void;
	/** Also shows histories that went well. */
	showsAll?: boolean;
	/** No history is begun after so many ms. */
	longestMs?: number;
}

function report(seed: number, history: History, { lost, twice, broken }: Outcome): string {
	const faults = [
		...lost.map((one) => `lost: ${one}`),
		...twice.map((one) => `twice: ${one}`),
		...broken,
	];
	return [
		`Seed ${seed}:`,
		...faults,
		JSON.stringify(history.setup),
		...history.steps.map((step) => JSON.stringify(step)),
	].join('\n  ');
}

/** Plays the histories of seeds, one after the other. Prints those that go wrong, shortened. */
export async function simulate(options: SimulationOptions): Promise<Tally> {
	const { from, seeds, nodesDir = NODES_DIR, say, showsAll, longestMs = Infinity } = options;
	const tally = new Tally();
	const startedMs = performance.now();
	let saidMs = startedMs;
	for (let seed = from; seed < from + seeds; seed++) {
		if (performance.now() - startedMs > longestMs) break;
		const history = historyOf(seed);
		const outcome = await playHistory(history, nodesDir);
		tally.add(seed, outcome);
		if (showsAll) say(report(seed, history, outcome));
		if (!isGood(outcome)) {
			const short = tally.wrong.length > MOST_SHOWN ? undefined : await shortened(seed, nodesDir);
			say(short ? report(seed, short, await playHistory(short, nodesDir)) : `Seed ${seed} as well`);
		}
		if (performance.now() - saidMs > PROGRESS_MS) say(`… ${tally}`);
		if (performance.now() - saidMs > PROGRESS_MS) saidMs = performance.now();
	}
	const perSecond = tally.seeds / ((performance.now() - startedMs) / 1_000);
	say(
		`${tally.events} events told; ${tally.missed} more that n8n lost when it ended between state and execution, and ` +
			`${tally.again} told again because it had stored another trigger's older state over theirs. ` +
			`${perSecond.toFixed(0)} seeds a second.`,
	);
	return tally;
}
