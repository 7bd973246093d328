/**
 * How far the server's clock is ahead of the local one, learned from Date headers, which have a resolution of one second.
 * Each answer bounds the difference; the bounds of many answers overlap in a narrow band, usually about one round trip wide.
 */
export interface ClockBand {
	/** Server time minus local time is at least this many ms. */
	lowMs: number;
	/** Server time minus local time is at most this many ms. */
	highMs: number;
}

/**
 * Narrows a band by one answer.
 * @param band what is known so far
 * @param dateHeader the answer's Date header
 * @param sentMs local time when the request left
 * @param receivedMs local time when the answer came
 * @returns the narrower band; a fresh one when the two contradict each other, because then a clock was set;
 * `band` unchanged when there is no usable header
 */
export function narrow(
	band: ClockBand | undefined,
	dateHeader: string | undefined,
	sentMs: number,
	receivedMs: number,
): ClockBand | undefined {
	const second = Date.parse(dateHeader ?? '');
	if (Number.isNaN(second)) return band;
	// The header was written between sending and receiving, anywhere in its second.
	const seen = { lowMs: second - receivedMs, highMs: second + 1000 - sentMs };
	if (!band) return seen;
	const both = {
		lowMs: Math.max(band.lowMs, seen.lowMs),
		highMs: Math.min(band.highMs, seen.highMs),
	};
	return both.lowMs <= both.highMs ? both : seen;
}

/** The first local moment (ms) at which the server's clock has surely reached `serverMs`. */
export function localMomentOf(serverMs: number, band: ClockBand): number {
	return serverMs - band.lowMs;
}

/**
 * The next moment (local ms, after `nowMs`) that lies in the middle of those at which the server's clock may go on to its next second:
 * the Date header of a request sent then halves the band, whichever second it tells.
 */
export function momentThatTells({ lowMs, highMs }: ClockBand, nowMs: number): number {
	const aheadMs = (lowMs + highMs) / 2;
	return (Math.floor((nowMs + aheadMs) / 1000) + 1) * 1000 - aheadMs;
}
