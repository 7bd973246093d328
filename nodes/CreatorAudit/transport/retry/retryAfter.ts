/** Reads the Retry-After header (RFC 9110, 10.2.3; contract/NOTES.md#rate-limits). */
import { DAY_MS } from '../clock';

/** A year, in ms: longer pauses are told as one. */
const LONGEST_MS = 366 * DAY_MS;

/**
 * @param value the header: seconds, or an HTTP date
 * @param dateHeader the answer's Date header: the server's own clock, by which an HTTP date counts
 * @param nowMs local time, for an answer without a Date header
 * @returns ms from now; undefined when the header is absent, negative, or neither a number nor a date
 */
export function parseRetryAfter(
	value: string | undefined,
	dateHeader: string | undefined,
	nowMs: number,
): number | undefined {
	const text = value?.trim() ?? '';
	if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
	// Date.parse takes much that is no date ("-5" is a year): an HTTP date names a month.
	const untilMs = /[a-z]{3}/i.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(untilMs)) return undefined;
	const serverMs = Date.parse(dateHeader ?? '');
	return Math.min(Math.max(0, untilMs - (Number.isNaN(serverMs) ? nowMs : serverMs)), LONGEST_MS);
}
