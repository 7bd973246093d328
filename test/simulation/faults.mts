/** What can go wrong between n8n and the API, and with the API. */

/** How an answer goes wrong. `later`: a 503 that says for how long. `forgotten`: the server knows no cursor that it gave out. */
export const FAULTS = [
	'refused',
	'reset',
	'hang',
	'slow',
	'cut',
	'page',
	'empty',
	'emptyPages',
	'500',
	'502',
	'503',
	'later',
	'429',
	'forgotten',
	'cursor500',
] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Fault {
	kind: FaultKind;
	/** Requests that it meets. */
	requests: number;
	/** It ends at this moment of the clock at the latest. */
	untilMs: number;
}

export interface Answer {
	statusCode: number;
	headers: Record<string, string>;
	body: string;
}

/** An error as n8n's HTTP helper throws it when no answer comes. */
export function networkError(code: string): Error {
	return Object.assign(new Error(`connect ${code}`), { code, isAxiosError: true });
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Answer {
	const body = JSON.stringify({ status, code, title: code, detail: 'Simulated' });
	return {
		statusCode: status,
		headers: { ...headers, 'content-type': 'application/problem+json' },
		body,
	};
}

export const rateLimited = (seconds: number) =>
	problem(429, 'RATE_LIMITED', { 'retry-after': String(seconds) });

export const invalid = () => problem(422, 'VALIDATION_ERROR');

export const notFound = () => problem(404, 'NOT_FOUND');

/** What comes in place of an answer; undefined when the fault does not concern this request. */
export function faulty(
	kind: FaultKind,
	answer: Answer,
	hasCursor: boolean,
): Answer | Error | undefined {
	switch (kind) {
		case 'refused':
			return networkError('ECONNREFUSED');
		case 'reset':
			return networkError('ECONNRESET');
		case 'cut':
			return { ...answer, statusCode: 200, body: '{"data":[{"id":"0000' };
		case 'page':
			return {
				...answer,
				statusCode: 200,
				headers: { 'content-type': 'text/html' },
				body: '<html>',
			};
		case 'empty':
			return { ...answer, statusCode: 200, body: '' };
		case 'emptyPages':
			return hasCursor
				? {
						...answer,
						statusCode: 200,
						body: '{"data":[],"pagination":{"has_next":true,"next_cursor":null}}',
					}
				: undefined;
		case '500':
		case '502':
		case '503':
			return problem(Number(kind), 'INTERNAL_ERROR');
		case 'later':
			return problem(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '20' });
		case '429':
			return rateLimited(15);
		case 'forgotten':
			return hasCursor ? invalid() : undefined;
		case 'cursor500':
			return hasCursor ? problem(500, 'INTERNAL_ERROR') : undefined;
		default:
			return answer;
	}
}
