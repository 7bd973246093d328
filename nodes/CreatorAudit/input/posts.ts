import { visible, type Handle } from './handles';

/** What a user calls a post. */
export interface Post {
	/** Where the text says it. */
	platform?: Handle['platform'];
	/** Its shortcode, or the platform's own id. */
	name: string;
}

/** Characters that the address of a post may have, with all that is behind its question mark. */
const LONGEST_POST = 2_000;

/** Characters of a shortcode; what stands behind them belongs to the link to a private post. */
const SHORTCODE_LENGTH = 11;

/** `/p/CODE`, `/natgeo/reel/CODE`; a page of audio and a shared link are no posts. */
const INSTAGRAM_POST =
	/^(?!\/share\/)(?:\/[\w.]+)?\/(?:p|reels?|tv)\/(?!audio(?:\/|$))([\w-]{5,40})(?:\/|$)/i;

/** `/@natgeo/video/ID`, `/v/ID.html`, and what pages embed. */
const TIKTOK_POST =
	/^\/(?:@[\w.]+\/(?:video|photo)|v|embed(?:\/v\d)?|player\/v\d|share\/video)\/(\d{6,25})(?:\.html)?(?:\/|$)/i;

/** What to say of a text that names no post. */
export const POST_ADVICE =
	'Give the address as the browser shows it on the post, such as https://www.instagram.com/p/C0ffeeC0ffe/, the shortcode C0ffeeC0ffe, or the ID on the platform.';

/** What to say of a link that "Share" made: only its site knows where it leads. */
export const SHORT_LINK_ADVICE =
	'Short links, as "Share" makes them, do not say which post it is: open the link and copy the address that it leads to.';

function addressOf(text: string): URL | undefined {
	if (text.length > LONGEST_POST || !text.includes('/')) return undefined;
	const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
	return URL.canParse(address) ? new URL(address) : undefined;
}

function platformOf({ hostname }: URL): Handle['platform'] {
	if (/(?:^|\.)(?:instagram\.com|instagr\.am)$/.test(hostname)) return 'instagram';
	return /(?:^|\.)tiktok\.com$/.test(hostname) ? 'tiktok' : undefined;
}

/** Whether a text is a link that leads to a post without naming it, such as vm.tiktok.com/ZMabc or instagram.com/share/p/abc. */
export function isShortLink(text: string): boolean {
	const url = addressOf(visible(text));
	const platform = url && platformOf(url);
	if (platform === 'instagram') return /^\/share\//i.test(url!.pathname);
	return platform === 'tiktok' && (/^v[mt]\./.test(url!.hostname) || /^\/t\//i.test(url!.pathname));
}

function ofName(text: string): Post | undefined {
	const prefixed = /^(instagram|tiktok)\s*:\s*([\w-]+)$/i.exec(text);
	if (prefixed) {
		const platform = prefixed[1].toLowerCase() as Handle['platform'];
		const post = ofName(prefixed[2]);
		return post && { ...post, platform };
	}
	// Instagram writes the ID of who posted it behind that of the post.
	const [, id, owner] = /^(\d{6,25})(_\d+)?$/.exec(text) ?? [];
	if (id !== undefined) return { name: id, ...(owner && { platform: 'instagram' }) };
	return /^[\w-]{5,40}$/.test(text)
		? { platform: 'instagram', name: text.slice(0, SHORTCODE_LENGTH) }
		: undefined;
}

/**
 * Reads what names a post: its address on either site, with or without https, www or query string, its shortcode, or the platform's own id.
 * @returns undefined when the text is none of these, a short link included
 */
export function parsePost(given: string): Post | undefined {
	const text = visible(given);
	if (!text.includes('/')) return ofName(text);
	const url = addressOf(text);
	const platform = url && platformOf(url);
	if (!platform) return undefined;
	const [, name] =
		(platform === 'instagram' ? INSTAGRAM_POST : TIKTOK_POST).exec(url.pathname) ?? [];
	if (name === undefined) return undefined;
	return { platform, name: platform === 'instagram' ? name.slice(0, SHORTCODE_LENGTH) : name };
}
