/** Processes that share one API key, each with a limiter of its own, before a server that counts requests in fixed windows. Virtual time. */
import { SimulatedClock } from './clock.mts';

/** The limiter, as far as a simulation uses it (transport/rateLimit/rateLimiter.ts). */
export interface LimiterLike {
	acquire(request: {
		group: object;
		concurrency: number;
		maxPauseMs: number;
		first?: boolean;
	}): Promise<object>;
	release(permit: object, outcome: object): void;
}

export type LimiterClass = new (
	clock: { now(): number; sleep(ms: number): Promise<void> },
	random?: () => number,
) => LimiterLike;

export interface Fleet {
	processes: number;
	/** Requests in a window. */
	limit: number;
	windowSeconds: number;
	/** Windows that are simulated. */
	windows: number;
	/** From sending to answer, in ms: evenly spread between the two. */
	roundTripMs?: readonly [least: number, most: number];
	/** Calls of one process under way at once. */
	concurrency?: number;
	/** A process starts and stops at these windows; by default all run all the time. */
	life?: (process: number) => { from: number; to: number };
	/** How many processes ignore all headers and send without a break; they come after the others. */
	greedy?: number;
	/** Calls of each process; endless by default. */
	calls?: number;
	seed?: number;
}

export interface WindowFigures {
	served: number;
	refused: number;
	/** Served to each process. */
	byProcess: number[];
}

/** A small generator of random numbers (mulberry32), so that a run can be repeated. */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The server's clock is ahead of the processes' by this: which must not matter. */
const AHEAD_MS = Date.UTC(2026, 0, 1);
const PAUSE_OF_GREEDY_MS = 50;

export interface FleetResult {
	windows: WindowFigures[];
	/** When the last call of each process was served, in ms; 0 where there is no end. */
	endedMs: number[];
}

/** Lets a fleet work. Every refused call is asked again, as the package does. */
export async function simulateFleet(Limiter: LimiterClass, fleet: Fleet): Promise<FleetResult> {
	const { processes, limit, windowSeconds, windows: count, concurrency = 10, greedy = 0 } = fleet;
	const [least, most] = fleet.roundTripMs ?? [50, 400];
	const random = randomFrom(fleet.seed ?? 1);
	const clock = new SimulatedClock();
	const windowMs = windowSeconds * 1_000;
	const endMs = count * windowMs;
	const windows: WindowFigures[] = Array.from({ length: count + 1 }, () => ({
		served: 0,
		refused: 0,
		byProcess: Array.from({ length: processes + greedy }, () => 0),
	}));
	const endedMs = Array.from({ length: processes + greedy }, () => 0);
	let open = 0;

	function serve(process: number): { status: number } & Record<string, unknown> {
		const nowMs = AHEAD_MS + clock.now();
		const at = Math.floor(clock.now() / windowMs);
		const window = windows[Math.min(at, count)]!;
		const resetMs = AHEAD_MS + (at + 1) * windowMs;
		const refused = window.served >= limit;
		if (refused) window.refused++;
		else {
			window.served++;
			window.byProcess[process]!++;
		}
		return {
			status: refused ? 429 : 200,
			reading: { limit, remaining: limit - window.served, resetMs },
			retryAfterMs: refused ? Math.ceil((resetMs - nowMs) / 1_000) * 1_000 : undefined,
			dateHeader: new Date(Math.floor(nowMs / 1_000) * 1_000).toUTCString(),
		};
	}

	/** One request on its way there and back. */
	async function request(process: number): Promise<ReturnType<typeof serve>> {
		const roundTripMs = least + random() * (most - least);
		const thereMs = roundTripMs * (0.3 + 0.4 * random());
		await clock.sleep(thereMs);
		const answer = serve(process);
		await clock.sleep(roundTripMs - thereMs);
		return answer;
	}

	async function call(limiter: LimiterLike, group: object, process: number): Promise<void> {
		for (let first = false; ; first = true) {
			const permit = await limiter.acquire({ group, concurrency, maxPauseMs: Infinity, first });
			const sentMs = clock.now();
			const answer = await request(process);
			limiter.release(permit, { ...answer, sentMs, receivedMs: clock.now() });
			if (answer.status === 200) return;
		}
	}

	async function run(process: number): Promise<void> {
		const { from, to } = fleet.life?.(process) ?? { from: 0, to: count };
		const limiter = new Limiter(clock, random);
		// Processes never begin at the very same moment.
		await clock.sleep(from * windowMs + random() * 200);
		const group = {};
		const untilMs = to * windowMs;
		let left = fleet.calls ?? Infinity;
		const lane = async () => {
			while (left > 0 && clock.now() < untilMs) {
				left--;
				await call(limiter, group, process);
			}
		};
		// Some more wait than may be under way.
		await Promise.all(Array.from({ length: Math.min(left, concurrency + 2) }, lane));
		endedMs[process] = clock.now();
		open--;
	}

	async function runGreedy(process: number): Promise<void> {
		const { from, to } = fleet.life?.(process) ?? { from: 0, to: count };
		await clock.sleep(from * windowMs);
		while (clock.now() < to * windowMs) {
			await request(process);
			await clock.sleep(PAUSE_OF_GREEDY_MS);
		}
		open--;
	}

	for (let process = 0; process < processes; process++) void (open++, run(process));
	for (let process = processes; process < processes + greedy; process++)
		void (open++, runGreedy(process));
	await clock.run(() => open === 0 || (fleet.calls === undefined && clock.now() >= endMs));
	return { windows: windows.slice(0, count), endedMs };
}

/** What a row of the table shows of some windows. */
export interface Shares {
	/** The quota over what was served: 1 = all of it was used. */
	timeRatio: number;
	/** Refusals over what was served. */
	refusals: number;
	/** What the worst off process got over its fair share. */
	least: number;
}

export function sharesOf(windows: WindowFigures[], limit: number, processes: number): Shares {
	const served = windows.reduce((sum, window) => sum + window.served, 0);
	const refused = windows.reduce((sum, window) => sum + window.refused, 0);
	const each = Array.from({ length: processes }, (_, process) =>
		windows.reduce((sum, { byProcess }) => sum + byProcess[process]!, 0),
	);
	return {
		timeRatio: (windows.length * limit) / served,
		refusals: refused / served,
		least: Math.min(...each) / (each.reduce((sum, one) => sum + one, 0) / processes),
	};
}
