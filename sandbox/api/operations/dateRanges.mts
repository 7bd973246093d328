/** Date ranges of metrics requests (contract/openapi.yaml, schema MetricsWindow and the parameters `period`). */
import { dateOf, dayOf, dayOfDate, lastDays, lengthOf, type DateRange } from '../../world/days.mts';
import { invalid } from '../problem.mts';

/** Length of each named period, in days. */
export const PERIOD_DAYS: Record<string, number> = { '7d': 7, '30d': 30, '90d': 90 };

/** Longest range with daily rows. Not documented. */
const MAX_DAILY_ROWS = 366;

/** A named period that ends today, UTC. */
export function namedRangeOf(period: string, now: number): DateRange {
	return lastDays(PERIOD_DAYS[period] as number, dayOf(now));
}

/** The fields of a batch request that select the range. */
export interface ChosenPeriod {
	period?: string;
	start_date?: string | null;
	end_date?: string | null;
}

/** The range of a batch request: a named period, or start_date to end_date for `custom`. */
export function chosenRangeOf(
	body: ChosenPeriod,
	now: number,
): { period: string; range: DateRange } {
	const period = body.period ?? '30d';
	if (period !== 'custom') return { period, range: namedRangeOf(period, now) };
	return { period, range: rangeOf(dateIn(body, 'start_date'), dateIn(body, 'end_date')) };
}

/** Range of a daily series. The end defaults to today, the start to 30 days. */
export function dailyRangeOf(start: unknown, end: unknown, now: number): DateRange {
	const endDate = typeof end === 'string' ? end : dateOf(dayOf(now));
	const startDate = typeof start === 'string' ? start : dateOf(dayOfDate(endDate) - 29);
	const range = rangeOf(startDate, endDate);
	if (lengthOf(range) > MAX_DAILY_ROWS)
		throw invalid('start_date', `must lie at most ${MAX_DAILY_ROWS - 1} days before end_date`);
	return range;
}

/** A range as responses show it. */
export function rangeView(range: DateRange): {
	start_date: string;
	end_date: string;
	days: number;
} {
	return {
		start_date: dateOf(range.startDay),
		end_date: dateOf(range.endDay),
		days: lengthOf(range),
	};
}

function dateIn(body: ChosenPeriod, field: 'start_date' | 'end_date'): string {
	const date = body[field];
	if (typeof date !== 'string') throw invalid(field, 'is required with period=custom');
	return date;
}

function rangeOf(startDate: string, endDate: string): DateRange {
	const range = { startDay: dayOfDate(startDate), endDay: dayOfDate(endDate) };
	if (range.endDay < range.startDay) throw invalid('end_date', 'must not be before start_date');
	return range;
}
