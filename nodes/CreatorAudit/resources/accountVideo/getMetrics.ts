import { readMetrics } from '../../operations';
import { operation } from '../compose';
import { instagramPostIds, tiktokVideoIds } from '../fields/ids';
import { metricsOptions } from '../fields/options';
import { metricsPeriod } from '../fields/period';

/** POST /account-videos/metrics */
export const getMetrics = operation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get metrics of account videos',
	description:
		'Get views, likes, comments, shares and engagement rate of account videos over a period. One request for 200 videos.',
	forAssistants: 'Likes or comments of posts.',
	request: { method: 'POST', url: '/account-videos/metrics' },
	run: readMetrics([instagramPostIds, tiktokVideoIds]),
	fields: [instagramPostIds.field, tiktokVideoIds.field, ...metricsPeriod, metricsOptions],
});
