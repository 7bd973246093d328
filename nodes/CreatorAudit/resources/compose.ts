import type { INodeProperties, INodePropertyOptions, INodePropertyRouting } from 'n8n-workflow';

import type { Execution } from '../runner/types';
import { merged } from './order';

/** One operation, as its file declares it. */
export interface Operation {
	/** The entry in the Operation list, with the routing that says what is asked for and how it runs. */
	option: INodePropertyOptions;
	/** Its fields in the order in which the editor shows them. A field object that several operations share becomes one field of the node. */
	fields: readonly INodeProperties[];
}

/** One resource: its entry in the Resource list, and the fields of its operations. */
export interface Resource {
	option: INodePropertyOptions;
	properties: INodeProperties[];
	operations: readonly Operation[];
}

/**
 * Names the function that runs an operation. The engine calls it for every request of an operation that says `paginate`, single objects
 * included (docs/n8n-internals.md#the-pagination-function).
 */
export const runsBy = (pagination: Execution): INodePropertyRouting => ({
	send: { paginate: true },
	operations: { pagination },
});

/** Routing of a field that goes into the query string under the API's name for it. */
export const toQuery = (property: string): INodePropertyRouting => ({
	send: { type: 'query', property },
});

/** Routing of a field that goes into the body under the API's name for it. */
export const toBody = (property: string): INodePropertyRouting => ({
	send: { type: 'body', property },
});

/** Shows a field only for some operations of a resource, besides its own conditions. */
const shownFor = (
	resource: string,
	operation: string[],
	field: INodeProperties,
): INodeProperties => ({
	...field,
	displayOptions: {
		...field.displayOptions,
		show: { resource: [resource], operation, ...field.displayOptions?.show },
	},
});

/**
 * Makes a resource of its operations. Fields that operations share are declared once for all of them, because n8n's engine looks at every
 * field for every item; each operation's form keeps the order of its file.
 * @param initial value of the operation that is chosen at first
 */
export const resourceOf = (
	option: INodePropertyOptions,
	initial: string,
	operations: readonly Operation[],
): Resource => ({
	option,
	operations,
	properties: [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [String(option.value)] } },
			options: operations.map((operation) => operation.option),
			default: initial,
		},
		...merged(operations.map(({ fields }) => fields)).map((field) =>
			shownFor(
				String(option.value),
				operations
					.filter(({ fields }) => fields.includes(field))
					.map((operation) => String(operation.option.value)),
				field,
			),
		),
	],
});
