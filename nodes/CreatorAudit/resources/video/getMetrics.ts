import { readMetrics } from '../../operations';
import { operation } from '../compose';
import { videoIds } from '../fields/ids';
import { metricsOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /videos/metrics */
export const getMetrics = operation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get metrics of videos',
	description:
		'Get views, likes, comments, shares and engagement rate of tracked videos over a period. One request for 200 videos.',
	request: { method: 'POST', url: '/videos/metrics' },
	run: readMetrics([videoIds]),
	fields: [videoIds.field, ...metricsPeriod, metricsOptions],
});
