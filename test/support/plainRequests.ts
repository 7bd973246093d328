import type { INodeParameters } from 'n8n-workflow';

/** What somebody asks for in plain words, and the operation and fields that give it. Fields of which the request says nothing are left out. */
export interface PlainRequest {
	words: string;
	resource: string;
	operation: string;
	parameters?: INodeParameters;
}

export const PLAIN_REQUESTS: PlainRequest[] = [
	{
		words: 'How many followers does natgeo have on Instagram right now?',
		resource: 'account',
		operation: 'get',
		parameters: { accountId: { __rl: true, mode: 'username', value: 'instagram:natgeo' } },
	},
	{
		words: 'Show me all TikTok accounts that we track, biggest first',
		resource: 'account',
		operation: 'getAll',
		parameters: {
			returnAll: true,
			filters: { platform: 'tiktok' },
			sort: { orderBy: 'follower_count' },
		},
	},
	{
		words: 'Start tracking the TikTok profile @khaby.lame',
		resource: 'account',
		operation: 'create',
		parameters: { platform: 'tiktok', username: '@khaby.lame' },
	},
	{
		words: 'We no longer work with this influencer: stop tracking the account',
		resource: 'account',
		operation: 'delete',
	},
	{
		words: 'Pause an account for a while, but keep what was collected',
		resource: 'account',
		operation: 'update',
		parameters: { updateFields: { isActive: false } },
	},
	{
		words: 'What was the engagement rate of my accounts over the last 90 days?',
		resource: 'account',
		operation: 'getMetrics',
		parameters: { period: '90d' },
	},
	{
		words: 'Compare views of these accounts in the last 7 days with the week before',
		resource: 'account',
		operation: 'getMetrics',
		parameters: { period: '7d', options: { comparePrevious: true } },
	},
	{
		words: 'A chart of daily views of each account this month',
		resource: 'account',
		operation: 'getDailyMetrics',
		parameters: { period: '30d' },
	},
	{
		words: 'List the latest posts of our tracked accounts',
		resource: 'accountVideo',
		operation: 'getAll',
	},
	{
		words: 'Likes and comments of these posts of a tracked account in the last 30 days',
		resource: 'accountVideo',
		operation: 'getMetrics',
		parameters: { period: '30d' },
	},
	{
		words: 'Views day by day of posts of tracked accounts, for a chart',
		resource: 'accountVideo',
		operation: 'getDailyMetrics',
	},
	{
		words: 'Track this one TikTok video: https://www.tiktok.com/@x/video/7123456789012345678',
		resource: 'video',
		operation: 'create',
		parameters: {
			platform: 'tiktok',
			identifier: 'https://www.tiktok.com/@x/video/7123456789012345678',
		},
	},
	{
		words: 'What are the current views and likes of this tracked video?',
		resource: 'video',
		operation: 'get',
	},
	{
		words: 'List all videos that we track one by one',
		resource: 'video',
		operation: 'getAll',
		parameters: { returnAll: true },
	},
	{
		words: 'How many views did the video gain in the last 1, 7 and 30 days?',
		resource: 'video',
		operation: 'getDeltas',
		parameters: { windows: '1, 7, 30' },
	},
	{
		words: 'Engagement rate of the campaign videos over a custom period',
		resource: 'video',
		operation: 'getMetrics',
		parameters: { period: 'custom', startDate: '2026-01-01', endDate: '2026-01-31' },
	},
	{
		words: 'Daily numbers of a video since it was published, one row per day',
		resource: 'video',
		operation: 'getDailyMetrics',
	},
	{
		words: 'Stop tracking a video when the campaign is over',
		resource: 'video',
		operation: 'delete',
	},
	{
		words: 'Change how often a video is refreshed',
		resource: 'video',
		operation: 'update',
		parameters: { updateFields: { scrapeIntervalHours: 48 } },
	},
	{
		words: 'Add a new creator called Jane Doe',
		resource: 'creator',
		operation: 'create',
		parameters: { name: 'Jane Doe' },
	},
	{
		words: 'Link the Instagram account to the creator Jane Doe',
		resource: 'creator',
		operation: 'addAccount',
	},
	{
		words: 'Take an account away from the creator it belongs to, but keep tracking it',
		resource: 'creator',
		operation: 'removeAccount',
	},
	{
		words: 'Who are our top 10 creators of the last 30 days?',
		resource: 'creator',
		operation: 'getTop',
		parameters: { period: '30d', limit: 10 },
	},
	{
		words: 'List all creators with how many accounts and followers they have together',
		resource: 'creator',
		operation: 'getAll',
	},
	{
		words: 'Rename a creator',
		resource: 'creator',
		operation: 'update',
		parameters: { updateFields: { name: 'Jane Roe' } },
	},
	{
		words: 'Analytics of one creator with all of its accounts between two dates',
		resource: 'creator',
		operation: 'getAnalytics',
		parameters: { startDate: '2026-01-01', endDate: '2026-01-31' },
	},
	{
		words: 'Delete the creator who left',
		resource: 'creator',
		operation: 'delete',
	},
	{
		words: 'How did everything do in the last 7 days, compared with the period before?',
		resource: 'organization',
		operation: 'getOverview',
		parameters: { period: '7d' },
	},
	{
		words: 'Find anything called natgeo',
		resource: 'organization',
		operation: 'search',
		parameters: { q: 'natgeo' },
	},
	{
		words: 'Which organization does our API key belong to?',
		resource: 'organization',
		operation: 'getApiKey',
	},
];
