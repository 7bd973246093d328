/** Sort keys of lists; null = no value. */
import { countsOf, followersOf } from './counts.mts';
import { mix } from './hash.mts';
import type { Account, Tracked, Video } from './records.mts';
import { viewsAt } from './series.mts';
import type { SortKey } from './sortedRows.mts';

const FOREVER = Number.MAX_SAFE_INTEGER;

export type AccountSort =
	| 'added_at'
	| 'username'
	| 'last_scrape_time'
	| 'follower_count'
	| 'view_count'
	| 'like_count'
	| 'play_count';
export type VideoSort = 'added_at' | 'create_time' | 'view_count' | 'like_count' | 'play_count';

/** Publication time of a tracked video (ms), known from the first refresh on: up to 60 days before it was tracked. */
export function createTimeOf(video: Video): number | null {
	return video.firstScrape === null
		? null
		: video.addedAt - 3_600_000 - (mix(video.series.hash, 31) % (60 * 86_400_000));
}

const countsNow = (row: Tracked) =>
	countsOf({ platform: row.platform, hash: row.series.hash }, viewsAt(row.series, FOREVER));

/** Accounts count from 0, videos have no numbers before the first refresh (contract/openapi.yaml, schema Account and schema Video). */
const videoCount = (metric: 'views' | 'likes' | 'plays') => (row: Video) =>
	row.firstScrape === null ? null : countsNow(row)[metric];

export const ACCOUNT_SORT_KEYS: Record<AccountSort, (row: Account) => SortKey> = {
	added_at: (row) => row.addedAt,
	username: (row) => row.username,
	last_scrape_time: (row) => row.lastScrape,
	follower_count: (row) => followersOf(row.series.hash, viewsAt(row.series, FOREVER)),
	view_count: (row) => viewsAt(row.series, FOREVER),
	like_count: (row) => countsNow(row).likes,
	play_count: (row) => countsNow(row).plays,
};

export const VIDEO_SORT_KEYS: Record<VideoSort, (row: Video) => SortKey> = {
	added_at: (row) => row.addedAt,
	create_time: createTimeOf,
	view_count: videoCount('views'),
	like_count: videoCount('likes'),
	play_count: videoCount('plays'),
};
