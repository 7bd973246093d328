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
		'Get the numbers of account videos day by day, for a chart. One request per day for 200 account videos, up to 92 days.',
	forAssistants: 'Views or likes of posts of accounts, day by day.',
	request: { method: 'POST', url: '/account-videos/metrics' },
	run: readDailyMetrics([instagramPostIds, tiktokVideoIds]),
	fields: [instagramPostIds.field, tiktokVideoIds.field, ...metricsPeriod, rowOptions],
});
