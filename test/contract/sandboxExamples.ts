/**
 * A request of each operation that succeeds, and what there is to get wrong about it.
 * `path` and `body` may hold {account}, {freeAccount}, {video}, {creator}, {instagramPost}: ids of records that exist.
 */
export interface Example {
	path: string;
	status: number;
	body?: Record<string, unknown>;
	/** Write scope is needed. */
	write?: true;
	/** A body that the contract refuses, and the field that the 422 names. */
	bad?: { body: unknown; field: string };
	/** A query that the contract refuses. */
	badQuery?: { query: string; field: string };
}

/** Belongs to nothing. */
export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

export const EXAMPLES: Record<string, Example> = {
	getHealth: { path: '/health', status: 200 },
	getMeta: { path: '/meta', status: 200 },
	whoami: { path: '/whoami', status: 200 },
	listAccounts: {
		path: '/accounts?limit=5&include_total=true',
		status: 200,
		badQuery: { query: 'limit=201', field: 'limit' },
	},
	trackAccount: {
		path: '/accounts',
		status: 201,
		write: true,
		body: {
			platform: 'tiktok',
			username: '@New.Account',
			category: 'food',
			metadata: { team: 'a' },
		},
		bad: { body: { platform: 'myspace', username: 'x' }, field: 'platform' },
	},
	getAccount: { path: '/accounts/{account}', status: 200 },
	updateAccount: {
		path: '/accounts/{account}',
		status: 200,
		write: true,
		body: { category: 'news', scrape_interval_hours: 12, post_lookback_days: null },
		bad: { body: { categroy: 'news' }, field: 'categroy' },
	},
	deleteAccount: { path: '/accounts/{account}', status: 204, write: true },
	batchAccountMetrics: {
		path: '/accounts/metrics',
		status: 200,
		body: { account_ids: ['{account}', UNKNOWN_ID], period: '7d' },
		bad: { body: { account_ids: ['not-a-uuid'] }, field: 'account_ids.0' },
	},
	listVideos: {
		path: '/videos?order_by=view_count',
		status: 200,
		badQuery: { query: 'order_by=last_scrape_time', field: 'order_by' },
	},
	trackVideo: {
		path: '/videos',
		status: 201,
		write: true,
		body: { platform: 'instagram', identifier: 'https://www.instagram.com/p/C0ffeeC0ffe/?igsh=1' },
		bad: { body: { platform: 'instagram' }, field: 'identifier' },
	},
	getVideo: { path: '/videos/{video}', status: 200 },
	updateVideo: {
		path: '/videos/{video}',
		status: 200,
		write: true,
		body: { is_active: false },
		bad: { body: {}, field: 'body' },
	},
	deleteVideo: { path: '/videos/{video}', status: 204, write: true },
	batchVideoMetrics: {
		path: '/videos/metrics',
		status: 200,
		body: {
			video_ids: ['{video}'],
			period: 'custom',
			start_date: '2025-01-01',
			end_date: '2025-01-31',
		},
		bad: {
			body: { video_ids: ['{video}'], period: 'custom', start_date: '2025-13-01' },
			field: 'start_date',
		},
	},
	batchVideoDeltas: {
		path: '/videos/deltas',
		status: 200,
		body: { video_ids: ['{video}', UNKNOWN_ID], windows: [1, 7] },
		bad: { body: { video_ids: ['{video}'], windows: [0] }, field: 'windows.0' },
	},
	listAccountVideos: {
		path: '/account-videos?limit=3&include_total=true',
		status: 200,
		badQuery: { query: 'platform=youtube', field: 'platform' },
	},
	batchAccountVideoMetrics: {
		path: '/account-videos/metrics',
		status: 200,
		body: { instagram_post_ids: ['{instagramPost}'] },
		bad: { body: { instagram_post_ids: ['12'] }, field: 'instagram_post_ids.0' },
	},
	listCreators: {
		path: '/creators',
		status: 200,
		badQuery: { query: 'is_active=yes', field: 'is_active' },
	},
	createCreator: {
		path: '/creators',
		status: 201,
		write: true,
		body: { name: 'Ada Example', metadata: { tier: 'gold' } },
		bad: { body: { name: '' }, field: 'name' },
	},
	topCreators: {
		path: '/creators/top?period=7d',
		status: 200,
		badQuery: { query: 'limit=26', field: 'limit' },
	},
	getCreator: { path: '/creators/{creator}', status: 200 },
	updateCreator: {
		path: '/creators/{creator}',
		status: 200,
		write: true,
		body: { name: 'Renamed', is_active: true },
		bad: { body: { is_active: 'true' }, field: 'is_active' },
	},
	deleteCreator: { path: '/creators/{creator}', status: 204, write: true },
	creatorAnalytics: {
		path: '/creators/{creator}/analytics?start_date=2025-02-01&end_date=2025-02-03',
		status: 200,
		badQuery: { query: 'start_date=yesterday', field: 'start_date' },
	},
	linkAccountToCreator: {
		path: '/creators/{creator}/accounts/{freeAccount}',
		status: 201,
		write: true,
	},
	unlinkAccountFromCreator: {
		path: '/creators/{creator}/accounts/{account}',
		status: 204,
		write: true,
	},
	getOverview: {
		path: '/overview',
		status: 200,
		badQuery: { query: 'period=custom', field: 'period' },
	},
	search: {
		path: '/search?q=a',
		status: 200,
		badQuery: { query: `q=${'x'.repeat(129)}`, field: 'q' },
	},
};
