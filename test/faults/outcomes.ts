import type { NodeApiError } from 'n8n-workflow';

/** How a call ended, in one word of the matrix. */
export type Outcome =
	/** The right result, complete and once. */
	| 'ok'
	/** A poll told a part, and the next ones the rest. */
	| 'part'
	/** A poll told nothing and failed by no error: the next ones told all. */
	| 'later'
	/** 429: the quota does not come back in time. */
	| 'quota'
	/** 5xx. */
	| 'down'
	/** No answer, or a broken one. */
	| 'network'
	/** 422. */
	| 'invalid'
	/** The pages do not lead on. */
	| 'paging'
	| 'not json'
	| 'no data'
	| 'no body'
	| 'redirect';

/** The word for an error; anything that is no NodeApiError of ours is shown as it is, and so fails the test. */
export function outcomeOf(error: unknown): Outcome | string {
	// n8n's run data holds errors as plain objects.
	const { name, context = {}, httpCode, message } = error as Partial<NodeApiError>;
	if (name !== 'NodeApiError') return `unexpected: ${name} ${message}`;
	const kind = String(context.kind);
	if (kind === 'quota' || httpCode === '429') return 'quota';
	if (['network', 'not json', 'no data', 'no body', 'redirect'].includes(kind)) return kind;
	if (/paging of/.test(String(message))) return 'paging';
	if (Number(httpCode) >= 500) return 'down';
	return httpCode === '422' ? 'invalid' : `unexpected: ${httpCode} ${message}`;
}
