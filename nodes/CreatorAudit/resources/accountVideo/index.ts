import { resourceOf } from '../compose';
import { getAll } from './getAll';
import { getDailyMetrics } from './getDailyMetrics';
import { getMetrics } from './getMetrics';

/** A post that CreatorAudit found on a tracked account. */
export const accountVideo = resourceOf(
	{
		name: 'Account Video',
		value: 'accountVideo',
		description: 'A post that CreatorAudit found on a tracked account',
	},
	'getAll',
	[getAll, getDailyMetrics, getMetrics],
);
