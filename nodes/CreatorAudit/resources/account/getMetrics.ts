import { readMetrics } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { accountIds } from '../fields/ids';
import { metricsOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /accounts/metrics */
export const getMetrics: Operation = {
	option: {
		name: 'Get Metrics',
		value: 'getMetrics',
		action: 'Get metrics of accounts',
		description:
			'Get views, likes, comments, shares and engagement rate of accounts over a period. One request for 200 accounts.',
		routing: { request: { method: 'POST', url: '/accounts/metrics' }, ...runsBy(readMetrics) },
	},
	fields: [accountIds, ...metricsPeriod, metricsOptions],
};
