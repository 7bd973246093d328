import { readMetrics } from '../../operations';
import { operation } from '../compose';
import { accountIds } from '../fields/ids';
import { metricsOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /accounts/metrics */
export const getMetrics = operation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get metrics of accounts',
	description:
		'Get views, likes, comments, shares and engagement rate of accounts over a period. One request for 200 accounts.',
	forAssistants:
		'Numbers of a period. To compare it with the week or month before, set options.comparePrevious.',
	request: { method: 'POST', url: '/accounts/metrics' },
	run: readMetrics([accountIds]),
	fields: [accountIds.field, ...metricsPeriod, metricsOptions],
});
