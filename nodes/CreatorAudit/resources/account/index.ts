import { resourceOf } from '../compose';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getDailyMetrics } from './getDailyMetrics';
import { getMetrics } from './getMetrics';
import { remove } from './remove';
import { update } from './update';

/** A tracked Instagram or TikTok account. */
export const account = resourceOf(
	{ name: 'Account', value: 'account', description: 'A tracked Instagram or TikTok account' },
	'getAll',
	[get, getAll, getDailyMetrics, getMetrics, remove, create, update],
);
