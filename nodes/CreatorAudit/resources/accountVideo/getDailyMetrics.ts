import { readDailyMetrics } from '../../operations';
import { operation } from '../compose';
import { instagramPostIds, tiktokVideoIds } from '../fields/ids';
import { rowOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /account-videos/metrics, once for each day */
export const getDailyMetrics = operation({
	name: 'Get Daily Metrics',
	value: 'getDailyMetrics',
	action: 'Get daily metrics of account videos',
	description:
		'Get views, likes, comments, shares and engagement rate of account videos day by day: one row for each of them and day, ready for a chart. Costs one request per day for up to 200 account videos; at most 92 days.',
	request: { method: 'POST', url: '/account-videos/metrics' },
	run: readDailyMetrics([instagramPostIds, tiktokVideoIds]),
	fields: [instagramPostIds.field, tiktokVideoIds.field, ...metricsPeriod, rowOptions],
});
