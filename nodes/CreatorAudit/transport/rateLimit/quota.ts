import type { RateReading } from './rateLimitHeaders';
import { localMomentOf, type ClockBand } from './clockOffset';

/** What is known about the current window of the rate limit. Times are ms of the local clock unless they say server. */
export interface Quota {
	/** The lowest number of requests left that the server has reported in this window. */
	remaining: number;
	/** When the window ends, server time in ms; undefined when the server does not say. */
	resetServerMs?: number;
	/** The local moment at which the window has surely ended; undefined when the server does not say. */
	endsAtMs?: number;
	/** When the request left whose answer told `remaining`: what was spent after it may be missing. */
	readAtMs: number;
}

/**
 * Whether an answer speaks of a window that has surely ended, as one that was long under way does.
 * @param reading what the answer says
 * @param band the server's clock against the local one
 * @param nowMs local time
 */
export function isStale(
	{ resetMs }: RateReading,
	band: ClockBand | undefined,
	nowMs: number,
): boolean {
	return resetMs !== undefined && band !== undefined && localMomentOf(resetMs, band) <= nowMs;
}

/**
 * The quota after one more answer.
 *
 * Answers overtake one another, so within a window the lowest `remaining` is the newest, and an answer of an earlier
 * window says nothing about this one. A reset that is not in the future cannot be waited for and counts as not given.
 *
 * @param quota what was known before
 * @param reading what the answer says
 * @param band the server's clock against the local one
 * @param sentMs local time at which its request left
 * @param nowMs local time
 */
export function learn(
	quota: Quota | undefined,
	reading: RateReading,
	band: ClockBand | undefined,
	sentMs: number,
	nowMs: number,
): Quota | undefined {
	const { remaining, resetMs: resetServerMs } = reading;
	if (remaining === undefined) return quota;
	const before = quota?.resetServerMs;
	if (before !== undefined && resetServerMs !== undefined && resetServerMs < before) return quota;
	const sameWindow = quota !== undefined && before !== undefined && resetServerMs === before;
	const hasEnd =
		resetServerMs !== undefined && band !== undefined && !isStale(reading, band, nowMs);
	return {
		...(sameWindow && quota.remaining < remaining
			? { remaining: quota.remaining, readAtMs: quota.readAtMs }
			: { remaining, readAtMs: sentMs }),
		resetServerMs,
		endsAtMs: hasEnd ? localMomentOf(resetServerMs, band) : undefined,
	};
}

/**
 * How many requests may be under way at once while `remaining` are left.
 *
 * Full speed while there is plenty. Towards the end only a quarter of what is left: other processes with the same key see the same
 * number and would otherwise all spend it at the same moment.
 * @param hurried whether the window would end before the last ones had their turn in this way: then as many as are left
 */
export function allowedInFlight(remaining: number, hurried: boolean): number {
	if (remaining <= 0) return 0;
	return hurried ? remaining : Math.max(1, Math.floor(remaining / 4));
}

/** How many round trips the careful way takes until nothing is left. */
export function carefulRoundTrips(remaining: number): number {
	let trips = 0;
	for (let left = remaining; left > 0; left -= allowedInFlight(left, false)) trips += 1;
	return trips;
}
