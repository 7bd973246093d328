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
		'Get the numbers of accounts day by day, for a chart. One request per day for 200 accounts, up to 92 days.',
	forAssistants: 'Daily views of each account, one row per day.',
	request: { method: 'POST', url: '/accounts/metrics' },
	run: readDailyMetrics([accountIds]),
	fields: [accountIds.field, ...metricsPeriod, rowOptions],
});
