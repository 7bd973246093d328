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
	default?: unknown;
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
	return Object.assign({}, ...(schema.allOf ?? []).map(propertiesIn), schema.properties) as Record<
		string,
		Schema
	>;
}

/** Names of the properties of a component schema, sorted. */
export function propertiesOfSchema(name: string): string[] {
	return Object.keys(propertiesIn({ $ref: `#/components/schemas/${name}` })).sort();
}

/** Names of the contract that no field stands for: the node sends them by itself, or has no use for them. The documentation says why. */
export const NOT_OFFERED = ['cursor', 'sort', 'include_total'];

/** All calls that the contract describes. */
export const CALLS: Array<{ method: string; route: string }> = Object.entries(
	contract.paths,
).flatMap(([route, operations]) =>
	['get', 'post', 'patch', 'put', 'delete']
		.filter((method) => operations[method] !== undefined)
		.map((method) => ({ method: method.toUpperCase(), route })),
);

/** Schemas of the query parameters and body fields of an operation, by name. */
function schemasOf(method: string, route: string): Map<string, Schema> {
	const operation = contract.paths[route][method.toLowerCase()]!;
	const queried = (operation.parameters ?? [])
		.map(resolve)
		.filter((parameter) => parameter.in === 'query');
	const body = operation.requestBody?.content['application/json'].schema;
	const schemas = [
		...queried.map(({ name, schema }) => [name, schema] as const),
		...Object.entries(body ? propertiesIn(body) : {}),
	];
	return new Map(schemas.map(([name, schema]) => [name, resolve(schema)]));
}

/** Names of the query parameters and body fields of an operation, with the values that the contract lists for them. */
export function inputsOf(method: string, route: string): Map<string, unknown[] | undefined> {
	return new Map([...schemasOf(method, route)].map(([name, schema]) => [name, schema.enum]));
}

/** What the API assumes where nothing is sent, by the name of the parameter or field. */
export function defaultsOf(method: string, route: string): Map<string, unknown> {
	return new Map(
		[...schemasOf(method, route)].flatMap(([name, schema]) =>
			schema.default === undefined ? [] : [[name, schema.default] as const],
		),
	);
}
