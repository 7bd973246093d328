import type { INodeProperties } from 'n8n-workflow';

import { toBody } from '../compose';

/** How many posts are collected from an account's feed. */
export const recentPosts: INodeProperties = {
	displayName: 'Recent Posts to Collect',
	name: 'maxRecentPosts',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description:
		'How many of the latest posts CreatorAudit looks at in each refresh of this account. Each collected post is billed, so a lower number costs less.',
	routing: toBody('max_recent_posts_per_account'),
};

/** How far back posts are collected from an account's feed. */
export const lookbackDays: INodeProperties = {
	displayName: 'Post Look-Back (Days)',
	name: 'postLookbackDays',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description:
		'How many days back CreatorAudit looks for posts in each refresh of this account. Each collected post is billed, so fewer days cost less.',
	routing: toBody('post_lookback_days'),
};
