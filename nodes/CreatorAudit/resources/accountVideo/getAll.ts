import { readList } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { accountVideoFilters } from '../fields/filters';
import { requestOptions } from '../fields/options';
import { accountVideoOutput } from '../fields/output';
import { paging } from '../fields/paging';

/** GET /account-videos */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many account videos',
		description:
			'List the posts that CreatorAudit found on tracked accounts, with their current numbers',
		routing: { request: { method: 'GET', url: '/account-videos' }, ...runsBy(readList) },
	},
	fields: [...paging, accountVideoFilters, ...accountVideoOutput, requestOptions],
};
