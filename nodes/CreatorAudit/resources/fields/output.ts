import type { INodeProperties } from 'n8n-workflow';

import type { FieldOf } from '../../execution/contract';

const mode = (simplified: string): INodeProperties => ({
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{ name: 'Simplified', value: 'simplified', description: simplified },
		{ name: 'Raw', value: 'raw', description: 'Everything, exactly as CreatorAudit sends it' },
		{ name: 'Selected Fields', value: 'selected', description: 'Only the fields that you choose' },
	],
	default: 'simplified',
	description: 'How much of each result to return. Every row has the same columns in the same order, so that sheets stay tidy.',
});

/**
 * The choice of output, and of fields for Selected Fields.
 * @param fields names as the API sends them, in alphabetical order
 */
const outputOf = (
	fields: readonly string[],
	simplified = 'The most useful fields, flat, ready for a sheet',
): readonly INodeProperties[] => [
	mode(simplified),
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: fields.map((name) => ({ name, value: name })),
		default: [],
		// Not required, for an output given by an expression (as in period.ts).
		displayOptions: { show: { output: ['selected'] } },
		description: 'The columns to return; the ID always comes first. An expression may also give names as a comma-separated text.',
	},
];

const VIDEO_FIELDS = [
	'account_id',
	'account_username',
	'comment_count',
	'create_time',
	'description',
	'external_id',
	'id',
	'last_scrape_time',
	'like_count',
	'platform',
	'play_count',
	'saved_count',
	'share_count',
	'shortcode',
	'type',
	'video_url',
	'view_count',
] satisfies Array<FieldOf<'AccountVideo'> & FieldOf<'Video'>>;

const TRACKED_VIDEO_FIELDS = [
	...VIDEO_FIELDS,
	'added_at',
	'cover_image_url',
	'cover_image_url_original',
	'duration',
	'first_scrape_time',
	'is_active',
	'is_unavailable',
	'media_type',
	'metadata',
	'platform_account_id',
	'platform_data',
	'scrape_interval_hours',
	'total_plays',
	'total_views',
	'updated_at',
	'video_url_original',
] satisfies Array<FieldOf<'Video'>>;

const ACCOUNT_FIELDS = [
	'added_at',
	'category',
	'comment_count',
	'creator_id',
	'creator_name',
	'description',
	'effective_max_recent_posts_per_account',
	'effective_post_lookback_days',
	'fb_like_count',
	'fb_play_count',
	'first_scrape_time',
	'follower_count',
	'following_count',
	'id',
	'ig_play_count',
	'is_active',
	'is_unavailable',
	'is_verified',
	'last_scrape_time',
	'like_count',
	'link_in_bio',
	'max_recent_posts_per_account',
	'metadata',
	'name',
	'platform',
	'play_count',
	'post_lookback_days',
	'profile_pic_url',
	'profile_pic_url_original',
	'profile_post_count',
	'saved_count',
	'scrape_interval_hours',
	'share_count',
	'total_post_count',
	'type',
	'username',
	'view_count',
] satisfies Array<FieldOf<'Account'>>;

const CREATOR_FIELDS = [
	'accounts_summary',
	'accounts_summary.platforms',
	'accounts_summary.total',
	'accounts_summary.total_followers',
	'id',
	'is_active',
	'metadata',
	'name',
	'type',
];

export const accountOutput = outputOf(ACCOUNT_FIELDS);
export const videoOutput = outputOf(TRACKED_VIDEO_FIELDS.toSorted());
export const accountVideoOutput = outputOf(VIDEO_FIELDS);
export const creatorOutput = outputOf(CREATOR_FIELDS);

/** Simplified or raw, for answers whose fields are few. */
export const shortOutput: INodeProperties = {
	...mode('The figures in one flat row, ready for a sheet'),
	options: [
		{ name: 'Simplified', value: 'simplified', description: 'One flat row for each result, ready for a sheet' },
		{ name: 'Raw', value: 'raw', description: 'Everything, exactly as CreatorAudit sends it' },
	],
};
