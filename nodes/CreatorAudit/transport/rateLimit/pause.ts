/** When nobody sends: after a refusal, and while the API is down (a circuit breaker). */
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
export const LONGEST_PAUSE_MS = 3_600_000;
/** First pause in ms where the server names none; doubles with each further one. */
const FIRST_PAUSE_MS = 1_000;
/** The longest of them, in ms: so late is it noticed at most that the API is back. */
const LONGEST_BACK_OFF_MS = 30_000;
/** So many failures without one served request between them, and the API counts as down: all of a run's default concurrency. */
const FAILURES_UNTIL_DOWN = 10;

/** Why nobody sends: the quota is used up, the API asks for a pause, or it fails or does not answer. */
export type PauseReason = 'quota' | 'unavailable' | 'down';

/** Whether an answer says that the time was wrong, not the request: everybody waits then. */
export function isRefusal({
	status,
	retryAfterMs,
}: Pick<Outcome, 'status' | 'retryAfterMs'>): boolean {
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
	private inARow = 0;
	/** When the newest pause began: what was in flight then says nothing new. */
	private beganMs = -Infinity;
	private failures = 0;

	/** Whether the API counts as down. */
	get isDown(): boolean {
		return this.failures >= FAILURES_UNTIL_DOWN;
	}

	served(): void {
		this.failures = this.inARow = 0;
		this.stalledSinceMs = undefined;
	}

	/** A request failed: no answer, or a server error. @returns whether all wait now */
	failed({ sentMs, receivedMs }: Outcome): boolean {
		this.failures += 1;
		this.stalledSinceMs ??= sentMs;
		if (this.isDown) this.begin('down', this.backOffMs(sentMs, receivedMs), receivedMs);
		return this.isDown;
	}

	/** A request was refused. @param windowLeftMs time until a used-up window ends, as far as it is known */
	refused({ status, retryAfterMs, sentMs, receivedMs }: Outcome, windowLeftMs?: number): void {
		this.stalledSinceMs ??= receivedMs;
		const backOffMs = this.backOffMs(sentMs, receivedMs);
		// A Retry-After of 0 is no pause. One that is the window's end in whole seconds is less exact than the end.
		const isEnd = windowLeftMs !== undefined && (retryAfterMs ?? 0) < windowLeftMs + 1_000;
		const pauseMs = (isEnd ? windowLeftMs : retryAfterMs) || backOffMs;
		this.begin(status === 503 ? 'unavailable' : 'quota', pauseMs, receivedMs);
	}

	/** Begins a pause, or makes it longer. */
	begin(reason: PauseReason, ms: number, nowMs: number): void {
		this.reason = reason;
		this.resumesAtMs = Math.max(this.resumesAtMs, nowMs + ms);
		this.probeAtMs = Math.min(this.resumesAtMs, nowMs + LONGEST_PAUSE_MS);
	}

	/** The pause is over as soon as it may be asked again. */
	end(): void {
		this.resumesAtMs = this.probeAtMs = 0;
	}

	/** A burst of failures counts as one. */
	private backOffMs(sentMs: number, receivedMs: number): number {
		if (sentMs >= this.beganMs) {
			this.inARow += 1;
			this.beganMs = receivedMs;
		}
		return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, this.inARow - 1), LONGEST_BACK_OFF_MS);
	}
}
