/** Columns of all rows with metrics, after the columns that identify the row. */
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

/** Columns of operations without a choice of output, by resource and operation. A test compares them with real rows. */
export const FIXED_COLUMNS: Record<string, readonly string[]> = {
	'account.getMetrics': ['account_id', ...METRICS],
	'accountVideo.getMetrics': ['platform', 'id', ...METRICS],
	'video.getMetrics': ['video_id', ...METRICS],
	'video.getDeltas': ['video_id', 'found', 'window_days', 'view_delta'],
};
