/** What rows of metrics hold behind the columns that name what they are about. */
const METRICS = [
	'found',
	'period',
	'start_date',
	'end_date',
	'days',
	'views',
	'plays',
	'likes',
	'comments',
	'shares',
	'engagement',
	'engagement_rate',
];

/** Columns of operations that offer no choice of output, by resource and operation. A test holds the rows to them. */
export const FIXED_COLUMNS: Record<string, readonly string[]> = {
	'account.getMetrics': ['account_id', ...METRICS],
	'accountVideo.getMetrics': ['platform', 'id', ...METRICS],
	'video.getMetrics': ['video_id', ...METRICS],
	'video.getDeltas': ['video_id', 'found', 'window_days', 'view_delta'],
};
