import { resourceOf } from '../compose';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getDeltas } from './getDeltas';
import { getDailyMetrics } from './getDailyMetrics';
import { getMetrics } from './getMetrics';
import { remove } from './remove';
import { update } from './update';

/** A video that is tracked by itself. */
export const video = resourceOf(
	{ name: 'Video', value: 'video', description: 'A video that is tracked by itself' },
	'getAll',
	[get, getAll, getDailyMetrics, getMetrics, getDeltas, remove, create, update],
);
