/**
 * How far the server's clock is ahead of the local one, learned from Date headers, which have whole seconds. Each answer bounds the offset;
 * the bounds of many answers leave a range about one round trip wide.
 */
export interface ClockOffset {
	/** Server time minus local time is at least this many ms. */
	lowMs: number;
	/** Server time minus local time is at most this many ms. */
	highMs: number;
}

/** @returns the range narrowed by one answer; a new one when the two contradict each other, because a clock was set */
export function narrow(
	offset: ClockOffset | undefined,
	dateHeader: string | undefined,
	sentMs: number,
	receivedMs: number,
): ClockOffset | undefined {
	const second = Date.parse(dateHeader ?? '');
	if (Number.isNaN(second)) return offset;
	// The header was written between sending and receiving, anywhere in its second.
	const seen = { lowMs: second - receivedMs, highMs: second + 1000 - sentMs };
	const lowMs = Math.max(offset?.lowMs ?? -Infinity, seen.lowMs);
	const highMs = Math.min(offset?.highMs ?? Infinity, seen.highMs);
	return lowMs <= highMs ? { lowMs, highMs } : seen;
}

/** The next local time after `nowMs` whose Date header halves the range, whichever second it shows. */
export function nextProbeTime({ lowMs, highMs }: ClockOffset, nowMs: number): number {
	const aheadMs = (lowMs + highMs) / 2;
	return (Math.floor((nowMs + aheadMs) / 1000) + 1) * 1000 - aheadMs;
}
