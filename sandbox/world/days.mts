/** Calendar days in UTC as whole numbers: days since 1970-01-01. */

export const DAY_MS = 86_400_000;

/** The day on which a moment (ms since 1970) lies. */
export function dayOf(ms: number): number {
	return Math.floor(ms / DAY_MS);
}

/** YYYY-MM-DD of a day. */
export function dateOf(day: number): string {
	return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day of a YYYY-MM-DD text that has been validated. */
export function dayOfDate(date: string): number {
	return dayOf(Date.parse(`${date}T00:00:00Z`));
}

/** ISO 8601 in UTC, or null for a moment that has not come yet. */
export function isoOrNull(ms: number | null): string | null {
	return ms === null ? null : new Date(ms).toISOString();
}

/** A span of whole days, both ends included. */
export interface DateRange {
	startDay: number;
	endDay: number;
}

/** The `days` days that end with `endDay`. */
export function lastDays(days: number, endDay: number): DateRange {
	return { startDay: endDay - days + 1, endDay };
}

/** Number of days in a range. */
export function lengthOf(range: DateRange): number {
	return range.endDay - range.startDay + 1;
}
