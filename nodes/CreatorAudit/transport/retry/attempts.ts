/** The attempts of one call: whether and when a failed one is repeated, and how long the call may still wait. */
import type { Clock } from '../clock';
import type { ApiRequest, SendOptions } from '../types';

/** Attempts of one call when the user sets nothing. */
const DEFAULT_MAX_ATTEMPTS = 5;
/** ms that one call waits while nothing gets through, when the user sets nothing. */
const DEFAULT_MAX_WAIT_MS = 300_000;
/** First back-off pause in ms; doubles with each further attempt. */
const FIRST_BACK_OFF_MS = 1_000;
/** The longest of them, in ms: a tenth of the default Max Wait, so that some attempts fit into it. */
const LONGEST_BACK_OFF_MS = 30_000;
/**
 * How long, in ms, a create is repeated after it may have been carried out: the API knows an Idempotency-Key for ten minutes
 * (contract/NOTES.md#idempotency), and a repetition after that would create a second record.
 */
const IDEMPOTENCY_PATIENCE_MS = 480_000;
/** Statuses after which nothing was carried out, so any request may be repeated (contract/NOTES.md#errors). */
const NOT_CARRIED_OUT = [429, 503];
/** What leaves open whether it was. */
const AMBIGUOUS = [500, 502, 504, 'broken'];
/** Sending these twice has the effect of once (RFC 9110, 9.2.2); a PATCH of this API sets values and does too. */
const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'];

/**
 * Why an attempt did not succeed: an HTTP status outside 2xx; 'broken' without an answer, or with one that broke off or is no JSON; 'final'
 * where a repetition could change nothing.
 */
export type Failing = number | 'broken' | 'final';

/** Why a call is not repeated. */
export type GaveUp = 'not retryable' | 'attempts used up' | 'wait too long';

export class Attempts {
	/** Requests that were sent. */
	sent = 0;
	/** Attempts that failed, as Max Attempts counts them. */
	private failures = 0;
	private failingSinceMs: number | undefined;
	private sentMs = 0;
	/** When the first request left that may have been carried out. */
	private outcomeUnknownSinceMs = Infinity;

	constructor(
		private readonly request: ApiRequest,
		private readonly options: Pick<SendOptions, 'maxAttempts' | 'maxWaitMs' | 'deadlineMs'>,
		private readonly clock: Clock,
	) {}

	/** Whether one of them may have been carried out, though no answer says so. */
	get outcomeUnknown(): boolean {
		return this.outcomeUnknownSinceMs < Infinity;
	}

	/** A request leaves. @returns when, in ms of the clock */
	begin(): number {
		this.sent += 1;
		return (this.sentMs = this.clock.now());
	}

	/** A request may have been carried out unless its status says otherwise. @param status undefined when no good answer came */
	ended(status: number | undefined): void {
		if (status === undefined || (status >= 500 && status !== 503))
			this.outcomeUnknownSinceMs = Math.min(this.outcomeUnknownSinceMs, this.sentMs);
	}

	/**
	 * An attempt has failed.
	 * @param waits 'its turn' when others got through meanwhile, so that a refusal only means that they were quicker; 'for all' when the API is
	 * down and everybody waits: neither counts as an attempt, and Max Wait bounds the time in which nobody gets through
	 * @returns ms until the next one, or why there is none; undefined when a repetition could change nothing
	 */
	failed(
		failing: Failing,
		retryAfterMs: number | undefined,
		waits?: 'its turn' | 'for all',
	): number | GaveUp | undefined {
		const isItsTurn = waits === 'its turn' && failing === 429;
		if (isItsTurn) this.failingSinceMs = this.clock.now();
		this.failingSinceMs ??= this.clock.now();
		if (!isItsTurn && waits !== 'for all') this.failures += 1;
		if (failing === 'final') return undefined;
		this.ended(failing === 'broken' ? undefined : failing);
		const { method, readOnly, idempotencyKey } = this.request;
		const isRepeatable =
			IDEMPOTENT_METHODS.includes(method) || readOnly === true || idempotencyKey !== undefined;
		if (
			!NOT_CARRIED_OUT.includes(failing as number) &&
			!(isRepeatable && AMBIGUOUS.includes(failing))
		)
			return 'not retryable';
		if (this.failures >= (this.options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS))
			return 'attempts used up';
		const doubledMs = FIRST_BACK_OFF_MS * 2 ** Math.max(0, this.failures - 1);
		// Full jitter spreads the pauses of many callers.
		const delayMs = retryAfterMs || Math.min(doubledMs, LONGEST_BACK_OFF_MS) * Math.random();
		const leftMs = Math.min(this.patienceMs, this.deadlineMs - this.clock.now());
		return delayMs > leftMs ? 'wait too long' : delayMs;
	}

	/** How much longer, in ms, the call can wait while nothing gets through. */
	get patienceMs(): number {
		const now = this.clock.now();
		const { maxWaitMs = DEFAULT_MAX_WAIT_MS } = this.options;
		return Math.min((this.failingSinceMs ?? now) + maxWaitMs, this.keyGoodUntilMs) - now;
	}

	/** When the last attempt has to leave, in ms of the clock. */
	get deadlineMs(): number {
		return Math.min(this.options.deadlineMs ?? Infinity, this.keyGoodUntilMs);
	}

	/** Until when a create may be repeated under its key. */
	private get keyGoodUntilMs(): number {
		const isCreate = this.request.idempotencyKey !== undefined;
		return isCreate ? this.outcomeUnknownSinceMs + IDEMPOTENCY_PATIENCE_MS : Infinity;
	}
}
