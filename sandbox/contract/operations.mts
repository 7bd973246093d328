/** The operations of contract/openapi.yaml, with compiled validators for requests and responses. */
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A JSON Schema of the contract, with references resolved. */
export interface Schema {
	type?: string | string[];
	[keyword: string]: unknown;
}

export interface Parameter {
	name: string;
	in: 'path' | 'query' | 'header';
	required: boolean;
	schema: Schema;
	validate: ValidateFunction;
}

/** One response of an operation. */
export interface ResponseContract {
	/** Names of the listed headers. */
	headers: string[];
	/** Validates the JSON body; null = no body. */
	validate: ValidateFunction | null;
}

export interface Operation {
	operationId: string;
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** With {placeholders}, below the base path. */
	path: string;
	/** False for /health and /meta. */
	authenticated: boolean;
	/** Documented scope; `unclear` for the read-only POSTs (contract/NOTES.md#read-only-posts-and-scopes). */
	scope: 'none' | 'write' | 'unclear';
	parameters: Parameter[];
	/** null = the operation takes no body. */
	body: { required: boolean; validate: ValidateFunction } | null;
	/** By status code, or by class such as 5XX. */
	responses: Map<string, ResponseContract>;
	/** Whether responses carry an ETag: every GET. */
	conditional: boolean;
}

export interface Contract {
	operations: Operation[];
	/** Validates a problem document. */
	problem: ValidateFunction;
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

// The parts of an OpenAPI document that are read here, after dereferencing.
interface RawMedia {
	schema: Schema;
}
interface RawOperation {
	operationId: string;
	'x-scope'?: string;
	security?: unknown[];
	parameters?: Array<{ name: string; in: Parameter['in']; required?: boolean; schema: Schema }>;
	requestBody?: { required?: boolean; content: Record<string, RawMedia> };
	responses: Record<
		string,
		{ headers?: Record<string, unknown>; content?: Record<string, RawMedia> }
	>;
}
type RawPath = { parameters?: RawOperation['parameters'] } & Partial<
	Record<(typeof METHODS)[number], RawOperation>
>;
interface RawContract {
	paths: Record<string, RawPath>;
	components: { schemas: Record<string, Schema> };
}

/** Reads an OpenAPI file. Takes about 100 ms. */
export async function loadContract(file: string): Promise<Contract> {
	const document = (await SwaggerParser.dereference(file)) as unknown as RawContract;
	// The contract carries x- marks inside schemas, which a strict Ajv refuses.
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	addFormats.default(ajv);
	const compile = (schema: Schema): ValidateFunction => ajv.compile(schema);
	const operations = Object.entries(document.paths).flatMap(([route, item]) =>
		METHODS.flatMap((method) => {
			const raw = item[method];
			return raw === undefined ? [] : [operationOf({ route, method, item, raw }, compile)];
		}),
	);
	return { operations, problem: compile(document.components.schemas['Problem'] as Schema) };
}

interface Declaration {
	route: string;
	method: (typeof METHODS)[number];
	/** The path's item, whose parameters hold for all its operations. */
	item: RawPath;
	raw: RawOperation;
}

function operationOf(
	{ route, method, item, raw }: Declaration,
	compile: (schema: Schema) => ValidateFunction,
): Operation {
	const body = raw.requestBody;
	return {
		operationId: raw.operationId,
		method: method.toUpperCase() as Operation['method'],
		path: route,
		authenticated: raw.security?.length !== 0,
		scope: scopeOf(raw, method),
		parameters: [...(item.parameters ?? []), ...(raw.parameters ?? [])].map((parameter) => ({
			name: parameter.name,
			in: parameter.in,
			required: parameter.required ?? false,
			schema: parameter.schema,
			validate: compile(parameter.schema),
		})),
		body:
			body === undefined
				? null
				: {
						required: body.required ?? false,
						validate: compile(closed(mediaOf(body.content) as Schema)),
					},
		responses: new Map(
			Object.entries(raw.responses).map(([status, response]) => {
				const schema = mediaOf(response.content);
				const headers = Object.keys(response.headers ?? {});
				return [status, { headers, validate: schema === undefined ? null : compile(schema) }];
			}),
		),
		conditional: method === 'get',
	};
}

function scopeOf(raw: RawOperation, method: string): Operation['scope'] {
	if (raw['x-scope']?.startsWith('unclear')) return 'unclear';
	return method === 'get' ? 'none' : 'write';
}

function mediaOf(content: Record<string, RawMedia> | undefined): Schema | undefined {
	return content === undefined ? undefined : Object.values(content)[0]?.schema;
}

/**
 * Rejects unknown fields in bodies. The contract allows them, but no test would notice a misspelt field that the sandbox ignores.
 */
function closed(schema: Schema): Schema {
	return { ...schema, unevaluatedProperties: false };
}

/** Describes a validation error in one phrase. */
export function messageOf(error: ErrorObject): string {
	if (error.keyword === 'enum')
		return `must be one of ${(error.params['allowedValues'] as unknown[]).filter((value) => value !== null).join(', ')}`;
	return error.message ?? 'is not valid';
}
