import type { IDataObject } from 'n8n-workflow';

import type { FieldOf } from './apiTypes';

/** The totals, in the order of the output's columns. */
export const TOTALS = [
	'views',
	'plays',
	'likes',
	'comments',
	'shares',
	'engagement',
] as const satisfies Array<FieldOf<'MetricsTotals'>>;

/**
 * Engagement rate as CreatorAudit defines it: (likes + comments + shares) / views in percent, four decimals.
 * @returns null without views
 */
export function engagementRate(totals: IDataObject): number | null {
	const [views, likes, comments, shares] = [
		totals.views,
		totals.likes,
		totals.comments,
		totals.shares,
	].map(Number);
	if (!(views > 0)) return null;
	return (
		Math.round((((likes || 0) + (comments || 0) + (shares || 0)) * 1_000_000) / views) / 10_000
	);
}

/** The totals (null for an unknown id) and the engagement rate; what the API adds some day passes through behind them. */
function totalColumns(values: IDataObject | undefined): IDataObject {
	const columns: IDataObject = {};
	for (const total of TOTALS) columns[total] = values?.[total] ?? null;
	columns.engagement_rate = values ? engagementRate(values) : null;
	for (const [name, value] of Object.entries(values ?? {}))
		if (!Object.hasOwn(columns, name)) columns[name] = value;
	return columns;
}

/** The columns of one day. @param values the API's totals; undefined for an unknown id */
export function dailyColumns(values: IDataObject | undefined): IDataObject {
	return { found: values !== undefined, ...totalColumns(values) };
}

/**
 * The columns of a window: its dates, the totals and the engagement rate.
 * @param values the API's totals; undefined for an unknown id
 * @param meta the answer's own words on the window
 * @param window as it was asked for, where the answer is silent
 */
export function metricColumns(
	values: IDataObject | undefined,
	meta: IDataObject,
	window: IDataObject,
): IDataObject {
	return {
		found: values !== undefined,
		period: meta.period ?? window.period ?? null,
		start_date: meta.start_date ?? window.start_date ?? null,
		end_date: meta.end_date ?? window.end_date ?? null,
		days: meta.days ?? null,
		...totalColumns(values),
	};
}

/**
 * The columns of a video's growth over one look-back window.
 * @param deltas views gained by window, such as `7d`; undefined for an unknown id
 */
export function deltaColumns(days: number, deltas: IDataObject | undefined): IDataObject {
	return {
		found: deltas !== undefined,
		window_days: days,
		view_delta: deltas?.[`${days}d`] ?? null,
	};
}
