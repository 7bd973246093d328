import { DAY_MS } from '../transport/clock';

/** Days since 1970 of a date; NaN for what is no date. @param date YYYY-MM-DD */
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** First and last day, both included, as YYYY-MM-DD. */
export interface DateRange {
	start_date: string;
	end_date: string;
}

/** How many days a range has; NaN when its dates cannot be read. */
export function countDays({ start_date, end_date }: DateRange): number {
	return dayNumber(end_date) - dayNumber(start_date) + 1;
}

/** The days of a range, in their order. */
export function daysOf(range: DateRange): string[] {
	const first = dayNumber(range.start_date);
	return Array.from({ length: countDays(range) }, (_, n) => dateOf(first + n));
}

/**
 * The last days, today included, in UTC.
 * @param nowMs ms since 1970
 */
export function lastDays(count: number, nowMs: number): DateRange {
	const today = Math.floor(nowMs / DAY_MS);
	return { start_date: dateOf(today - count + 1), end_date: dateOf(today) };
}

/**
 * The range before a range: as long, and ending the day before it begins.
 * @param range as an answer states it; its dates may be missing
 * @returns undefined when the dates cannot be read
 */
export function rangeBefore(range: {
	start_date?: unknown;
	end_date?: unknown;
}): DateRange | undefined {
	const start_date = String(range.start_date);
	const length = countDays({ start_date, end_date: String(range.end_date) });
	if (!(length > 0)) return undefined;
	const first = dayNumber(start_date);
	return { start_date: dateOf(first - length), end_date: dateOf(first - 1) };
}
