/** Whether a failed attempt is repeated, and when. */
import type { ApiRequest } from '../types';

/** First back-off pause in ms; doubles with each further attempt. */
const FIRST_BACK_OFF_MS = 1_000;
/** The longest of them, in ms: a tenth of the default Max Wait, so that some attempts fit into it. */
const LONGEST_BACK_OFF_MS = 30_000;

/** Why an attempt did not succeed, as far as the decision to repeat it goes. */
export type Failing =
	/** An HTTP status outside 2xx. */
	| { kind: 'status'; status: number }
	/** No answer, or one that broke off or is no JSON: the server may have done what it was asked to. */
	| { kind: 'broken' }
	/** Nothing that a repetition could change. */
	| { kind: 'final' };

export type RetryDecision =
	| { retry: true; delayMs: number }
	| { retry: false; reason: 'not repeatable' | 'attempts used up' | 'wait too long' };

/** Statuses after which nothing was carried out, so any request may be repeated (contract/NOTES.md#errors). */
const NOT_CARRIED_OUT = [429, 503];
/** Statuses that leave open whether it was. */
const AMBIGUOUS = [500, 502, 504];
/** Sending these twice has the effect of once (RFC 9110, 9.2.2); a PATCH of this API sets values and does too. */
const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'];

/** Whether a request may have been carried out that was answered with this status, or with nothing (undefined). */
export function mayBeCarriedOut(status: number | undefined): boolean {
	return status === undefined || (status >= 500 && status !== 503);
}

/**
 * Decides what happens after a failed attempt. Pure.
 * @param failures attempts that failed, as Max Attempts counts them
 * @param spentMs time since the first failure
 * @param retryAfterMs what the server asks for, if it does
 * @param limits the bounds of the user and of the request
 * @param random from 0 to 1, spreads the pauses of many callers (full jitter)
 */
export function decideRetry(
	{ method, readOnly, idempotencyKey }: ApiRequest,
	failing: Failing,
	{ failures, spentMs, retryAfterMs }: { failures: number; spentMs: number; retryAfterMs?: number },
	limits: { maxAttempts: number; maxWaitMs: number },
	random: number,
): RetryDecision {
	const isRepeatable =
		IDEMPOTENT_METHODS.includes(method) || readOnly === true || idempotencyKey !== undefined;
	const status = failing.kind === 'status' ? failing.status : undefined;
	const isUnknown = failing.kind === 'broken' || AMBIGUOUS.includes(status ?? 0);
	if (!NOT_CARRIED_OUT.includes(status ?? 0) && !(isUnknown && isRepeatable))
		return { retry: false, reason: 'not repeatable' };
	const doubled = FIRST_BACK_OFF_MS * 2 ** Math.max(0, failures - 1);
	const backOffMs = Math.min(doubled, LONGEST_BACK_OFF_MS) * random;
	const delayMs = retryAfterMs || backOffMs;
	if (failures >= limits.maxAttempts) return { retry: false, reason: 'attempts used up' };
	if (spentMs + delayMs > limits.maxWaitMs) return { retry: false, reason: 'wait too long' };
	return { retry: true, delayMs };
}
