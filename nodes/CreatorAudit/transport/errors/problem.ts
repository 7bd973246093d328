/** A problem document (RFC 9457; contract/NOTES.md#errors), reduced to what users can act on. All fields may be missing. */
export interface Problem {
	/** Stable code such as QUOTA_EXCEEDED. */
	code?: string;
	title?: string;
	detail?: string;
	requestId?: string;
	/** What was wrong with which field (422). */
	fields: Array<{ field: string; message: string }>;
}

/** Characters of a server's text that an error shows. */
const LONGEST_TEXT = 500;
/** Fields of a 422 that an error lists. */
const MOST_FIELDS = 20;

/** The code of a status, for answers that carry none, as the samples on the vendor's endpoint pages do (contract/NOTES.md#code-and-request-id-may-be-missing). */
const CODE_OF_STATUS: Record<number, string> = {
	400: 'BAD_REQUEST',
	401: 'UNAUTHORIZED',
	403: 'FORBIDDEN',
	404: 'NOT_FOUND',
	406: 'NOT_ACCEPTABLE',
	409: 'CONFLICT',
	415: 'UNSUPPORTED_MEDIA_TYPE',
	422: 'VALIDATION_ERROR',
	429: 'RATE_LIMITED',
	500: 'INTERNAL_ERROR',
	502: 'UPSTREAM_ERROR',
	503: 'SERVICE_UNAVAILABLE',
};

function text(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const trimmed = String(value).trim();
	return trimmed === '' ? undefined : trimmed.slice(0, LONGEST_TEXT);
}

function parse(body: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(body);
		return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
	} catch {
		// An HTML page of a proxy: nothing in it helps a user.
		return {};
	}
}

/**
 * Reads whatever came with an error status.
 * @param status HTTP status
 * @param body text of the answer; need not be JSON
 * @param headers lower-case names; X-Request-ID counts before the body's request_id (contract/NOTES.md#code-and-request-id-may-be-missing)
 */
export function readProblem(
	status: number,
	body: string,
	headers: Record<string, string>,
): Problem {
	const document = parse(body);
	const errors = Array.isArray(document.errors) ? document.errors : [];
	const fields = errors.slice(0, MOST_FIELDS).flatMap((entry: unknown) => {
		const { field, message } = (entry ?? {}) as Record<string, unknown>;
		const said = text(message);
		return said === undefined ? [] : [{ field: text(field) ?? 'request', message: said }];
	});
	return {
		code: text(document.code) ?? CODE_OF_STATUS[status],
		title: text(document.title),
		detail: text(document.detail) ?? text(document.message),
		requestId: text(headers['x-request-id']) ?? text(document.request_id),
		fields,
	};
}
