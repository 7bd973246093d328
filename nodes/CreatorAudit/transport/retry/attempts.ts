import type { Clock } from '../clock';
import {
	DEFAULT_MAX_ATTEMPTS,
	DEFAULT_MAX_WAIT_MS,
	decideRetry,
	isRepeatable,
	type Failing,
	type RetryDecision,
} from './retryDecision';
import type { ApiRequest, SendOptions } from '../types';

/**
 * How long, in ms, a create is repeated after a try was sent that may have been carried out: the API knows an Idempotency-Key for ten minutes
 * (contract/NOTES.md#idempotency), and a repetition after that would create a second record.
 */
const IDEMPOTENCY_PATIENCE_MS = 480_000;

/** Whether a request may have been carried out that was answered with this status, or with nothing (undefined). */
function mayBeCarriedOut(status: number | undefined): boolean {
	return status === undefined || (status >= 500 && status !== 503);
}

/** The tries of one call: how many there were, since when they fail, and how much patience is left. */
export class Tries {
	/** Requests that were sent. */
	sent = 0;
	/** Whether one of them may have been carried out, though no answer says so. */
	outcomeUnknown = false;
	/** Tries that failed, as Max Attempts counts them. */
	private failures = 0;
	private failingSinceMs: number | undefined;
	/** When the last request left. */
	private sentMs = 0;
	/** When the first one left that may have been carried out. */
	private outcomeUnknownSinceMs: number | undefined;

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

	/** The call was cancelled while a request was under way. @param status of its answer, if one came */
	cancelled(status: number | undefined): void {
		this.outcomeUnknown ||= mayBeCarriedOut(status);
	}

	/**
	 * A try has failed.
	 * @param overtaken whether others got through meanwhile: a refusal only means then that they were quicker, which is waiting, and Max Wait
	 * bounds it
	 * @returns what to do next; undefined when a repetition could change nothing
	 */
	failed(
		failing: Failing,
		retryAfterMs: number | undefined,
		overtaken: boolean,
	): RetryDecision | undefined {
		const now = this.clock.now();
		this.failingSinceMs ??= now;
		const status = failing.kind === 'status' ? failing.status : undefined;
		this.outcomeUnknown ||=
			failing.kind === 'broken' || (status !== undefined && mayBeCarriedOut(status));
		if (this.outcomeUnknown) this.outcomeUnknownSinceMs ??= this.sentMs;
		if (failing.kind === 'final') return undefined;
		if (status !== 429 || !overtaken) this.failures += 1;
		const { maxAttempts = DEFAULT_MAX_ATTEMPTS, deadlineMs = Infinity } = this.options;
		const { spentMs } = this;
		const limits = { maxAttempts, maxWaitMs: Math.min(this.maxWaitMs, spentMs + deadlineMs - now) };
		return decideRetry(
			failing,
			isRepeatable(this.request),
			this.failures,
			spentMs,
			retryAfterMs,
			limits,
			Math.random(),
		);
	}

	/** The longest pause, in ms, for which the call can still wait. */
	get patienceMs(): number {
		return this.maxWaitMs - this.spentMs;
	}

	/** When the last try has to leave, in ms of the clock. */
	get deadlineMs(): number {
		return Math.min(this.options.deadlineMs ?? Infinity, this.keyGoodUntilMs);
	}

	/** ms since the first failure. */
	private get spentMs(): number {
		return this.failingSinceMs === undefined ? 0 : this.clock.now() - this.failingSinceMs;
	}

	/** Until when a create may be repeated under its key; Infinity as long as none may have been carried out. */
	private get keyGoodUntilMs(): number {
		const isCreate = this.request.idempotencyKey !== undefined;
		return isCreate && this.outcomeUnknownSinceMs !== undefined
			? this.outcomeUnknownSinceMs + IDEMPOTENCY_PATIENCE_MS
			: Infinity;
	}

	/** How long the call may be repeated, in ms from its first failure. */
	private get maxWaitMs(): number {
		const { maxWaitMs = DEFAULT_MAX_WAIT_MS } = this.options;
		return Math.min(maxWaitMs, this.spentMs + this.keyGoodUntilMs - this.clock.now());
	}
}
