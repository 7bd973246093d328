/** Service facts, headline figures and search (contract/openapi.yaml, tags Meta, Overview and Search). */
import { engagementRate, sumTotals, totalsOf } from '../../world/counts.mts';
import { dayOf, type DateRange } from '../../world/days.mts';
import { measuredOf } from '../../world/measured.mts';
import { captionOf, fullNameOf } from '../../world/pools.mts';
import { postCountOf, postDayOf } from '../../world/posts.mts';
import type { Tracked } from '../../world/records.mts';
import type { World } from '../../world/world.mts';
import { ok, type Handler } from './context.mts';
import { countOf } from './listing.mts';
import { PERIOD_DAYS, namedRangeOf } from './dateRanges.mts';

/** The server may cap a section below the requested limit (contract/NOTES.md#search-caps); the sandbox caps videos. */
const MAX_VIDEO_MATCHES = 10;

const getHealth: Handler = () => ok({ status: 'ok' });

const getMeta: Handler = ({ url }) => {
	const base = `${url.origin}${url.pathname.replace(/\/meta$/, '')}`;
	return ok({
		data: {
			type: 'api_meta',
			api_version: 'v2',
			status: 'current',
			docs_url: 'https://docs.creatoraudit.com',
			// The contract has no operation for it, so this stays the vendor's address.
			openapi_url: 'https://api.creatoraudit.com/v2/openapi.json',
			whoami_url: `${base}/whoami`,
			deprecation: null,
			sunset: null,
		},
	});
};

const whoami: Handler = ({ world, key }) =>
	ok({ data: { type: 'whoami', organization_id: world.organizationId, api_key_name: key?.name } });

/** The period that ends today, compared with the period of equal length before it. */
const getOverview: Handler = ({ world, request, now }) => {
	const period = request.query['period'] as string;
	const range = namedRangeOf(period, now);
	const days = PERIOD_DAYS[period] as number;
	const current = figuresOf(world, range);
	const previous = figuresOf(world, {
		startDay: range.startDay - days,
		endDay: range.startDay - 1,
	});
	const keys = Object.keys(current) as Array<keyof typeof current>;
	const changes = Object.fromEntries(
		keys.map((key) => [`${key}_pct`, changeInPercent(previous[key], current[key])]),
	);
	return ok({ data: { type: 'overview', current, previous, changes } });
};

/** Views of all accounts and of videos without a tracked account. Counts are as of the end of the range. */
function figuresOf(world: World, range: DateRange) {
	const foreign = world.videos.values().filter((video) => video.accountId === null);
	const rows = [...world.accounts.values(), ...foreign];
	const totals = sumTotals(rows.map((row) => totalsOf(measuredOf(row), range)));
	const known = (row: { addedAt: number }) => dayOf(row.addedAt) <= range.endDay;
	let posts = 0;
	for (const account of world.accounts.values()) {
		for (let n = 0; n < postCountOf(world, account); n++)
			if (postDayOf(world, account, n) <= range.endDay) posts++;
	}
	return {
		total_views: totals.views,
		engagement_rate: engagementRate(totals),
		active_accounts: countOf(
			world.accounts.values().filter((account) => account.isActive && known(account)),
		),
		account_videos: posts,
		tracked_videos: countOf(world.videos.values().filter(known)),
	};
}

function changeInPercent(before: number, after: number): number {
	return before === 0 ? 0 : Math.round(((after - before) / before) * 10_000) / 100;
}

const search: Handler = ({ world, settings, request }) => {
	const query = String(request.query['q']);
	const text = query.trim().toLowerCase();
	const isIgnored = settings.ignoreFilters.includes('q');
	const echo = {
		active: { query: isIgnored ? '' : query },
		asked: { query },
		wrong: { query: 'something else' },
		absent: {},
	}[settings.filterEcho];
	const limit = request.query['limit'] as number;
	const caps = { accounts: limit, creators: limit, videos: Math.min(limit, MAX_VIDEO_MATCHES) };
	const section = <T, V>(
		rows: IteratorObject<T>,
		textOf: (row: T) => string,
		cap: number,
		view: (row: T) => V,
	): V[] => {
		if (text === '') return [];
		return rows
			.filter((row) => isIgnored || textOf(row).toLowerCase().includes(text))
			.take(cap)
			.map(view)
			.toArray();
	};
	const nameOf = (row: Tracked) =>
		row.firstScrape === null ? null : fullNameOf(world.pools, row.series.hash);
	const captionOfVideo = (row: Tracked) =>
		row.firstScrape === null ? null : captionOf(world.pools, row.series.hash);
	return ok({
		data: {
			accounts: section(
				world.accounts.values(),
				(row) => row.username,
				caps.accounts,
				(row) => ({
					id: row.id,
					platform: row.platform,
					username: row.username,
					display_name: nameOf(row),
				}),
			),
			creators: section(
				world.creators.values(),
				(row) => row.name,
				caps.creators,
				({ id, name }) => ({ id, name }),
			),
			videos: section(
				world.videos.values(),
				(row) => captionOfVideo(row) ?? '',
				caps.videos,
				(row) => ({
					id: row.id,
					platform: row.platform,
					caption: captionOfVideo(row),
					account_id: row.accountId,
					account_username: row.accountUsername,
				}),
			),
		},
		meta: { ...echo, limit_per_section: limit, effective_caps: caps },
	});
};

export const organizationOperations: Record<string, Handler> = {
	getHealth,
	getMeta,
	whoami,
	getOverview,
	search,
};
