/** Normalizes usernames and post identifiers as people paste them, so that duplicates are detected. */
import { mix } from './hash.mts';
import type { Platform } from './records.mts';

/** Invalid username or post identifier; the message says why. */
export class IdentifierError extends Error {}

export interface PostIdentity {
	/** The platform's numeric id as decimal digits. */
	externalId: string;
	/** Instagram only. */
	shortcode: string | null;
	/** The handle, when the pasted URL holds it. */
	username: string | null;
}

const SHORTCODE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * A made-up id of a post, 18 digits as the platforms have them.
 * @param lead first digit, one per kind of post, so that no two kinds share an id
 * @param n number of the post (or of its account), below 10^9
 */
export function externalIdOf(lead: number, n: number, hash: number): string {
	const noise = mix(hash, 4) % 100_000_000;
	return `${lead}${String(n).padStart(9, '0')}${String(noise).padStart(8, '0')}`;
}

/** The shortcode of an Instagram post: its numeric id in base 64. */
export function shortcodeOf(externalId: string): string {
	let rest = BigInt(externalId);
	let code = '';
	for (; rest > 0n; rest /= 64n) code = SHORTCODE_ALPHABET.charAt(Number(rest % 64n)) + code;
	return code;
}

function idOfShortcode(shortcode: string): string {
	let id = 0n;
	for (const letter of shortcode) id = id * 64n + BigInt(SHORTCODE_ALPHABET.indexOf(letter));
	return id.toString();
}

/** A username as it is stored: no leading @, no capitals. */
export function normalizeUsername(given: string): string {
	const username = given.trim().replace(/^@/, '').toLowerCase();
	if (!/^[a-z0-9._]{1,30}$/.test(username)) {
		throw new IdentifierError(
			'must be a username of 1 to 30 letters, digits, dots and underscores',
		);
	}
	return username;
}

/** A post's URL, shortcode or id as one identity. */
export function normalizePost(platform: Platform, given: string): PostIdentity {
	const text = given.trim();
	const url = urlOf(text);
	return platform === 'instagram' ? instagramPost(text, url) : tiktokPost(text, url);
}

function instagramPost(text: string, url: URL | null): PostIdentity {
	if (url !== null) {
		const path = onSite(url, 'instagram.com').match(
			/^\/(?:([\w.]+)\/)?(?:p|reel|reels|tv)\/([\w-]{5,40})(?:\/|$)/,
		);
		if (path === null) throw new IdentifierError('is not the address of an Instagram post');
		return instagramShortcode(path[2] as string, path[1]?.toLowerCase() ?? null);
	}
	if (/^\d{15,25}(_\d+)?$/.test(text)) {
		const externalId = text.split('_')[0] as string;
		return { externalId, shortcode: shortcodeOf(externalId), username: null };
	}
	if (/^[\w-]{5,40}$/.test(text)) return instagramShortcode(text, null);
	throw new IdentifierError('must be the URL, the shortcode or the id of an Instagram post');
}

/** Shortcodes of private posts carry a tail behind the 11 letters of the id. */
function instagramShortcode(code: string, username: string | null): PostIdentity {
	const shortcode = code.slice(0, 11);
	return { externalId: idOfShortcode(shortcode), shortcode, username };
}

function tiktokPost(text: string, url: URL | null): PostIdentity {
	if (url !== null) {
		const path = onSite(url, 'tiktok.com').match(
			/^\/(?:@([\w.]+)\/(?:video|photo)|v)\/(\d{6,25})(?:\.html)?(?:\/|$)/,
		);
		if (path === null)
			throw new IdentifierError(
				'is not the full address of a TikTok video (short links cannot be resolved)',
			);
		return {
			externalId: path[2] as string,
			shortcode: null,
			username: path[1]?.toLowerCase() ?? null,
		};
	}
	if (/^\d{6,25}$/.test(text)) return { externalId: text, shortcode: null, username: null };
	throw new IdentifierError('must be the URL or the id of a TikTok video');
}

/** People paste addresses with and without https:// and www. */
function urlOf(text: string): URL | null {
	if (!/^(https?:\/\/|(www\.|m\.)?(instagram|tiktok)\.com\/)/i.test(text)) return null;
	const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
	if (!URL.canParse(address)) throw new IdentifierError('is not a valid address');
	return new URL(address);
}

function onSite(url: URL, site: string): string {
	if (url.hostname !== site && !url.hostname.endsWith(`.${site}`)) {
		throw new IdentifierError(`is an address of ${url.hostname}, not of ${site}`);
	}
	return url.pathname;
}
