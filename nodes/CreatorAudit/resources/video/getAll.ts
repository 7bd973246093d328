import { readList } from '../../operations';
import { operation } from '../compose';
import { videoFilters } from '../fields/filters';
import { listOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { paging } from '../fields/paging';
import { videoSort } from '../fields/sort';

/** GET /videos */
export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many videos',
	description:
		'List the videos that are tracked by themselves, with their numbers. Posts of tracked accounts are under Account Video.',
	forAssistants: 'All single videos, not the posts of accounts.',
	request: { method: 'GET', url: '/videos' },
	run: readList,
	fields: [...paging, videoFilters, videoSort, ...videoOutput, listOptions],
});
