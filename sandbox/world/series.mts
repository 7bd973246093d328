/**
 * The daily history of a resource, without a stored row per day.
 *
 * Everything rests on one never-falling function: the views that a resource had at the end of a day. All other metrics follow
 * from it, and the total of a date range is a difference of two of its values. So ranges agree by construction: the days of a week add up to the week.
 */
import { mix, unit } from './hash.mts';

/** Views that a refresh on a day added. */
interface Gain {
	day: number;
	views: number;
}

export interface Series {
	/** Seeds the daily noise and the ratios between metrics. */
	readonly hash: number;
	/** Views per day, on average. */
	readonly rate: number;
	/** Views from before the history, known from the first refresh on. */
	base: number;
	/** First and last day of the seeded history; last < first = none, the resource is newly tracked. */
	fromDay: number;
	toDay: number;
	/** Gains of refreshes after the seeding, oldest first. */
	gains: Gain[] | null;
}

/** More than the longest date range (365 days), so folding older days into the base changes no answer that can be asked for today. */
const MAX_GAIN_DAYS = 400;

/** A series whose size lies between 100 and 20,000 views a day, small ones being more frequent. */
export function createSeries(hash: number): Series {
	return {
		hash,
		rate: Math.round(100 * 10 ** (2.3 * unit(hash, 11))),
		base: 0,
		fromDay: 0,
		toDay: -1,
		gains: null,
	};
}

/** Lets the series begin: with the views that the resource has collected in its life so far. */
export function beginSeries(series: Series, fromDay: number, toDay: number): void {
	series.base = Math.floor(series.rate * (200 + 400 * unit(series.hash, 12)));
	series.fromDay = fromDay;
	series.toDay = toDay;
}

/** Views at the end of a day. A day before the history gives the base, a day after it the latest value. */
export function viewsAt(series: Series, day: number): number {
	const last = Math.min(day, series.toDay);
	let views = series.base;
	if (last >= series.fromDay) {
		// Rises by rate x (1 + noise of the day - noise of the day before), which is never negative.
		views += Math.floor(series.rate * (last - series.fromDay + 1 + unit(series.hash, last)));
	}
	if (series.gains !== null) {
		for (const gain of series.gains) {
			if (gain.day > day) break;
			views += gain.views;
		}
	}
	return views;
}

/**
 * Adds what a refresh found.
 * @param nth number of this refresh, so that each finds another amount
 * @param days time that the refresh stands for
 */
export function addGain(series: Series, day: number, nth: number, days: number): void {
	const views = Math.max(
		200,
		Math.floor(series.rate * days * (0.5 + unit(mix(series.hash, 13), nth))),
	);
	series.gains ??= [];
	let at = series.gains.length;
	while (at > 0 && (series.gains[at - 1] as Gain).day > day) at--;
	const same = series.gains[at - 1];
	if (same?.day === day) same.views += views;
	else series.gains.splice(at, 0, { day, views });
	if (series.gains.length > MAX_GAIN_DAYS) series.base += (series.gains.shift() as Gain).views;
}
