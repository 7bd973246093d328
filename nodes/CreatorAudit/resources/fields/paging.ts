import type { INodeProperties } from 'n8n-workflow';

import { toQuery } from '../compose';

const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

/** How much of a list is wanted. The execution follows the API's pages of at most 200 (contract/NOTES.md#pagination). */
export const paging: readonly INodeProperties[] = [returnAll, limit];

/** The bounds of the endpoints without pages (contract/NOTES.md#pagination). */
const UP_TO_25: Partial<INodeProperties> = {
	typeOptions: { minValue: 1, maxValue: 25 },
	default: 10,
	displayOptions: undefined,
	description: 'Max number of results to return, from 1 to 25',
	routing: toQuery('limit'),
};

/** For the endpoints without pages. */
export const shortLimit: INodeProperties = { ...limit, ...UP_TO_25 };
