import { readList } from '../../operations';
import { operation } from '../compose';
import { accountFilters } from '../fields/filters';
import { listOptions } from '../fields/options';
import { accountOutput } from '../fields/output';
import { paging } from '../fields/paging';
import { accountSort } from '../fields/sort';

/** GET /accounts */
export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many accounts',
	description:
		'List the accounts that your organization tracks, with their current numbers. You can filter and sort them.',
	forAssistants: 'All profiles of TikTok or Instagram, the biggest first.',
	request: { method: 'GET', url: '/accounts' },
	run: readList,
	fields: [...paging, accountFilters, accountSort, ...accountOutput, listOptions],
});
