import { readList } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { videoFilters } from '../fields/filters';
import { requestOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { paging } from '../fields/paging';
import { videoSort } from '../fields/sort';

/** GET /videos */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many videos',
		description:
			'List the videos that are tracked by themselves, with their numbers. Posts of tracked accounts are under Account Video.',
		routing: { request: { method: 'GET', url: '/videos' }, ...runsBy(readList) },
	},
	fields: [...paging, videoFilters, videoSort, ...videoOutput, requestOptions],
};
