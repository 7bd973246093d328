import type {
	IHttpRequestMethods,
	INodeProperties,
	INodePropertyOptions,
	INodePropertyRouting,
} from 'n8n-workflow';

import { declaredFields } from '../input/declaredFields';
import { runItem } from '../runner/runItem';
import type { Work } from '../runner/types';
import { merged } from './order';

/** One operation, as its file declares it. */
export interface OperationSpec {
	/** Label in the Operation list. */
	name: string;
	/** Value of the parameter `operation`; fixed, workflows store it. */
	value: string;
	/** Entry in n8n's list of actions. */
	action: string;
	description: string;
	/** What else people call it, and when it is the wrong one: n8n's AI assistants read it beside the description (docs/n8n-internals.md#hints). */
	forAssistants?: string;
	/** Method, and path with the names of locators in braces. No method where a field gives it. */
	request: { method?: IHttpRequestMethods; url: string };
	/** What it does with one item. */
	run: Work;
	/** Its fields in the order in which the editor shows them. A field object that several operations share becomes one field of the node. */
	fields: readonly INodeProperties[];
}

/** An operation as the node lists it. */
export interface Operation {
	option: INodePropertyOptions;
	fields: readonly INodeProperties[];
}

/**
 * Makes the entry of the Operation list. Its routing says what is asked for and how it runs: n8n's engine calls the pagination function
 * for every request of an operation that says `paginate`, single objects included (docs/n8n-internals.md#the-pagination-function).
 */
export function operation(spec: OperationSpec): Operation {
	const { request, run, fields, forAssistants, ...option } = spec;
	const pagination = runItem(run, declaredFields(fields));
	const routing = { request, send: { paginate: true }, operations: { pagination } };
	const builderHint =
		forAssistants === undefined ? {} : { builderHint: { propertyHint: forAssistants } };
	return { option: { ...option, ...builderHint, routing }, fields };
}

/** One resource: its entry in the Resource list, and the fields of its operations. */
export interface Resource {
	option: INodePropertyOptions;
	properties: INodeProperties[];
	operations: readonly Operation[];
}

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
			options: operations.map(({ option: entry }) => entry),
			default: initial,
		},
		...merged(operations.map(({ fields }) => fields)).map((field) =>
			shownFor(
				String(option.value),
				operations
					.filter(({ fields }) => fields.includes(field))
					.map(({ option: entry }) => String(entry.value)),
				field,
			),
		),
	],
});
