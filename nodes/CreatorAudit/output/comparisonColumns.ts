import type { IDataObject } from 'n8n-workflow';

import { engagementRate, TOTALS } from './metricColumns';

/** A finite number, or null. */
export const finite = (value: unknown): number | null =>
	typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Rounds away the digits that subtracting fractions leaves. */
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** How a number has changed, also in percent (two decimals): null where there is nothing to compare, or to divide by. */
export function changeOf(
	before: number | null,
	now: number | null,
): { change: number | null; percent: number | null } {
	const change = now === null || before === null ? null : now - before;
	return { change, percent: change === null || !before ? null : round((change / before) * 100, 2) };
}

/**
 * Compares the totals of a window with those of the window before it.
 * @param current totals of the window; undefined for an unknown id
 * @param previous totals of the window before; undefined when they are not known
 * @param range first and last day of the window before; undefined when the answer states no dates
 * @returns for each total `previous_…`, `…_change` and `…_change_percent` (two decimals; null where there is nothing to divide by); of the
 * engagement rate the change in percentage points
 */
export function comparisonColumns(
	current: IDataObject | undefined,
	previous: IDataObject | undefined,
	range: { start_date: string; end_date: string } | undefined,
): IDataObject {
	const columns: IDataObject = {
		previous_start_date: range?.start_date ?? null,
		previous_end_date: range?.end_date ?? null,
	};
	for (const total of TOTALS) {
		const [now, before] = [finite(current?.[total]), finite(previous?.[total])];
		const { change, percent } = changeOf(before, now);
		columns[`previous_${total}`] = before;
		columns[`${total}_change`] = change;
		columns[`${total}_change_percent`] = percent;
	}
	const now = current ? engagementRate(current) : null;
	const before = previous ? engagementRate(previous) : null;
	columns.previous_engagement_rate = before;
	columns.engagement_rate_change = now === null || before === null ? null : round(now - before, 4);
	return columns;
}
