import {
	NodeHelpers,
	type DeclarativeRestApiSettings,
	type IExecuteFunctions,
	type INode,
	type INodeProperties,
	type INodePropertyOptions,
	type INodePropertyRouting,
} from 'n8n-workflow';

import type { Execution, Request } from './types';

/** A field of the node that fills a field of the query or the body. */
interface RoutedField {
	/** The parameter, with its collection in front: filters.platform. */
	parameter: string;
	property: string;
	inBody: boolean;
	/** Whether the parameter is an object whose value counts. */
	extractValue: boolean;
}

/** How the chosen operation runs, and what of the node's fields goes where. The same for all items. */
export interface Route {
	execution: Execution;
	request: DeclarativeRestApiSettings.HttpRequestOptions;
	fields: RoutedField[];
}

/** The field's own routing, or that of the entries that the user has added to the collection. */
function fieldsOf(node: INode, property: INodeProperties): RoutedField[] {
	if (property.type === 'collection') {
		const added = node.parameters[property.name];
		return ((property.options ?? []) as INodeProperties[])
			.filter(
				({ name }) => added !== null && typeof added === 'object' && Object.hasOwn(added, name),
			)
			.flatMap((entry) => routed(`${property.name}.${entry.name}`, entry));
	}
	return routed(property.name, property);
}

function routed(
	parameter: string,
	{ routing, type, extractValue }: INodeProperties,
): RoutedField[] {
	const { property, type: place } = routing?.send ?? {};
	if (property === undefined) return [];
	return [
		{
			parameter,
			property,
			inBody: place === 'body',
			extractValue: type === 'resourceLocator' || extractValue !== undefined,
		},
	];
}

/**
 * What n8n's declarative engine would make of the node's description, for the kinds of routing that resources/ uses.
 * @param properties all fields of the node
 */
export function routeOf(node: INode, properties: INodeProperties[]): Route {
	const shown = properties.filter((property) =>
		NodeHelpers.displayParameter(node.parameters, property, node, null),
	);
	const options = (shown.find(({ name }) => name === 'operation')?.options ??
		[]) as INodePropertyOptions[];
	const { request, operations } =
		options.find(({ value }) => value === node.parameters.operation)?.routing ??
		({} as INodePropertyRouting);
	return {
		// Every operation names one: resources/compose.ts, operation().
		execution: operations!.pagination as Execution,
		request: request as DeclarativeRestApiSettings.HttpRequestOptions,
		fields: shown.flatMap((property) => fieldsOf(node, property)),
	};
}

/** The request that an item's values make of a route. */
export function requestOf(
	context: IExecuteFunctions,
	{ request, fields }: Route,
	item: number,
): Request {
	const filled = { ...request, qs: {}, body: {} };
	for (const { parameter, property, inBody, extractValue } of fields) {
		const value = context.getNodeParameter(parameter, item, undefined, { extractValue });
		Object.assign(inBody ? filled.body : filled.qs, { [property]: value });
	}
	return filled;
}
