/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** What the contract says about names, read from its file: parameters of operations and properties of schemas. */

interface Schema {
	$ref?: string;
	allOf?: Schema[];
	properties?: Record<string, Schema>;
	enum?: unknown[];
}
interface Parameter {
	$ref?: string;
	name: string;
	in: string;
	schema: Schema;
}
interface Operation {
	operationId: string;
	parameters?: Parameter[];
	requestBody?: { content: { 'application/json': { schema: Schema } } };
}
interface Contract {
	paths: Record<string, Record<string, Operation | undefined>>;
}

const text = readFileSync(path.resolve(__dirname, '../../contract/openapi.yaml'), 'utf8');
const contract = parse(text, { merge: true }) as Contract & Record<string, unknown>;

function resolve<T extends { $ref?: string }>(value: T): T {
	if (value.$ref === undefined) return value;
	return value.$ref
		.slice(2)
		.split('/')
		.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], contract) as T;
}

function propertiesIn(given: Schema): Record<string, Schema> {
	const schema = resolve(given);
	return Object.assign({}, ...(schema.allOf ?? []).map(propertiesIn), schema.properties) as Record<string, Schema>;
}

/** Names of the properties of a component schema, sorted. */
export function propertiesOfSchema(name: string): string[] {
	return Object.keys(propertiesIn({ $ref: `#/components/schemas/${name}` })).sort();
}

/** Names of the contract that no field stands for: the node sends them by itself, or has no use for them. The documentation says why. */
export const NOT_OFFERED = ['cursor', 'sort', 'include_total'];

/** All calls that the contract describes. */
export const CALLS: Array<{ method: string; route: string }> = Object.entries(contract.paths).flatMap(([route, operations]) =>
	['get', 'post', 'patch', 'put', 'delete'].filter((method) => operations[method] !== undefined).map((method) => ({ method: method.toUpperCase(), route })),
);

/** Names of the query parameters and body fields of an operation, with the values that the contract lists for them. */
export function inputsOf(method: string, route: string): Map<string, unknown[] | undefined> {
	const operation = contract.paths[route][method.toLowerCase()]!;
	const inputs = new Map<string, unknown[] | undefined>();
	for (const parameter of (operation.parameters ?? []).map(resolve)) {
		if (parameter.in === 'query') inputs.set(parameter.name, resolve(parameter.schema).enum);
	}
	const body = operation.requestBody?.content['application/json'].schema;
	for (const [name, schema] of Object.entries(body ? propertiesIn(body) : {})) inputs.set(name, resolve(schema).enum);
	return inputs;
}
