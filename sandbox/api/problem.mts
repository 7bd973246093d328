/** Problem documents (contract/NOTES.md#errors). */
import type { FieldError } from '../contract/checkRequest.mts';

export type ProblemCode =
	| 'BAD_REQUEST'
	| 'UNAUTHORIZED'
	| 'FORBIDDEN'
	| 'INSUFFICIENT_SCOPE'
	| 'QUOTA_EXCEEDED'
	| 'NOT_FOUND'
	| 'NOT_ACCEPTABLE'
	| 'CONFLICT'
	| 'UNSUPPORTED_MEDIA_TYPE'
	| 'VALIDATION_ERROR'
	| 'RATE_LIMITED'
	| 'INTERNAL_ERROR'
	| 'UPSTREAM_ERROR'
	| 'SERVICE_UNAVAILABLE';

const PROBLEM_TYPES: Record<ProblemCode, { status: number; title: string }> = {
	BAD_REQUEST: { status: 400, title: 'Bad Request' },
	UNAUTHORIZED: { status: 401, title: 'Unauthorized' },
	FORBIDDEN: { status: 403, title: 'Forbidden' },
	INSUFFICIENT_SCOPE: { status: 403, title: 'Insufficient Scope' },
	QUOTA_EXCEEDED: { status: 403, title: 'Quota Exceeded' },
	NOT_FOUND: { status: 404, title: 'Not Found' },
	NOT_ACCEPTABLE: { status: 406, title: 'Not Acceptable' },
	CONFLICT: { status: 409, title: 'Conflict' },
	UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported Media Type' },
	VALIDATION_ERROR: { status: 422, title: 'Validation Error' },
	RATE_LIMITED: { status: 429, title: 'Too Many Requests' },
	INTERNAL_ERROR: { status: 500, title: 'Internal Server Error' },
	UPSTREAM_ERROR: { status: 502, title: 'Bad Gateway' },
	SERVICE_UNAVAILABLE: { status: 503, title: 'Service Unavailable' },
};

/** An error response: thrown by handlers, sent as a problem document by the pipeline. */
export class ApiProblem extends Error {
	readonly code: ProblemCode;
	readonly errors: FieldError[] | undefined;
	readonly headers: Record<string, string>;

	/**
	 * @param detail a sentence for people
	 * @param errors invalid fields, for a 422
	 * @param headers additional headers, names in lower case
	 */
	constructor(
		code: ProblemCode,
		detail: string,
		errors?: FieldError[],
		headers: Record<string, string> = {},
	) {
		super(detail);
		this.code = code;
		this.errors = errors;
		this.headers = headers;
	}

	get status(): number {
		return PROBLEM_TYPES[this.code].status;
	}
}

/** A 422 about one field. */
export function invalid(field: string, message: string): ApiProblem {
	return new ApiProblem('VALIDATION_ERROR', `${field} ${message}`, [{ field, message }]);
}

/** A problem for a bare status, for faults that set only the status. */
export function problemOfStatus(status: number): ApiProblem {
	const codes = Object.keys(PROBLEM_TYPES) as ProblemCode[];
	const code =
		codes.find((candidate) => PROBLEM_TYPES[candidate].status === status) ??
		(status < 500 ? 'BAD_REQUEST' : 'UPSTREAM_ERROR');
	return new ApiProblem(code, `The sandbox was told to answer ${status}.`);
}

/** The response body of a problem. */
export function problemDocument(
	problem: ApiProblem,
	instance: string,
	requestId: string,
	status = problem.status,
): object {
	return {
		type: `urn:creatoraudit:error:${problem.code.toLowerCase().replaceAll('_', '-')}`,
		title: PROBLEM_TYPES[problem.code].title,
		status,
		detail: problem.message,
		code: problem.code,
		instance,
		request_id: requestId,
		...(problem.errors === undefined ? {} : { errors: problem.errors }),
	};
}
