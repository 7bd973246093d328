/** Columns of all rows with metrics, after the columns that identify the row. */
const TOTALS = ['views', 'plays', 'likes', 'comments', 'shares', 'engagement', 'engagement_rate'];
const METRICS = ['found', 'period', 'start_date', 'end_date', 'days', ...TOTALS];
const DAILY = ['date', 'found', ...TOTALS];

/** Columns of operations without a choice of output, by resource and operation. A test compares them with real rows. */
export const FIXED_COLUMNS: Record<string, readonly string[]> = {
	'account.getDailyMetrics': ['account_id', 'username', 'platform', ...DAILY],
	'accountVideo.getDailyMetrics': ['platform', 'id', ...DAILY],
	'video.getDailyMetrics': ['video_id', 'video', ...DAILY],
	'account.getMetrics': ['account_id', 'username', 'platform', ...METRICS],
	'accountVideo.getMetrics': ['platform', 'id', ...METRICS],
	'video.getMetrics': ['video_id', 'video', ...METRICS],
	'video.getDeltas': ['video_id', 'video', 'found', 'window_days', 'view_delta'],
};
