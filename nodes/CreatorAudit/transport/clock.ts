import { sleep } from 'n8n-workflow';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The passing of time, as a parameter, so that tests can script it. */
export interface Clock {
	/** ms since a fixed moment; never goes back, whatever happens to the system's clock. */
	now(): number;
	/** Resolves after `ms`. */
	sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
	now: () => performance.now(),
	sleep: async (ms) => await sleep(ms),
};

/**
 * The longest single sleep, in ms. A sleep cannot be called off (n8n forbids clearTimeout), so longer pauses are made of
 * slices: an execution that is cancelled stops waiting within one slice, and no timer outlives it by more.
 */
export const SLICE_MS = 500;

/**
 * Waits, in slices.
 * @param ms how long
 * @param signal ends the pause early when aborted; the caller looks at the signal itself
 */
export async function pause(ms: number, clock: Clock, signal?: AbortSignal): Promise<void> {
	const until = clock.now() + ms;
	while (signal?.aborted !== true) {
		const left = until - clock.now();
		if (left <= 0) return;
		await clock.sleep(Math.min(left, SLICE_MS));
	}
}
