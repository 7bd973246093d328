import { readList } from '../../operations';
import { operation } from '../compose';
import { accountVideoFilters } from '../fields/filters';
import { listOptions } from '../fields/options';
import { accountVideoOutput } from '../fields/output';
import { paging } from '../fields/paging';

/** GET /account-videos */
export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many account videos',
	description:
		'List the posts that CreatorAudit found on tracked accounts, with their current numbers',
	forAssistants: 'The latest posts or reels of tracked accounts.',
	request: { method: 'GET', url: '/account-videos' },
	run: readList,
	fields: [...paging, accountVideoFilters, ...accountVideoOutput, listOptions],
});
