/** What a user calls an account: a name on a platform, pasted in any of the usual forms. */
export interface Handle {
	/** Lower case, without @. */
	username: string;
	platform?: 'instagram' | 'tiktok';
}

/** Where the profiles of a site are. */
interface Site {
	platform: 'instagram' | 'tiktok';
	host: RegExp;
	/** First parts of paths that are no profile. */
	pages: ReadonlySet<string>;
}

const pagesOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Other hosts of theirs hold help, news and short links such as vm.tiktok.com/ZMabc, which do not say whose profile they lead to. */
const SITES: Site[] = [
	{
		platform: 'instagram',
		host: /^(?:(?:www|m)\.)?instagram\.com$/,
		pages: pagesOf(
			'_n _u about accounts challenge developer direct emails explore legal oauth p popular reel reels s share stories tv web',
		),
	},
	{
		platform: 'tiktok',
		host: /^(?:(?:www|m)\.)?tiktok\.com$/,
		pages: pagesOf(
			'about discover explore following foryou friends legal live login messages music search signup tag upload video',
		),
	},
];

/** Characters that the address of a profile may have, with all that is behind its question mark. */
const LONGEST_HANDLE = 2_000;

/** What to say of a text that names no profile. */
export const HANDLE_ADVICE =
	'A username is written natgeo or @natgeo, an address as the browser shows it on the profile: https://www.instagram.com/natgeo. Short links, as "Share" makes them, do not say whose profile it is: open them and copy the address that they lead to.';

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

function validUsername(text: string): string | undefined {
	const name = text.trim().replace(/^@/, '').toLowerCase();
	return /^[a-z0-9._]{1,100}$/.test(name) && !/^\.+$/.test(name) ? name : undefined;
}

function ofAddress({ hostname, pathname }: URL): Handle | undefined {
	const [first = '', ...more] = pathname.split('/').filter(Boolean);
	const name = first.replace(/^%40/, '@');
	const username = validUsername(name);
	if (username === undefined) return undefined;
	// On TikTok, what begins so is a profile on every host, whatever its name.
	if (name.startsWith('@') && /(?:^|\.)tiktok\.com$/.test(hostname))
		return { username, platform: 'tiktok' };
	const site = SITES.find(({ host }) => host.test(hostname));
	if (!site || site.pages.has(username)) return undefined;
	// Without it, what has more parts is a short link or a page, such as tiktok.com/t/ZTabc.
	if (site.platform === 'tiktok' && more.length > 0) return undefined;
	return { username, platform: site.platform };
}

/**
 * Reads a handle: `natgeo`, `@natgeo`, `instagram:natgeo`, or the address of a profile on either site, with or without https, www,
 * query string or trailing slash.
 * @returns undefined when the text is none of these
 */
export function parseHandle(text: string): Handle | undefined {
	// Before anything looks at it: normalising takes time with the square of the length.
	if (text.length > LONGEST_HANDLE) return undefined;
	// Keyboards for Japanese and Chinese write wide letters and a wide @.
	const shown = joinPlatform(visible(text.normalize('NFKC')));
	// The signs at the end would be looked for once for each of them.
	if (shown.length > LONGEST_HANDLE) return undefined;
	const given = shown.replace(/\/+$/, '');
	const prefixed = /^(instagram|tiktok)\s*:\s*(?!\/\/)(.+)$/i.exec(given);
	if (prefixed) {
		const username = validUsername(prefixed[2]);
		return username === undefined
			? undefined
			: { username, platform: prefixed[1].toLowerCase() as Handle['platform'] };
	}
	if (/[/]/.test(given)) {
		const address = /^https?:\/\//i.test(given) ? given : `https://${given}`;
		return URL.canParse(address) ? ofAddress(new URL(address)) : undefined;
	}
	const username = validUsername(given);
	return username === undefined || SITES.some(({ host }) => host.test(username))
		? undefined
		: { username };
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
