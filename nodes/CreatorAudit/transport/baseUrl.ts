/** Where the API lives and what may be sent there. Pure functions, shared by the credential and the transport. */

import type { ApiRequest } from './types';

/** The vendor's address (contract/NOTES.md#base-url). */
export const DEFAULT_BASE_URL = 'https://api.creatoraudit.com/v2';

/** Characters that a key or a base URL may have: patterns look at no longer text, and no server takes a longer header or address. */
const LONGEST_ENTRY = 2_000;

/** White space of every kind, and the invisible characters that come along when text is copied from a web page. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}]+/gu;

/** `value` without any white space or invisible characters; '' for anything that is not text. */
export function withoutInvisible(value: unknown): string {
	return typeof value === 'string' ? value.replace(INVISIBLE, '') : '';
}

/** The key as it goes into the header: blanks, line breaks and a pasted "Bearer" are not part of it. */
export function plainKey(value: unknown): string {
	if (typeof value !== 'string' || isTooLong(value)) return '';
	return withoutInvisible(value.replace(/^\s*bearer\s+/i, ''));
}

/** Whether a text is longer than any key or base URL: it is looked at no further. */
export function isTooLong(value: unknown): boolean {
	return typeof value === 'string' && value.length > LONGEST_ENTRY;
}

/** Whether a host name means this machine, the one place where plain http cannot be overheard. */
function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The base URL as the transport uses it: no blanks, no trailing slash, the vendor's address when empty.
 * @throws Error with one sentence that tells what to change, without the text, in which somebody may have pasted the key: no URL, a scheme other than https (http is
 * allowed to loopback only, because the key would travel readable), a user name, a query or a fragment in it.
 */
export function normaliseBaseUrl(value: unknown): string {
	if (isTooLong(value))
		throw new Error(`The Base URL is too long. It should look like ${DEFAULT_BASE_URL}.`);
	const text = withoutInvisible(value) || DEFAULT_BASE_URL;
	if (!URL.canParse(text)) {
		throw new Error(`The Base URL is not a web address. It should look like ${DEFAULT_BASE_URL}.`);
	}
	const url = new URL(text);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new Error(
			'The Base URL is not secure. Use an address that starts with https://, so that nobody can read the API key on its way.',
		);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new Error(`The Base URL may hold only a host and a path, such as ${DEFAULT_BASE_URL}.`);
	}
	return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * Holds a base URL to the hosts that the credential names, since an expression in it lets a workflow's data decide. The vendor's host always
 * may be named; this machine may as long as the credential names no host.
 * @param baseUrl as {@link normaliseBaseUrl} gives it
 * @param allowedHosts hosts, perhaps with a port, separated by commas or blanks
 * @throws Error with one sentence, without the host, in which somebody may have pasted the key
 */
export function checkHost(baseUrl: string, allowedHosts: unknown): void {
	const { host, hostname } = new URL(baseUrl);
	if (host === new URL(DEFAULT_BASE_URL).host) return;
	const named =
		typeof allowedHosts === 'string' && !isTooLong(allowedHosts)
			? allowedHosts
					.toLowerCase()
					.split(/[\s,;]+/)
					.filter(Boolean)
			: [];
	const isNamed =
		named.length === 0 ? isLoopback(hostname) : named.includes(host) || named.includes(hostname);
	if (!isNamed) {
		throw new Error(
			'The Base URL leads to a host that the credential does not name. If it is right, enter its host under "Allowed Hosts" in the credential.',
		);
	}
}

/**
 * Whether `url` (absolute) is the base URL or lies below it, on the same origin. The comparison is made on the
 * resolved form, so that `..`, encoded dots and other hosts' names in the path cannot lead outside.
 */
export function isInside(url: string, baseUrl: string): boolean {
	if (!URL.canParse(url)) return false;
	const target = new URL(url);
	const base = new URL(baseUrl);
	if (target.origin !== base.origin || target.username || target.password) return false;
	const root = base.pathname.replace(/\/+$/, '');
	return target.pathname === root || target.pathname.startsWith(`${root}/`);
}

/** The address of a request. Parameters without a value are left out. */
export function urlOf(baseUrl: string, { path, query = {} }: ApiRequest): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query))
		if (value !== undefined) search.append(name, String(value));
	const text = search.toString();
	return text === '' ? baseUrl + path : `${baseUrl}${path}${path.includes('?') ? '&' : '?'}${text}`;
}
