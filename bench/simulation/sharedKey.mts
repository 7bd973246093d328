/** The table of several processes with one key: time, refusals and fairness over their number, in virtual time. */
import { sharesOf, simulateFleet, type LimiterClass, type Shares } from './fleet.mts';

export const PROCESSES = [1, 2, 3, 5, 10, 50];
export const LIMITS = [60, 600];
const WINDOW_SECONDS = 60;
/** Windows in which processes that begin at once learn of each other; they are not counted. */
const LEARNING = 3;
const COUNTED = 10;
/** A share of fewer requests in a window is mostly the first look of each process. */
const SMALL_SHARE = 6;

export interface Row extends Shares {
	processes: number;
	limit: number;
	/** Goals of the row. */
	mostRefused: number;
	longest: number;
	met: boolean;
}

/** @param seeds runs of each row, whose worst figures count */
export async function sharedKeyTable(Limiter: LimiterClass, seeds: number): Promise<Row[]> {
	const rows: Row[] = [];
	for (const limit of LIMITS) {
		for (const processes of PROCESSES) {
			const runs: Shares[] = [];
			for (let seed = 1; seed <= seeds; seed++) {
				const { windows } = await simulateFleet(Limiter, {
					processes,
					limit,
					windowSeconds: WINDOW_SECONDS,
					windows: LEARNING + COUNTED,
					seed,
				});
				runs.push(sharesOf(windows.slice(LEARNING), limit, processes));
			}
			const mostRefused = processes === 1 ? 0 : limit / processes < SMALL_SHARE ? 0.2 : 0.05;
			const longest = processes === 1 ? 1.02 : 1.05;
			const timeRatio = Math.max(...runs.map((run) => run.timeRatio));
			const refusals = Math.max(...runs.map((run) => run.refusals));
			const least = Math.min(...runs.map((run) => run.least));
			const met = timeRatio <= longest && refusals <= mostRefused && least >= 0.5;
			rows.push({ processes, limit, timeRatio, refusals, least, mostRefused, longest, met });
		}
	}
	return rows;
}
