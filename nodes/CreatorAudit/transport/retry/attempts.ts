/** The attempts of one call: how many there were, since when they fail, and how long it may still wait. */
import type { Clock } from '../clock';
import { decideRetry, mayBeCarriedOut, type Failing, type RetryDecision } from './retryDecision';
import type { ApiRequest, SendOptions } from '../types';

/** Attempts of one call when the user sets nothing. */
const DEFAULT_MAX_ATTEMPTS = 5;
/** ms that one call waits while nothing gets through, when the user sets nothing. */
const DEFAULT_MAX_WAIT_MS = 300_000;
/**
 * How long, in ms, a create is repeated after it may have been carried out: the API knows an Idempotency-Key for ten minutes
 * (contract/NOTES.md#idempotency), and a repetition after that would create a second record.
 */
const IDEMPOTENCY_PATIENCE_MS = 480_000;

export class Attempts {
	/** Requests that were sent. */
	sent = 0;
	/** Whether one of them may have been carried out, though no answer says so. */
	outcomeUnknown = false;
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

	/** A request leaves. @returns when, in ms of the clock */
	begin(): number {
		this.sent += 1;
		return (this.sentMs = this.clock.now());
	}

	/** The call was cancelled while a request was in flight. @param status of its answer, if one came */
	cancelled(status: number | undefined): void {
		this.outcomeUnknown ||= mayBeCarriedOut(status);
	}

	/**
	 * An attempt has failed.
	 * @param waits 'its turn' when others got through meanwhile, so that a refusal only means that they were quicker; 'for all' when the API is
	 * down and everybody waits: neither counts as an attempt, and Max Wait bounds the time in which nobody gets through
	 * @returns what to do next; undefined when a repetition could change nothing
	 */
	failed(
		failing: Failing,
		retryAfterMs: number | undefined,
		waits?: 'its turn' | 'for all',
	): RetryDecision | undefined {
		const now = this.clock.now();
		const isItsTurn = waits === 'its turn' && failing.kind === 'status' && failing.status === 429;
		if (isItsTurn || this.failingSinceMs === undefined) this.failingSinceMs = now;
		if (!isItsTurn && waits !== 'for all') this.failures += 1;
		if (failing.kind === 'final') return undefined;
		this.outcomeUnknown ||= mayBeCarriedOut(failing.kind === 'status' ? failing.status : undefined);
		if (this.outcomeUnknown)
			this.outcomeUnknownSinceMs = Math.min(this.outcomeUnknownSinceMs, this.sentMs);
		const { maxAttempts = DEFAULT_MAX_ATTEMPTS, deadlineMs = Infinity } = this.options;
		const { failures, spentMs } = this;
		const limits = {
			maxAttempts,
			maxWaitMs: spentMs + Math.min(this.patienceMs, deadlineMs - now),
		};
		return decideRetry(
			this.request,
			failing,
			{ failures, spentMs, retryAfterMs },
			limits,
			Math.random(),
		);
	}

	/** How much longer, in ms, the call can wait while nothing gets through. */
	get patienceMs(): number {
		const { maxWaitMs = DEFAULT_MAX_WAIT_MS } = this.options;
		return Math.min(maxWaitMs - this.spentMs, this.keyGoodUntilMs - this.clock.now());
	}

	/** When the last attempt has to leave, in ms of the clock. */
	get deadlineMs(): number {
		return Math.min(this.options.deadlineMs ?? Infinity, this.keyGoodUntilMs);
	}

	/** ms since the first failure. */
	private get spentMs(): number {
		return this.failingSinceMs === undefined ? 0 : this.clock.now() - this.failingSinceMs;
	}

	/** Until when a create may be repeated under its key. */
	private get keyGoodUntilMs(): number {
		const isCreate = this.request.idempotencyKey !== undefined;
		return isCreate ? this.outcomeUnknownSinceMs + IDEMPOTENCY_PATIENCE_MS : Infinity;
	}
}
