/** Calendar days in UTC as whole numbers: days since 1970-01-01. */

export const DAY_MS = 86_400_000;

/** Day of a time in ms since 1970. */
export function dayOf(ms: number): number {
	return Math.floor(ms / DAY_MS);
}

/** YYYY-MM-DD of a day. */
export function dateOf(day: number): string {
	return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day of a valid YYYY-MM-DD string. */
export function dayOfDate(date: string): number {
	return dayOf(Date.parse(`${date}T00:00:00Z`));
}

/** ISO 8601 in UTC. */
export function isoOrNull(ms: number | null): string | null {
	return ms === null ? null : new Date(ms).toISOString();
}

/** Whole days, both ends included. */
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
