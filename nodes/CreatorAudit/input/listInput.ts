/** What stands between the entries of a list in a text. Blanks do not: they stand inside names, too. */
export const LIST_SEPARATORS = /[,;\n\r]+/;

/**
 * The entries of a list as users and AI agents give it: an array, a JSON array as text, a text with commas, semicolons or line breaks,
 * or a single value. Blank entries are left out, and those that are there already: a text of 100,000 commas may hold one name.
 * @param separators what stands between the entries of a text
 */
export function readEntries(value: unknown, separators: RegExp): unknown[] {
	const parts: unknown[] = Array.isArray(value) ? value : [value];
	const entries = parts.flatMap((part) =>
		typeof part === 'string' ? entriesOfText(part, separators) : [part],
	);
	return [...new Set(entries)].filter(
		(entry) => entry !== undefined && entry !== null && entry !== '',
	);
}

function entriesOfText(text: string, separators: RegExp): unknown[] {
	if (/^\s*\[/.test(text)) {
		try {
			const parsed: unknown = JSON.parse(text);
			if (Array.isArray(parsed)) return readEntries(parsed, separators);
		} catch {
			// No JSON: read like any text, so that the error names the entry that is wrong.
		}
	}
	return text.split(separators).map((entry) => entry.trim());
}
