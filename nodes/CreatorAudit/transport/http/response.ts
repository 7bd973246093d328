import { isInside } from '../baseUrl';
import type { RawResponse } from './sendOnce';
import type { ApiRequest } from '../types';

/** Undefined for an empty text; throws when it is no JSON. */
export function parseBody(text: string): unknown {
	return text.trim() === '' ? undefined : JSON.parse(text);
}

/** Whether a text that is no JSON is a web page, as a proxy or a wrong address sends it. */
export function isPage({ text, headers }: RawResponse): boolean {
	return /^\s*</.test(text) || /html/i.test(headers['content-type'] ?? '');
}

/**
 * Whether a 2xx answer holds what was asked for (see {@link ApiRequest.expects}). An answer without it is an error and not an empty result:
 * otherwise a row, or the rest of a list, would be lost without a word.
 */
export function holdsData({ method, readOnly, expects }: ApiRequest, body: unknown): boolean {
	const wanted = expects ?? (method === 'GET' || readOnly === true ? 'data' : 'anything');
	if (wanted === 'anything') return true;
	if (body === null || typeof body !== 'object') return false;
	const data: unknown = 'data' in body ? body.data : undefined;
	if (wanted === 'list') return Array.isArray(data);
	// A single object without an envelope stands for itself, if it is one: an envelope of another name has neither.
	if (method === 'GET' && !('data' in body)) return 'id' in body || 'type' in body;
	return data !== null && typeof data === 'object' && (method === 'GET' || !Array.isArray(data));
}

/** Where a redirect leads, if that is below the base URL and the request may be sent there. */
export function redirectTarget(
	answer: RawResponse,
	url: string,
	baseUrl: string,
	method: string,
): string | undefined {
	const { location } = answer.headers;
	if (!location || !URL.canParse(location, url)) return undefined;
	const keepsMethod = answer.status === 307 || answer.status === 308 || method === 'GET';
	const target = new URL(location, url).href;
	return keepsMethod && isInside(target, baseUrl) ? target : undefined;
}
