import type { IDataObject } from 'n8n-workflow';

import type { FieldOf } from './apiTypes';

/** The totals, in the order of the output's columns. */
const TOTALS = [
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

/** The metric columns of a row: the window, the totals (null for an unknown id) and the engagement rate. */
export function metricColumns(
	values: IDataObject | undefined,
	meta: IDataObject,
	window: IDataObject,
): IDataObject {
	const known: IDataObject = {
		found: values !== undefined,
		period: meta.period ?? window.period ?? null,
		start_date: meta.start_date ?? window.start_date ?? null,
		end_date: meta.end_date ?? window.end_date ?? null,
		days: meta.days ?? null,
	};
	for (const total of TOTALS) known[total] = values?.[total] ?? null;
	known.engagement_rate = values ? engagementRate(values) : null;
	// What the API adds some day passes through, behind the known columns.
	const added = Object.entries(values ?? {}).filter(([name]) => !Object.hasOwn(known, name));
	return { ...known, ...Object.fromEntries(added) };
}
