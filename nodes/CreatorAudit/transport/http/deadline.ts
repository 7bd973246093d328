/** The longest time in ms that Node.js can count. */
const LONGEST_MS = 2_147_483_647;

/**
 * A time limit as it was entered, in ms.
 * @param fallback where it is none, or not above 0
 */
export function timeLimit(value: unknown, fallback: number): number {
	const ms = Math.ceil(Number(value));
	return ms > 0 ? Math.min(ms, LONGEST_MS) : fallback;
}

/** Thrown when a request, with all of its answer, takes longer than it may. */
export class OutOfTime extends Error {
	readonly code = 'ECONNABORTED';

	constructor(ms: number) {
		super(`No whole answer came within ${ms} ms`);
	}
}

/** The newest timer: thousands of timers that outlive their requests would cost more than all else here. */
let newest: { ms: number; beganMs: number; signal: AbortSignal } | undefined;

/** Aborts after `ms`, or up to a hundredth later: what begins within that time shares one timer. */
function timerOf(ms: number): AbortSignal {
	const now = performance.now();
	if (newest?.ms !== ms || now - newest.beganMs > ms / 100) {
		const longestMs = Math.min(Math.ceil(ms * 1.01), LONGEST_MS);
		newest = { ms, beganMs: now, signal: AbortSignal.timeout(longestMs) };
	}
	return newest.signal;
}

/**
 * Does something within a time, whatever else it waits for. A time limit of n8n's HTTP client counts anew with each byte that comes.
 * @param ms how long it may take
 * @param signal ends it early
 * @param work gets a signal that is aborted when it is over; what it gives afterwards is not looked at
 * @throws OutOfTime, or the signal's reason
 */
export async function within<T>(
	ms: number,
	signal: AbortSignal,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const over = new AbortController();
	const clock = timerOf(ms);
	let cancel!: () => void;
	let expire!: () => void;
	const ended = new Promise<never>((_, reject) => {
		const end = (reason: unknown) => {
			over.abort(reason);
			reject(reason as Error);
		};
		cancel = () => end(signal.reason);
		expire = () => end(new OutOfTime(ms));
	});
	signal.addEventListener('abort', cancel);
	clock.addEventListener('abort', expire);
	try {
		if (signal.aborted) cancel();
		return await Promise.race([work(over.signal), ended]);
	} finally {
		signal.removeEventListener('abort', cancel);
		clock.removeEventListener('abort', expire);
	}
}
