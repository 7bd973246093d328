import { describeAddress, readAddress, validUsername, type Platform } from './addresses';
import { describeNoName, isNoName } from './sheetValues';

/** What a user calls an account: a name on a platform, pasted in any of the usual forms. */
export interface Handle {
	/** Lower case, without @. */
	username: string;
	platform?: Platform;
}

/** Characters that the address of a profile may have, with all that is behind its question mark. */
const LONGEST_HANDLE = 2_000;

/** What to say of a text that names no profile. */
export const HANDLE_ADVICE =
	'Write natgeo, @natgeo or the address of the profile, such as https://www.instagram.com/natgeo. Open a short link, as "Share" makes it, and copy the address that it leads to.';

/** A text without the signs that nobody sees and copies of web pages bring along: marks of the direction of writing, blanks of no width. */
export function visible(text: string): string {
	return text.replace(/\p{Cf}/gu, '').trim();
}

/** `@natgeo on Instagram` and `@natgeo · Instagram`, as errors and the list show accounts, as one word that a list can hold. */
export function joinPlatform(text: string): string {
	return text.replace(
		/(?<![\w.])@?([\w.]{1,100})\s{1,9}(?:on|·)\s{1,9}(instagram|tiktok)\b/gi,
		'$2:$1',
	);
}

/** A text as people see it, for reading. @returns undefined for one that is too long to be a handle */
function shownText(text: string): string | undefined {
	// Before anything looks at it: normalising takes time with the square of the length.
	if (text.length > LONGEST_HANDLE) return undefined;
	// Keyboards for Japanese and Chinese write wide letters and a wide @.
	const shown = joinPlatform(visible(text.normalize('NFKC')));
	// The signs at the end would be looked for once for each of them.
	return shown.length > LONGEST_HANDLE ? undefined : shown.replace(/\/+$/, '');
}

/**
 * Reads a handle: `natgeo`, `@natgeo`, `instagram:natgeo`, or the address of a profile on either site, with or without https, www,
 * query string or trailing slash.
 * @returns undefined when the text is none of these
 */
export function parseHandle(text: string): Handle | undefined {
	const given = shownText(text);
	if (given === undefined || isNoName(given)) return undefined;
	const prefixed = /^(instagram|tiktok)\s*:\s*(?!\/\/)(.+)$/i.exec(given);
	if (prefixed) {
		const username = validUsername(prefixed[2]);
		return username === undefined
			? undefined
			: { username, platform: prefixed[1].toLowerCase() as Platform };
	}
	const address = readAddress(given);
	if (address) {
		return address.kind === 'profile'
			? { username: address.username, platform: address.platform }
			: undefined;
	}
	const username = validUsername(given);
	return username === undefined ? undefined : { username };
}

/**
 * Why a text is no handle, as a sentence.
 * @returns undefined when there is nothing to say, or the text is a handle
 */
export function handleProblem(text: string): string | undefined {
	const given = shownText(text);
	if (given === undefined || parseHandle(text) !== undefined) return undefined;
	const inWords = /[^/]\s[^/]/.test(given) && !given.includes('://');
	return (
		describeNoName(given) ??
		(inWords ? 'Usernames have no blanks; put commas between several.' : undefined) ??
		describeAddress(readAddress(given))
	);
}

/** What a username is searched by: the name in the address of a profile, any other text without the @ in front. */
export function usernamePart(text: string): string {
	const profile = /[/:]/.test(text) ? parseHandle(text) : undefined;
	return profile?.username ?? text.replace(/^@(?=.)/, '');
}

/** `@natgeo on Instagram` */
export function describeHandle({
	username,
	platform,
}: {
	username: string;
	platform?: string;
}): string {
	const on = platform === undefined ? '' : ` on ${platform === 'tiktok' ? 'TikTok' : 'Instagram'}`;
	return `@${username}${on}`;
}
