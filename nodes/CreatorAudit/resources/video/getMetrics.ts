import { readMetrics } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { videoIds } from '../fields/ids';
import { metricsOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /videos/metrics */
export const getMetrics: Operation = {
	option: {
		name: 'Get Metrics',
		value: 'getMetrics',
		action: 'Get metrics of videos',
		description:
			'Get views, likes, comments, shares and engagement rate of tracked videos over a period. One request for 200 videos.',
		routing: { request: { method: 'POST', url: '/videos/metrics' }, ...runsBy(readMetrics) },
	},
	fields: [videoIds, ...metricsPeriod, metricsOptions],
};
