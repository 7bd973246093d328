/** When nobody sends: after a refusal, in a used-up window, and while the API is down (a circuit breaker). */
import { HOUR_MS } from '../clock';
import type { RateReading } from './rateLimitHeaders';

/** What an answer, or its absence, tells the limiter. */
export interface Outcome {
	/** HTTP status; undefined when no answer came. */
	status?: number;
	/** Whether the API failed: a server error, or no answer. A request that was cancelled did not fail. */
	failed?: boolean;
	reading?: RateReading;
	/** What the Retry-After header asks for, in ms. */
	retryAfterMs?: number;
	dateHeader?: string;
	sentMs: number;
	receivedMs: number;
}

/** A pause that the server asks for is believed for at most an hour, then one probe asks again. */
export const LONGEST_PAUSE_MS = HOUR_MS;
/** First pause in ms where the server names none; doubles with each further one. */
const FIRST_PAUSE_MS = 1_000;
/** The longest of them, in ms: so late is it noticed at most that the API is back. */
const LONGEST_BACK_OFF_MS = 30_000;
/** So many failures without one served request between them, and the API counts as down: all of a run's default concurrency. */
const FAILURES_UNTIL_DOWN = 10;

/** Why nobody sends: the quota is used up, the API asks for a pause, or it fails or does not answer. */
export type PauseReason = 'quota' | 'unavailable' | 'down';

/** Whether an answer says that the time was wrong, not the request: everybody waits then. */
export function isRefusal({ status, retryAfterMs }: Partial<Outcome>): boolean {
	return status === 429 || (status === 503 && (retryAfterMs ?? 0) > 0);
}

export class Pause {
	reason: PauseReason = 'quota';
	/** When requests are taken again, as far as is known. */
	resumesAtMs = 0;
	/** When one probe asks again at the latest. */
	probeAtMs = 0;
	/** Since when no request was served; undefined while requests are. */
	stalledSinceMs: number | undefined;
	/** Requests that were served. */
	served = 0;
	private failures = 0;
	private backOffs = 0;
	/** When the newest back-off began: what was in flight then says nothing new, so a burst of failures counts as one. */
	private backOffBeganMs = -Infinity;

	/** Whether the API counts as down. */
	get isDown(): boolean {
		return this.failures >= FAILURES_UNTIL_DOWN;
	}

	/**
	 * Takes note of an answer.
	 * @param windowLeftMs time until a used-up window ends, as far as it is known
	 * @returns whether a pause has begun
	 */
	answered(outcome: Outcome, windowLeftMs: number | undefined): boolean {
		const { status, failed, retryAfterMs = 0, sentMs, receivedMs } = outcome;
		const refused = isRefusal(outcome);
		if (!refused && !failed) {
			if (status === undefined) return false;
			this.served += 1;
			this.failures = this.backOffs = 0;
			this.stalledSinceMs = undefined;
			return false;
		}
		this.stalledSinceMs ??= failed ? sentMs : receivedMs;
		if (!refused) this.failures += 1;
		if (!refused && !this.isDown) return false;
		if (sentMs >= this.backOffBeganMs) {
			this.backOffs += 1;
			this.backOffBeganMs = receivedMs;
		}
		const backOffMs = FIRST_PAUSE_MS * 2 ** Math.max(0, this.backOffs - 1);
		// A Retry-After of 0 is no pause. One that is the window's end in whole seconds is less exact than the end.
		const isEnd = windowLeftMs !== undefined && retryAfterMs < windowLeftMs + 1_000;
		const askedMs = refused && (isEnd ? windowLeftMs : retryAfterMs);
		const reason = status === 429 ? 'quota' : refused ? 'unavailable' : 'down';
		this.begin(reason, askedMs || Math.min(backOffMs, LONGEST_BACK_OFF_MS), receivedMs);
		return true;
	}

	/** Begins a pause, or makes it longer. */
	begin(reason: PauseReason, ms: number, nowMs: number): void {
		this.reason = reason;
		this.resumesAtMs = Math.max(this.resumesAtMs, nowMs + ms);
		this.probeAtMs = Math.min(this.resumesAtMs, nowMs + LONGEST_PAUSE_MS);
	}
}
