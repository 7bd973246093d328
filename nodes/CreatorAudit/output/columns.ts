import type { FieldOf } from './apiTypes';

/** A column of simplified output: a field of the object, or a path into it under a name of its own. */
export type ColumnSpec = string | { as: string; path: string };

const VIDEO_COLUMNS = [
	'id',
	'platform',
	'account_username',
	'description',
	'create_time',
	'view_count',
	'like_count',
	'comment_count',
	'share_count',
	'last_scrape_time',
] satisfies Array<FieldOf<'AccountVideo'> & FieldOf<'Video'>>;

/** A figure of the overview and how it changed against the period before, in percent. */
const figure = (name: string): ColumnSpec[] => [
	{ as: name, path: `current.${name}` },
	{ as: `${name}_change_pct`, path: `changes.${name}_pct` },
];

/**
 * What simplified output keeps, at most ten flat columns each, chosen for rows of a sheet: what identifies the object first, then its
 * numbers, then how fresh they are. Keyed by resource, or by resource and operation where an operation answers with something else.
 */
export const COLUMNS: Record<string, readonly ColumnSpec[]> = {
	account: [
		'id',
		'platform',
		'username',
		'name',
		'creator_name',
		'follower_count',
		'total_post_count',
		'view_count',
		'like_count',
		'last_scrape_time',
	] satisfies Array<FieldOf<'Account'>>,
	accountVideo: VIDEO_COLUMNS,
	video: VIDEO_COLUMNS,
	creator: [
		'id',
		'name',
		'is_active',
		{ as: 'account_count', path: 'accounts_summary.total' },
		{ as: 'instagram_account_count', path: 'accounts_summary.platforms.instagram' },
		{ as: 'tiktok_account_count', path: 'accounts_summary.platforms.tiktok' },
		{ as: 'total_followers', path: 'accounts_summary.total_followers' },
	],
	'organization.getOverview': [
		'total_views',
		'engagement_rate',
		'active_accounts',
		'account_videos',
		'tracked_videos',
	].flatMap(figure),
	'organization.search': [
		'type',
		'id',
		'name',
		'platform',
		'username',
		'account_id',
		'account_username',
	],
};
