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
		'Get the numbers of videos day by day, for a chart. One request per day for 200 videos, up to 92 days.',
	forAssistants: 'Numbers of a video per day, one row per day.',
	request: { method: 'POST', url: '/videos/metrics' },
	run: readDailyMetrics([videoIds]),
	fields: [videoIds.field, ...metricsPeriod, rowOptions],
});
