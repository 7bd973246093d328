import { NodeApiError, type IPollFunctions } from 'n8n-workflow';

/** How long polls may go unserved because of the quota before one fails, in ms; and how long metrics may be missing. */
const LONGEST_UNSERVED_MS = 3_600_000;

/** Since when no poll of a trigger has succeeded, in ms since 1970. */
const failingSince = new Map<string, number>();

/** Whether a failure passes by itself: of the network, the server or the quota. */
export function isTransient(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const isCut = ['network', 'not json'].includes(String(error.context.kind));
	return isCut || error.httpCode === '429' || Number(error.httpCode ?? 0) >= 500;
}

/** Takes note that a poll has succeeded. */
export function notePolled(stateKey: string): void {
	failingSince.delete(stateKey);
}

/** Whether polls have failed for so long that it is time to do without what is missing. */
export function isOverdue(stateKey: string): boolean {
	return Date.now() - (failingSince.get(stateKey) ?? Infinity) > LONGEST_UNSERVED_MS;
}

/**
 * Ends a poll that failed although the trigger's state is known. What passes by itself is only logged when n8n would switch the trigger off for
 * it (docs/n8n-internals.md#a-failing-activation), and when the quota alone is the reason, for an hour.
 * @param isActivation whether n8n polls because it activates the workflow
 * @throws the failure, in all other cases
 */
export function endFailedPoll(
	context: IPollFunctions,
	stateKey: string,
	isActivation: boolean,
	error: unknown,
): null {
	if (!isTransient(error)) throw error;
	const { message, httpCode } = error as NodeApiError;
	const sinceMs = failingSince.get(stateKey) ?? Date.now();
	failingSince.set(stateKey, sinceMs);
	if (!isActivation && httpCode !== '429') throw error;
	if (!isActivation && isOverdue(stateKey)) {
		const since = new Date(sinceMs).toISOString();
		(error as NodeApiError).message = `No poll has got through since ${since}. ${message}`;
		throw error;
	}
	context.logger.warn(`CreatorAudit Trigger could not poll and tries again next time: ${message}`);
	return null;
}
