import { readMatches } from '../../operations';
import { operation, toQuery } from '../compose';
import { requestOptions } from '../fields/options';
import { shortOutput } from '../fields/output';
import { shortLimit } from '../fields/paging';

/** GET /search */
export const search = operation({
	name: 'Search',
	value: 'search',
	action: 'Search accounts creators and videos',
	description:
		'Find accounts, creators and videos by a text. Simplified output gives one row for each match, with its type.',
	forAssistants: 'Find anything by a part of its name.',
	request: { method: 'GET', url: '/search' },
	run: readMatches,
	fields: [
		{
			displayName: 'Search For',
			name: 'q',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. natgeo',
			description: 'A username, a name or words of a caption, up to 128 characters',
			routing: toQuery('q'),
		},
		{ ...shortLimit, description: 'Max number of results of each type to return, from 1 to 25' },
		shortOutput,
		requestOptions,
	],
});
