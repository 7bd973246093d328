import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';

/** The node's forms as the editor builds them from its description: which fields there are for which operation. */

const { description } = new CreatorAudit();
const NODE = { type: 'creatorAudit', typeVersion: 1 } as INode;

/** A field, or an entry of a collection, with the place where its value stands in the node's parameters. */
export interface FormField {
	/** Dotted: `limit`, `filters.platform`. */
	path: string;
	property: INodeProperties;
	/** The collection that it is an entry of. */
	parent?: INodeProperties;
}

export interface Form {
	resource: string;
	operation: string;
	/** The operation's entry in its list. */
	option: INodePropertyOptions;
}

const listOf = (name: string, parameters: INodeParameters): INodePropertyOptions[] => {
	const property = description.properties.find(
		(candidate) => candidate.name === name && isShown(candidate, parameters),
	);
	return (property?.options ?? []) as INodePropertyOptions[];
};

/** Whether the editor shows a field with these parameters. */
export function isShown(
	property: INodeProperties,
	parameters: INodeParameters,
	among: INodeParameters = parameters,
): boolean {
	return NodeHelpers.displayParameter(among, property, NODE, description, parameters);
}

/** All operations that the node offers. */
export const FORMS: Form[] = listOf('resource', {}).flatMap(({ value: resource }) =>
	listOf('operation', { resource: String(resource) }).map((option) => ({
		resource: String(resource),
		operation: String(option.value),
		option,
	})),
);

/** Fields of the form that are declared for an operation, whatever the other fields hold. */
export function fieldsOf({
	resource,
	operation,
}: Pick<Form, 'resource' | 'operation'>): INodeProperties[] {
	return description.properties.filter(({ name, displayOptions }) => {
		const { resource: resources, operation: operations } = displayOptions?.show ?? {};
		return name !== 'operation' && resources?.includes(resource) && operations?.includes(operation);
	});
}

/** The same, and the entries of collections. */
export function allFieldsOf(form: Pick<Form, 'resource' | 'operation'>): FormField[] {
	return fieldsOf(form).flatMap((property) => [
		{ path: property.name, property },
		...(property.type === 'collection'
			? (property.options as INodeProperties[]).map((entry) => ({
					path: `${property.name}.${entry.name}`,
					property: entry,
					parent: property,
				}))
			: []),
	]);
}

/** Fields inside a fixed collection, one level down. */
export function entriesOf(property: INodeProperties): INodeProperties[] {
	return ((property.options ?? []) as INodePropertyCollection[]).flatMap(({ values }) => values);
}
