import { describeAddress, readAddress } from './addresses';
import { visible, type Handle } from './handles';
import { describeSheetError, isNoName } from './sheetValues';

/** What a user calls a post. */
export interface Post {
	/** Where the text says it. */
	platform?: Handle['platform'];
	/** Its shortcode, or the platform's own id. */
	name: string;
}

/** Characters of a shortcode; what stands behind them belongs to the link to a private post. */
const SHORTCODE_LENGTH = 11;

/** What to say of a text that names no post. */
export const POST_ADVICE =
	'Give the address as the browser shows it on the post, such as https://www.instagram.com/p/C0ffeeC0ffe/, the shortcode C0ffeeC0ffe, or the ID on the platform.';

/** What to say of a link that "Share" made: only its site knows where it leads. */
export const SHORT_LINK_ADVICE =
	'Short links, as "Share" makes them, do not say which post it is: open the link and copy the address that it leads to.';

/** Whether a text is a link that leads to a post without naming it, such as vm.tiktok.com/ZMabc or instagram.com/share/p/abc. */
export function isShortLink(text: string): boolean {
	return readAddress(visible(text))?.kind === 'short link';
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
	if (isNoName(text)) return undefined;
	const address = readAddress(text);
	if (!address) return ofName(text);
	if (address.kind !== 'post') return undefined;
	const { platform, name } = address;
	return { platform, name: platform === 'instagram' ? name.slice(0, SHORTCODE_LENGTH) : name };
}

/**
 * Why a text names no post, as a sentence.
 * @returns undefined when there is nothing to say, or the text names one
 */
export function postProblem(given: string): string | undefined {
	if (parsePost(given)) return undefined;
	const text = visible(given);
	return describeSheetError(text) ?? describeAddress(readAddress(text));
}
