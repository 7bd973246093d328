import { apiRequest } from '../../operations';
import { operation } from '../compose';
import { apiOptions } from '../fields/options';
import { paging } from '../fields/paging';

const [returnAll, limit] = paging;

/** Any method and path below the base URL, so that an endpoint added tomorrow works today. */
export const request = operation({
	name: 'Request',
	value: 'request',
	action: 'Make an API request',
	description:
		'Call any address of the CreatorAudit API, for what has no operation of its own yet. Pace, retries and errors are the same.',
	forAssistants: 'Only for what no other operation does.',
	request: { url: '/' },
	run: apiRequest,
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'PATCH', value: 'PATCH' },
				{ name: 'POST', value: 'POST' },
				{ name: 'PUT', value: 'PUT' },
			],
			default: 'GET',
			description: 'What to do: GET reads, POST creates, PATCH and PUT change, DELETE removes',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. /accounts',
			description:
				'What follows the Base URL of the credential. You can also paste a whole address inside the Base URL.',
		},
		{
			displayName: 'Query Parameters',
			name: 'query',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Parameter',
			default: {},
			description:
				'What would stand after the question mark of the address. You can add a name more than once.',
			options: [
				{
					displayName: 'Parameter',
					name: 'parameters',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. limit',
							description: 'What stands before the equals sign',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. 200',
							description:
								'What stands behind the equals sign. The values of a list go out one by one under the same name.',
						},
					],
				},
			],
		},
		{
			displayName: 'Rows as Items',
			name: 'rowsAsItems',
			type: 'boolean',
			default: false,
			displayOptions: { show: { method: ['GET'] } },
			description:
				'Whether the answer is a list whose rows come out one by one, page after page. Off, the answer comes out as it is.',
		},
		{ ...returnAll, displayOptions: { show: { method: ['GET'], rowsAsItems: [true] } } },
		{
			...limit,
			displayOptions: { show: { method: ['GET'], rowsAsItems: [true], returnAll: [false] } },
		},
		{
			displayName: 'Body (JSON)',
			name: 'body',
			type: 'json',
			default: '',
			displayOptions: { show: { method: ['PATCH', 'POST', 'PUT'] } },
			placeholder: 'e.g. {"name": "value"}',
			description: 'What to send, as JSON: names and values such as {"name": "value"}',
		},
		apiOptions,
	],
});
