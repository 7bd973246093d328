/** HTTP conventions: what body a write may have, what answer a client accepts, what it already has. */
import { hash } from 'node:crypto';
import { ApiProblem } from './problem.mts';

/**
 * The JSON value of a request body.
 * @param raw bytes as received; empty = no body
 * @throws ApiProblem 415 when it is not declared as JSON, 400 when it is no JSON
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

/** Refuses a client that takes no JSON (RFC 9110, section 12.5.1). */
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

/** The strong validator of a body. */
export function etagOf(body: string): string {
	return `"${hash('sha1', body, 'base64url')}"`;
}

/** Whether If-None-Match names a validator (weak comparison, RFC 9110, section 13.1.2). */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
	if (ifNoneMatch === undefined) return false;
	return ifNoneMatch
		.split(',')
		.some((given) => given.trim() === '*' || given.trim().replace(/^W\//, '') === etag);
}
