import { readDailyMetrics } from '../../operations';
import { operation } from '../compose';
import { accountIds } from '../fields/ids';
import { rowOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /accounts/metrics, once for each day */
export const getDailyMetrics = operation({
	name: 'Get Daily Metrics',
	value: 'getDailyMetrics',
	action: 'Get daily metrics of accounts',
	description:
		'Get views, likes, comments, shares and engagement rate of accounts day by day: one row for each of them and day, ready for a chart. Costs one request per day for up to 200 accounts; at most 92 days.',
	request: { method: 'POST', url: '/accounts/metrics' },
	run: readDailyMetrics([accountIds]),
	fields: [accountIds.field, ...metricsPeriod, rowOptions],
});
