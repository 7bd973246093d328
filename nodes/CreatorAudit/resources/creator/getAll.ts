import { readList } from '../../operations';
import { operation } from '../compose';
import { creatorFilters } from '../fields/filters';
import { listOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';
import { paging } from '../fields/paging';
import { creatorSort } from '../fields/sort';

/** GET /creators */
export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many creators',
	description: 'List your creators with a summary of their accounts',
	forAssistants: 'How many accounts and followers all creators have.',
	request: { method: 'GET', url: '/creators' },
	run: readList,
	fields: [...paging, creatorFilters, creatorSort, ...creatorOutput, listOptions],
});
