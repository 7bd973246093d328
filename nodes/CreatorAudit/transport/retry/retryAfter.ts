/** A year, in ms: no longer pause is told apart from it. */
const LONGEST_MS = 366 * 86_400_000;

/**
 * The pause that a Retry-After header asks for (RFC 9110, 10.2.3; contract/NOTES.md#rate-limits).
 * @param value the header: seconds, or an HTTP date
 * @param dateHeader the answer's Date header: an HTTP date is compared with the server's own clock, so that a wrong
 * clock on either side does not matter
 * @param nowMs local time, used only where the answer has no Date header
 * @returns ms from now, or undefined when the header is absent, negative or neither a number nor a date
 */
export function parseRetryAfter(
	value: string | undefined,
	dateHeader: string | undefined,
	nowMs: number,
): number | undefined {
	const text = value?.trim();
	if (!text) return undefined;
	if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
	// Date.parse takes much that is no date ("-5" is a year): an HTTP date names a month.
	if (!/[a-z]{3}/i.test(text)) return undefined;
	const until = Date.parse(text);
	if (Number.isNaN(until)) return undefined;
	const serverNow = Date.parse(dateHeader ?? '');
	return Math.min(Math.max(0, until - (Number.isNaN(serverNow) ? nowMs : serverNow)), LONGEST_MS);
}
