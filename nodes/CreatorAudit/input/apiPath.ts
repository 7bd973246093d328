/**
 * Whether a path that a user or a cell gave stays where it says, for every server that decodes more than it should: twice, `%u002e`,
 * over-long UTF-8, wide characters, parameters behind a semicolon. Pure functions.
 */

/** A % that begins no encoded byte: lenient servers leave it, and read the next two characters as something else. */
const MALFORMED_ESCAPE = /%(?![0-9a-f]{2})/i;

/** What no path needs, and what servers cut paths at. */
const FORBIDDEN = /[\\#\s\p{Cc}]|%(25)*(2f|5c|00|0a|0d)/iu;

/** What may not come to light when a path is decoded: it would end a segment or the request. */
const SEPARATORS = /[/\\\p{Cc}]/u;

/** One part of a path as a server looks for it: without parameters, and without what it takes for a query. */
const nameOf = (segment: string): string => segment.split(/[;?#]/, 1)[0].trim();

function climbs(path: string): boolean {
	return path
		.normalize('NFKC')
		.split(/[/\\]/)
		.some((segment) => /^\.{1,2}$/.test(nameOf(segment)));
}

/**
 * Decodes every escape once, as a lenient server does.
 * @returns undefined when the bytes are no UTF-8, or when a separator comes to light
 */
function decodeOnce(path: string): string | undefined {
	try {
		const decoded = path.replace(
			/(?:%[0-9a-f]{2})+|%u([0-9a-f]{4})/gi,
			(escape, code: string | undefined) => {
				const text =
					code === undefined
						? decodeURIComponent(escape)
						: String.fromCharCode(Number.parseInt(code, 16));
				return SEPARATORS.test(text.normalize('NFKC')) ? '\n' : text;
			},
		);
		return decoded.includes('\n') ? undefined : decoded;
	} catch {
		return undefined;
	}
}

/**
 * What is wrong with a path below the base URL, in words that follow its name; undefined when nothing is.
 * @param path at most 2,000 characters, with its leading slash and perhaps a query
 */
export function pathProblem(path: string): string | undefined {
	if (MALFORMED_ESCAPE.test(path))
		return 'holds a % that begins no encoded character. Write a % as %25.';
	const leadsOut = 'may not lead out of the Base URL, nor hold blanks or backslashes.';
	if (FORBIDDEN.test(path)) return leadsOut;
	let decoded = path.split('?', 1)[0];
	// Each turn makes it shorter or is the last.
	for (;;) {
		if (climbs(decoded)) return leadsOut;
		const next = decodeOnce(decoded);
		if (next === undefined) return leadsOut;
		if (next === decoded) return undefined;
		decoded = next;
	}
}
