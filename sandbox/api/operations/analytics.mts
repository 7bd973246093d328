/** Batch metrics, leaderboard and creator analytics (contract/openapi.yaml, tags Analytics and Creators). */
import {
	engagementRate,
	followersOf,
	sumTotals,
	totalsOf,
	type Measured,
	type Totals,
} from '../../world/counts.mts';
import { dateOf, dayOf, lastDays, type DateRange } from '../../world/days.mts';
import { measuredOf } from '../../world/measured.mts';
import { findPost } from '../../world/posts.mts';
import type { Creator, Platform, Tracked } from '../../world/records.mts';
import { viewsAt } from '../../world/series.mts';
import type { World } from '../../world/world.mts';
import { invalid } from '../problem.mts';
import {
	bodyOf,
	creatorOf,
	ok,
	type HandlerResponse,
	type Context,
	type Handler,
} from './context.mts';
import {
	dailyRangeOf,
	chosenRangeOf,
	namedRangeOf,
	rangeView,
	type ChosenPeriod,
} from './dateRanges.mts';

/** Limit for both lists together: documented for the other batches only (contract/NOTES.md#batch-sizes). */
const MAX_POSTS = 200;

const batchAccountMetrics: Handler = (context) => {
	const { account_ids: ids } = bodyOf<{ account_ids: string[] }>(context);
	return metrics(context, ids, (id) => measuredOrNone(context.world.accounts.get(id)));
};

const batchVideoMetrics: Handler = (context) => {
	const { video_ids: ids } = bodyOf<{ video_ids: string[] }>(context);
	return metrics(context, ids, (id) => measuredOrNone(context.world.videos.get(id)));
};

const batchAccountVideoMetrics: Handler = (context) => {
	const body = bodyOf<{ instagram_post_ids?: number[]; tiktok_video_ids?: number[] }>(context);
	const lists: Array<[Platform, number[]]> = [
		['instagram', body.instagram_post_ids ?? []],
		['tiktok', body.tiktok_video_ids ?? []],
	];
	const wanted = lists.flatMap(([platform, ids]) => ids.map((id) => ({ platform, id })));
	if (wanted.length === 0)
		throw invalid('instagram_post_ids', 'or tiktok_video_ids must hold at least one id');
	if (wanted.length > MAX_POSTS)
		throw invalid('instagram_post_ids', `and tiktok_video_ids may hold ${MAX_POSTS} ids together`);
	const platforms = new Map(wanted.map(({ id, platform }) => [id, platform]));
	return metrics(context, [...platforms.keys()], (id) => {
		const post = findPost(context.world, id);
		return post?.platform === platforms.get(id) ? post : undefined;
	});
};

/** Totals by id; unknown ids go to meta.not_found. */
function metrics<I extends string | number>(
	context: Context,
	ids: I[],
	find: (id: I) => Measured | undefined,
): HandlerResponse {
	const { period, range } = chosenRangeOf(bodyOf<ChosenPeriod>(context), context.now);
	const data: Record<string, Totals> = {};
	const notFound: I[] = [];
	for (const id of new Set(ids)) {
		const measured = find(id);
		if (measured === undefined) notFound.push(id);
		else data[String(id)] = totalsOf(measured, range);
	}
	return ok({ data, meta: { period, ...rangeView(range), not_found: notFound } });
}

/** Views only (contract/NOTES.md#deltas-hold-views-only), null for a video that was never refreshed. */
const batchVideoDeltas: Handler = (context) => {
	const { world, now } = context;
	const body = bodyOf<{ video_ids: string[]; windows?: number[] }>(context);
	const ids = [...new Set(body.video_ids)];
	const windows = [...new Set(body.windows ?? [1, 7, 14, 30])];
	const data: Record<string, Record<string, number | null>> = {};
	const notFound: string[] = [];
	for (const id of ids) {
		const video = world.videos.get(id);
		if (video === undefined) {
			notFound.push(id);
			continue;
		}
		const delta = (days: number) =>
			video.firstScrape === null
				? null
				: totalsOf(measuredOf(video), lastDays(days, dayOf(now))).views;
		data[id] = Object.fromEntries(windows.map((days) => [`${days}d`, delta(days)]));
	}
	return ok({
		data,
		meta: { windows, video_count: ids.length - notFound.length, not_found: notFound },
	});
};

/** Ranks by views in the period. The ranking metric is not documented. */
const topCreators: Handler = ({ world, request, now }) => {
	const range = namedRangeOf((request.query['period'] ?? '30d') as string, now);
	const ranked = [...world.creators.values()]
		.map((creator) => ({ creator, totals: totalsOfCreator(world, creator, range) }))
		.sort((a, b) => b.totals.views - a.totals.views || (a.creator.id < b.creator.id ? -1 : 1))
		.slice(0, request.query['limit'] as number);
	const data = ranked.map(({ creator, totals }, index) => ({
		id: creator.id,
		type: 'creator',
		name: creator.name,
		rank: index + 1,
		account_count: creator.accountIds.size,
		total_followers: followersAt(world, creator, range.endDay),
		total_views: totals.views,
		total_likes: totals.likes,
		total_comments: totals.comments,
		total_shares: totals.shares,
		engagement_rate: engagementRate(totals),
	}));
	return ok({ data });
};

/** Totals and one row per day. The shape is not documented. */
const creatorAnalytics: Handler = (context) => {
	const { world, request, now } = context;
	const creator = creatorOf(context);
	const range = dailyRangeOf(request.query['start_date'], request.query['end_date'], now);
	const days = Array.from(
		{ length: range.endDay - range.startDay + 1 },
		(_, n) => range.startDay + n,
	);
	const figures = (span: DateRange) => {
		const { views, likes, comments, shares, engagement } = totalsOfCreator(world, creator, span);
		return {
			views,
			likes,
			comments,
			shares,
			engagement,
			followers: followersAt(world, creator, span.endDay),
		};
	};
	return ok({
		data: {
			creator_id: creator.id,
			totals: figures(range),
			daily: days.map((day) => ({ date: dateOf(day), ...figures({ startDay: day, endDay: day }) })),
		},
		meta: rangeView(range),
	});
};

function totalsOfCreator(world: World, creator: Creator, range: DateRange): Totals {
	return sumTotals(
		Array.from(world.accountsOf(creator), (account) => totalsOf(measuredOf(account), range)),
	);
}

function followersAt(world: World, creator: Creator, day: number): number {
	let followers = 0;
	for (const account of world.accountsOf(creator))
		followers += followersOf(account.series.hash, viewsAt(account.series, day));
	return followers;
}

function measuredOrNone(row: Tracked | undefined): Measured | undefined {
	return row === undefined ? undefined : measuredOf(row);
}

export const analyticsOperations: Record<string, Handler> = {
	batchAccountMetrics,
	batchVideoMetrics,
	batchAccountVideoMetrics,
	batchVideoDeltas,
	topCreators,
	creatorAnalytics,
};
