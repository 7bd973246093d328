import type { ApiRequest } from '../types';

/** Tries of one call when the user sets nothing. */
export const DEFAULT_MAX_ATTEMPTS = 5;
/** ms that one call may wait between its tries when the user sets nothing. */
export const DEFAULT_MAX_WAIT_MS = 300_000;
/** First back-off pause in ms; doubles with each further try. */
const FIRST_BACK_OFF_MS = 1_000;
/** The longest back-off pause in ms that is chosen without a word from the server. */
const LONGEST_BACK_OFF_MS = 30_000;

/** Why a try did not succeed, as far as the decision to repeat it goes. */
export type Failing =
	/** An HTTP status outside 2xx. */
	| { kind: 'status'; status: number }
	/** No answer, or one that broke off or is no JSON. The server may have done what it was asked to. */
	| { kind: 'broken' }
	/** Nothing that a repetition could change. */
	| { kind: 'final' };

/** What to do after a failed try. */
export type RetryDecision =
	| { retry: true; delayMs: number }
	| {
			retry: false;
			reason: 'not repeatable' | 'attempts used up' | 'wait too long';
			delayMs: number;
	  };

/** Statuses that say the request was not carried out, so that any request may be repeated (contract/NOTES.md#errors). */
const NOT_CARRIED_OUT = [429, 503];
/** Statuses that leave open whether it was. */
const AMBIGUOUS = [500, 502, 504];
/** Repeating these methods has the effect of doing it once (RFC 9110, 9.2.2); a PATCH of this API sets values and does too. */
const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'];

/** Whether sending the request twice has the effect of sending it once. */
export function isRepeatable({ method, readOnly, idempotencyKey }: ApiRequest): boolean {
	return IDEMPOTENT_METHODS.includes(method) || readOnly === true || idempotencyKey !== undefined;
}

/**
 * Decides what happens after a failed try. Pure.
 * @param failing what went wrong
 * @param repeatable see {@link isRepeatable}
 * @param attempt how many tries have failed
 * @param spentMs time since the first failure of this call
 * @param retryAfterMs what the server asks for, if it does
 * @param limits the user's bounds
 * @param random from 0 to 1, spreads the pauses of many callers (full jitter)
 */
export function decideRetry(
	failing: Failing,
	repeatable: boolean,
	attempt: number,
	spentMs: number,
	retryAfterMs: number | undefined,
	limits: { maxAttempts: number; maxWaitMs: number },
	random: number,
): RetryDecision {
	const refused = failing.kind === 'status' && NOT_CARRIED_OUT.includes(failing.status);
	const outcomeUnknown =
		failing.kind === 'broken' || (failing.kind === 'status' && AMBIGUOUS.includes(failing.status));
	if (!refused && !(outcomeUnknown && repeatable))
		return { retry: false, reason: 'not repeatable', delayMs: 0 };
	const backOffMs =
		Math.min(FIRST_BACK_OFF_MS * 2 ** Math.max(0, attempt - 1), LONGEST_BACK_OFF_MS) * random;
	const delayMs = retryAfterMs || backOffMs;
	if (attempt >= limits.maxAttempts) return { retry: false, reason: 'attempts used up', delayMs };
	if (spentMs + delayMs > limits.maxWaitMs)
		return { retry: false, reason: 'wait too long', delayMs };
	return { retry: true, delayMs };
}
