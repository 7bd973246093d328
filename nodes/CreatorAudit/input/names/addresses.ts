/** What the address of a page on Instagram or TikTok leads to. Pure functions. */

export type Platform = 'instagram' | 'tiktok';

/** An address, read. `page` is any page of the sites that is neither a profile nor a post; `other`, an address of another site, or none. */
export type Address =
	| { kind: 'profile'; platform: Platform; username: string }
	| { kind: 'post'; platform: Platform; name: string }
	| { kind: 'short link'; platform: Platform }
	| { kind: 'page'; platform: Platform }
	| { kind: 'other'; platform?: undefined };

/** Characters that an address may have, with all that is behind its question mark. */
const LONGEST_ADDRESS = 2_000;

const namesOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** First parts of paths that are no profile. */
const INSTAGRAM_PAGES = namesOf(
	'_n _u about accounts api ar audio challenge channel channels developer direct directory emails explore graphql invites j legal lite location locations nametag oauth p popular qr reel reels s session share stories topics tv web',
);
const TIKTOK_PAGES = namesOf(
	'about business channel coin community-guidelines discover effect embed explore following foryou friends game inbox legal live login messages music notifications place player search share shop signup sticker t tag upload v video',
);
/** `/p/CODE`, `/natgeo/reel/CODE`; a page of audio is no post. */
const INSTAGRAM_POST = /^(?:\/[\w.]+)?\/(?:p|reels?|tv)\/(?!audio(?:\/|$))([\w-]{5,40})(?:\/|$)/i;

/** `/@natgeo/video/ID`, `/v/ID.html`, and what pages embed. */
const TIKTOK_POST =
	/^\/(?:@[\w.]+\/(?:video|photo)|v|video|embed(?:\/v\d)?|player\/v\d|share\/video)\/(\d{6,25})(?:\.html)?(?:\/|$)/i;

/** A name as usernames are written; undefined when it is none. */
export function validUsername(text: string): string | undefined {
	const name = text.trim().replace(/^@/, '').toLowerCase();
	return /^[a-z0-9._]{1,100}$/.test(name) && !/^\.+$/.test(name) ? name : undefined;
}

function onInstagram(pathname: string): Address {
	const platform = 'instagram';
	if (/^\/share(?:\/|$)/i.test(pathname)) return { kind: 'short link', platform };
	const [, name] = INSTAGRAM_POST.exec(pathname) ?? [];
	if (name !== undefined) return { kind: 'post', platform, name };
	const [first = '', second = ''] = pathname.split('/').filter(Boolean);
	const username = validUsername(first);
	return username === undefined || INSTAGRAM_PAGES.has(username) || /^(?:p|reel|tv)$/.test(second)
		? { kind: 'page', platform }
		: { kind: 'profile', platform, username };
}

function onTiktok(host: string, pathname: string): Address {
	const platform = 'tiktok';
	if (/^v[mt]\./.test(host) || /^\/t\//i.test(pathname)) return { kind: 'short link', platform };
	const [, name] = TIKTOK_POST.exec(pathname) ?? [];
	if (name !== undefined) return { kind: 'post', platform, name };
	const [first = '', ...more] = pathname.split('/').filter(Boolean);
	const username = validUsername(first);
	if (username === undefined) return { kind: 'page', platform };
	// What begins so is a profile on every host, whatever its name. Without it, what has more parts is a page.
	const isProfile = first.startsWith('@')
		? more.length === 0 || /^live$/i.test(more[0])
		: /^(?:(?:www|m)\.)?tiktok\.com$/.test(host) &&
			more.length === 0 &&
			!TIKTOK_PAGES.has(username);
	return isProfile ? { kind: 'profile', platform, username } : { kind: 'page', platform };
}

/**
 * Reads a text as an address, with or without https.
 * @returns undefined when the text is no address: it has no slash, and is not the bare name of one of the sites
 */
export function readAddress(text: string): Address | undefined {
	const given = text.trim();
	if (given.length > LONGEST_ADDRESS) return undefined;
	if (!given.includes('/') && !/^(?:[\w-]+\.)*(?:instagram|tiktok)\.com$/i.test(given))
		return undefined;
	const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
	if (!URL.canParse(address)) return { kind: 'other' };
	const { protocol, hostname, pathname } = new URL(address);
	if (protocol !== 'https:' && protocol !== 'http:') return { kind: 'other' };
	const path = pathname.replace(/^\/%40/, '/@');
	if (/^(?:(?:www|m)\.)?instagram\.com$|^instagr\.am$/.test(hostname)) return onInstagram(path);
	// Other hosts of theirs hold help and news.
	if (hostname.endsWith('.instagram.com')) return { kind: 'page', platform: 'instagram' };
	if (/(?:^|\.)tiktok\.com$/.test(hostname)) return onTiktok(hostname, path);
	return { kind: 'other' };
}

/** What an error says of an address where something else is asked for; undefined where it is no address. */
export function describeAddress(address: Address | undefined): string | undefined {
	switch (address?.kind) {
		case 'post':
			return 'It is the address of a post.';
		case 'profile':
			return 'It is the address of a profile.';
		case 'short link':
			return 'It is a short link.';
		case 'page':
			return `It is the address of another page of ${address.platform === 'tiktok' ? 'TikTok' : 'Instagram'}.`;
		case 'other':
			return 'It is not an address of Instagram or TikTok.';
		default:
			return undefined;
	}
}
