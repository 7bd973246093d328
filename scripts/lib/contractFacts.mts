/** An OpenAPI document as facts that can be compared, whatever way it is written: references resolved, unions and nulls folded. */

/** What a value may be. All keys are maps or plain values, so that two of them can be compared key by key. */
export interface ValueFacts {
	/** Such as `number`, or `array or object`; whole numbers count as numbers. */
	type?: string;
	values?: Record<string, true>;
	limits?: Record<string, number>;
	fields?: Record<string, ValueFacts>;
	/** Fields that must be there. Only of what is sent: answers are read without any. */
	required?: Record<string, true>;
	/** Entries of a list, or of a map by id. */
	items?: ValueFacts;
}

export interface OperationFacts {
	/** By place and name, such as `query limit`. */
	parameters: Record<string, ValueFacts & { needed: boolean }>;
	body?: ValueFacts;
	answer?: ValueFacts;
}

/** Operations by method and path, the names of path parameters left out: `GET /accounts/{}`. */
export type ContractFacts = Record<string, OperationFacts>;

// The parts of an OpenAPI document that are read here.
interface Schema {
	[keyword: string]: unknown;
	type?: string | string[];
	enum?: unknown[];
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	additionalProperties?: Schema | boolean;
	allOf?: Schema[];
	anyOf?: Schema[];
	oneOf?: Schema[];
}
interface Parameter {
	name: string;
	in: string;
	required?: boolean;
	schema?: Schema;
}
interface Content {
	content?: Record<string, { schema?: Schema }>;
}
interface Operation {
	parameters?: Parameter[];
	requestBody?: Content;
	responses?: Record<string, Content>;
}
type Paths = Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const LIMITS = [
	'minimum',
	'maximum',
	'minLength',
	'maxLength',
	'minItems',
	'maxItems',
	'maxProperties',
];
/** The only header of the API's own that is a decision of the client. */
const HEADERS = ['idempotency-key'];
/** Deeper than any answer; ends schemas that hold themselves. */
const DEEPEST = 12;

/** @param document an OpenAPI 3 document in one piece */
export function contractFacts(document: object): ContractFacts {
	const { paths = {} } = dereferenced(document) as { paths?: Paths };
	const facts: ContractFacts = {};
	for (const [route, item] of Object.entries(paths)) {
		for (const method of METHODS) {
			const operation = item[method];
			if (operation === undefined) continue;
			const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
			facts[nameOf(method, route)] = operationFacts(operation, parameters);
		}
	}
	return facts;
}

/** A value with what its references point to. One that leads back to itself ends there. @param trail references on the way to it */
export function dereferenced(
	value: unknown,
	document: object = value as object,
	trail: string[] = [],
): unknown {
	if (Array.isArray(value)) return value.map((one) => dereferenced(one, document, trail));
	if (value === null || typeof value !== 'object') return value;
	const { $ref, ...others } = value as { $ref?: unknown };
	const own = Object.fromEntries(
		Object.entries(others).map(([key, inner]) => [key, dereferenced(inner, document, trail)]),
	);
	if (typeof $ref !== 'string') return own;
	if (trail.includes($ref)) return {};
	const keys = $ref.replace(/^#\//, '').split('/');
	const target = keys
		.map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
		.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
	return { ...(dereferenced(target, document, [...trail, $ref]) as object), ...own };
}

/** `GET /accounts/{}`; a version in front of the path belongs to the server's address. */
export function nameOf(method: string, route: string): string {
	const path = route.replace(/^\/v\d+(?=\/)/, '').replace(/\{[^}]*\}/g, '{}');
	return `${method.toUpperCase()} ${path.replace(/(.)\/$/, '$1')}`;
}

function operationFacts(operation: Operation, parameters: Parameter[]): OperationFacts {
	const named = parameters
		.filter(({ in: place, name }) =>
			place === 'header' ? HEADERS.includes(name.toLowerCase()) : place === 'query',
		)
		.map(
			({ in: place, name, required, schema = {} }) =>
				[
					`${place} ${place === 'header' ? name.toLowerCase() : name}`,
					{ ...valueFacts(schema, true), needed: required === true },
				] as const,
		);
	const body = schemaOf(operation.requestBody);
	const answers = Object.entries(operation.responses ?? {})
		.filter(([status]) => status.startsWith('2'))
		.map(([, response]) => schemaOf(response))
		.filter((schema) => schema !== undefined);
	return {
		parameters: Object.fromEntries(named),
		...(body && { body: valueFacts(body, true) }),
		...(answers.length > 0 && { answer: valueFacts({ allOf: answers }, false) }),
	};
}

function schemaOf({ content = {} }: Content = {}): Schema | undefined {
	return Object.entries(content).find(([type]) => /json/.test(type))?.[1].schema;
}

/** @param isSent whether the value is sent, so that what must be there counts */
function valueFacts(schema: Schema, isSent: boolean, depth = 0): ValueFacts {
	if (depth > DEEPEST) return {};
	const parts = partsOf(schema);
	const types = new Set(parts.flatMap(typesOf));
	const values = parts.flatMap(({ enum: listed = [], const: only }) =>
		[...listed, ...(only === undefined ? [] : [only])].filter((value) => value !== null),
	);
	const fields: Record<string, Schema[]> = {};
	for (const { properties = {} } of parts)
		for (const [name, field] of Object.entries(properties)) (fields[name] ??= []).push(field);
	const items = parts.flatMap(({ items: list, additionalProperties: map }) =>
		[list, map].filter(
			(one) => one !== null && typeof one === 'object' && Object.keys(one).length > 0,
		),
	) as Schema[];
	const limits = parts.flatMap((part) =>
		LIMITS.filter((name) => typeof part[name] === 'number').map((name) => [name, part[name]]),
	);
	const required = isSent ? parts.flatMap((part) => part.required ?? []) : [];
	return {
		...(types.size > 0 && { type: [...types].sort().join(' or ') }),
		...(values.length > 0 && { values: setOf(values.map(String)) }),
		...(limits.length > 0 && { limits: Object.fromEntries(limits) as Record<string, number> }),
		...(Object.keys(fields).length > 0 && {
			fields: Object.fromEntries(
				Object.entries(fields).map(([name, all]) => [
					name,
					valueFacts({ allOf: all }, isSent, depth + 1),
				]),
			),
		}),
		...(required.length > 0 && { required: setOf(required) }),
		...(items.length > 0 && { items: valueFacts({ allOf: items }, isSent, depth + 1) }),
	};
}

/** A schema and all that it is made of, without the alternative null. */
function partsOf(schema: Schema): Schema[] {
	const { allOf = [], anyOf = [], oneOf = [] } = schema;
	return [
		schema,
		...[...allOf, ...anyOf, ...oneOf].filter((part) => part.type !== 'null').flatMap(partsOf),
	];
}

function typesOf({ type, properties }: Schema): string[] {
	const types = type === undefined ? (properties === undefined ? [] : ['object']) : [type].flat();
	return types.filter((one) => one !== 'null').map((one) => (one === 'integer' ? 'number' : one));
}

const setOf = (names: string[]): Record<string, true> =>
	Object.fromEntries(names.map((name) => [name, true]));
