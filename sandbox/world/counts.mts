/** Metrics of a resource, derived from its views (series.mts) so that they are consistent for every date range. */
import type { DateRange } from './days.mts';
import { unit } from './hash.mts';
import type { Platform } from './records.mts';

/** Lifetime counts at the end of a day. */
export interface Counts {
	views: number;
	plays: number;
	likes: number;
	comments: number;
	shares: number;
	saves: number;
}

/** Totals of a date range in the contract's form (MetricsTotals). */
export interface Totals {
	views: number;
	plays: number;
	likes: number;
	comments: number;
	shares: number;
	engagement: number;
}

/** Something with a daily history: an account, a tracked video or a post of an account. */
export interface Measured {
	readonly platform: Platform;
	/** Seeds the ratios between the metrics. */
	readonly hash: number;
	/** Views at the end of a day; monotonic. */
	viewsAt(day: number): number;
}

/** Counts for a number of views. Each is the floor of a multiple, so it is monotonic as well. */
export function countsOf(measured: Pick<Measured, 'platform' | 'hash'>, views: number): Counts {
	const { hash } = measured;
	// TikTok has no separate plays (contract/NOTES.md#platforms).
	const playRatio = measured.platform === 'tiktok' ? 1 : 1.05 + 0.3 * unit(hash, 1);
	return {
		views,
		plays: Math.floor(views * playRatio),
		likes: Math.floor(views * (0.02 + 0.06 * unit(hash, 2))),
		comments: Math.floor(views * (0.001 + 0.004 * unit(hash, 3))),
		shares: Math.floor(views * (0.002 + 0.008 * unit(hash, 4))),
		saves: Math.floor(views * (0.001 + 0.005 * unit(hash, 5))),
	};
}

/** Followers for a number of views of an account. */
export function followersOf(hash: number, views: number): number {
	return Math.floor(views * (0.01 + 0.04 * unit(hash, 6)));
}

/** What a resource gained in a date range. */
export function totalsOf(measured: Measured, range: DateRange): Totals {
	const before = countsOf(measured, measured.viewsAt(range.startDay - 1));
	const after = countsOf(measured, measured.viewsAt(range.endDay));
	const likes = after.likes - before.likes;
	const comments = after.comments - before.comments;
	const shares = after.shares - before.shares;
	return {
		views: after.views - before.views,
		plays: after.plays - before.plays,
		likes,
		comments,
		shares,
		// Saves do not count (contract/NOTES.md#engagement).
		engagement: likes + comments + shares,
	};
}

/** Adds up totals of several resources. */
export function sumTotals(list: Iterable<Totals>): Totals {
	const sum: Totals = { views: 0, plays: 0, likes: 0, comments: 0, shares: 0, engagement: 0 };
	for (const totals of list) {
		for (const key of Object.keys(sum) as Array<keyof Totals>) sum[key] += totals[key];
	}
	return sum;
}

/** Engagement / views in percent with two decimals, 0 without views. */
export function engagementRate(totals: Pick<Totals, 'views' | 'engagement'>): number {
	return totals.views === 0 ? 0 : Math.round((totals.engagement / totals.views) * 10_000) / 100;
}
