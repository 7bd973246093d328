/** What stands in the place of the key. */
const SUBSTITUTE = '[API key]';

/** Characters of the shortest key that is looked for: a shorter one would be found in words that have nothing to do with it. */
const SHORTEST_KEY = 8;

/** A character that JSON may write as an escape, though it need not. */
const NEEDLESS_ESCAPE = /\\u00([2-7][0-9a-f])/gi;

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/**
 * Makes a function that replaces the key in what a server sends: as it is, as JSON writes it, and as addresses do. A server that hides the
 * key in any other way has it anyway, but somebody who may only use the credential does not.
 * @param key as it stands in the header
 */
export function keyHider(key: string): (text: string) => string {
	if (key.length < SHORTEST_KEY) return (text) => text;
	const forms = [
		...new Set([key, inJson(key), inJson(key).replaceAll('/', '\\/'), encodeURIComponent(key)]),
	].toSorted((a, b) => b.length - a.length);
	const hide = (text: string) =>
		forms.reduce(
			(left, form) => (left.includes(form) ? left.replaceAll(form, SUBSTITUTE) : left),
			text,
		);
	return (text) => {
		if (!NEEDLESS_ESCAPE.test(text)) return hide(text);
		NEEDLESS_ESCAPE.lastIndex = 0;
		const plain = text.replace(NEEDLESS_ESCAPE, (_, code: string) =>
			inJson(String.fromCharCode(Number.parseInt(code, 16))),
		);
		// An escaped backslash may stand before what looks like an escape: only where the key is in question, it is read for certain.
		if (hide(plain) === plain) return hide(text);
		try {
			return hide(JSON.stringify(JSON.parse(text)));
		} catch {
			return hide(plain);
		}
	};
}
