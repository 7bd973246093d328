/** HTTP content negotiation: request body, Accept header, ETag. */
import { hash } from 'node:crypto';
import type { PlainResponse } from '../contract/checkResponse.mts';
import { ApiProblem } from './problem.mts';

/**
 * Parses a JSON request body.
 * @param raw bytes as received; empty = no body
 * @throws ApiProblem 415 without a JSON content type, 400 for invalid JSON
 */
export function parseBody(raw: Buffer | undefined, contentType: string | undefined): unknown {
	if (raw === undefined || raw.length === 0) return undefined;
	if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')) {
		throw new ApiProblem(
			'UNSUPPORTED_MEDIA_TYPE',
			`The body must be application/json, not ${contentType ?? 'without a type'}.`,
		);
	}
	try {
		return JSON.parse(raw.toString('utf8')) as unknown;
	} catch {
		throw new ApiProblem('BAD_REQUEST', 'The body is not valid JSON.');
	}
}

/** Rejects clients that do not accept JSON (RFC 9110, section 12.5.1). */
export function requireJsonAccepted(accept: string | undefined): void {
	if (accept === undefined || accept.trim() === '') return;
	const accepted = accept.split(',').some((range) => {
		const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
		const refused = parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
		return (
			!refused &&
			['*/*', 'application/*', 'application/json', 'application/problem+json'].includes(type ?? '')
		);
	});
	if (!accepted)
		throw new ApiProblem('NOT_ACCEPTABLE', 'This API answers with application/json only.');
}

/** Content type of a JSON body. */
export function jsonType(status: number): string {
	return status >= 400 ? 'application/problem+json' : 'application/json';
}

/** Adds the ETag; 304 without a body when the client has this version (RFC 9110, section 13.1.2). */
export function conditional(
	response: PlainResponse,
	ifNoneMatch: string | undefined,
): PlainResponse {
	const text = JSON.stringify(response.body);
	const etag = etagOf(text);
	if (!matchesEtag(ifNoneMatch, etag))
		return { ...response, headers: { ...response.headers, etag }, text };
	const { 'content-type': _, ...headers } = response.headers;
	return { status: 304, headers: { ...headers, etag }, body: undefined };
}

/** Strong ETag of a body. */
function etagOf(body: string): string {
	return `"${hash('sha1', body, 'base64url')}"`;
}

/** Whether If-None-Match contains an ETag (weak comparison, RFC 9110, section 13.1.2). */
function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
	if (ifNoneMatch === undefined) return false;
	return ifNoneMatch
		.split(',')
		.some((given) => given.trim() === '*' || given.trim().replace(/^W\//, '') === etag);
}
