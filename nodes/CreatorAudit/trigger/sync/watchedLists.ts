import type { QueryValue } from '../../transport/types';

/** A resource that the trigger can watch. */
export type WatchedResource = 'account' | 'video' | 'accountVideo';

/** How a resource's list is read. */
export interface List {
	path: string;
	/** Sort of a scan. Only accounts can be sorted by refresh (contract/NOTES.md#lists). */
	sort: Record<string, QueryValue>;
	newestFirst: boolean;
	/** Parameter of the list by filter field. */
	filters: Record<string, string>;
	/** Number fields that Include Changes offers, in the order of columns. */
	numberFields: readonly string[];
}

export const VIDEO_NUMBERS = [
	'comment_count',
	'like_count',
	'play_count',
	'saved_count',
	'share_count',
	'view_count',
];

const account: List = {
	path: '/accounts',
	sort: { order_by: 'last_scrape_time', order_direction: 'desc' },
	newestFirst: true,
	filters: {
		platform: 'platform',
		q: 'q',
		isActive: 'is_active',
		category: 'category',
		creatorId: 'creator_id',
	},
	numberFields: [
		...VIDEO_NUMBERS,
		'follower_count',
		'following_count',
		'profile_post_count',
		'total_post_count',
	].sort(),
};

export const LISTS: Record<WatchedResource, List> = {
	account,
	// Posts come with a refresh of their account (posts/).
	accountVideo: { ...account, numberFields: [] },
	video: {
		path: '/videos',
		// Oldest first: a video that is tracked from now on comes last, so the pages before it stay as they were.
		sort: { order_by: 'added_at', order_direction: 'asc' },
		newestFirst: false,
		filters: { platform: 'platform', isActive: 'is_active', accountId: 'account_id' },
		numberFields: VIDEO_NUMBERS,
	},
};
