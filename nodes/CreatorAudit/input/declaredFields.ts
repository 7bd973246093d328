import type { INodeProperties } from 'n8n-workflow';

/** The fields of an operation as its file declares them: the one source of their labels, types, choices and bounds. */
export interface DeclaredFields {
	/** By the API's name for it, for fields that go into the query or the body. */
	byApiName: ReadonlyMap<string, INodeProperties>;
	/** By the name of the parameter, entries of collections included. */
	byParameter: ReadonlyMap<string, INodeProperties>;
	/** Collections by the name of their parameter. */
	collections: ReadonlyMap<string, INodeProperties>;
}

/** A field, or the entries of a collection. */
function flatten(field: INodeProperties): INodeProperties[] {
	return field.type === 'collection' ? ((field.options ?? []) as INodeProperties[]) : [field];
}

/** @param fields of one operation, or of the trigger */
export function declaredFields(fields: readonly INodeProperties[]): DeclaredFields {
	const all = fields.flatMap(flatten);
	const byParameter = new Map(all.map((field) => [field.name, field]));
	const byApiName = new Map<string, INodeProperties>();
	for (const field of all) {
		const name = field.routing?.send?.property;
		if (name !== undefined) byApiName.set(name, field);
	}
	const collections = new Map(
		fields.filter(({ type }) => type === 'collection').map((field) => [field.name, field]),
	);
	return { byApiName, byParameter, collections };
}
