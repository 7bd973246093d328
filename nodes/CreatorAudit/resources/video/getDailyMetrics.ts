import { readDailyMetrics } from '../../operations';
import { operation } from '../compose';
import { videoIds } from '../fields/ids';
import { rowOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /videos/metrics, once for each day */
export const getDailyMetrics = operation({
	name: 'Get Daily Metrics',
	value: 'getDailyMetrics',
	action: 'Get daily metrics of videos',
	description:
		'Get views, likes, comments, shares and engagement rate of videos day by day: one row for each of them and day, ready for a chart. Costs one request per day for up to 200 videos; at most 92 days.',
	request: { method: 'POST', url: '/videos/metrics' },
	run: readDailyMetrics([videoIds]),
	fields: [videoIds.field, ...metricsPeriod, rowOptions],
});
