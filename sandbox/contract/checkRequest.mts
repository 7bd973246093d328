/** Validates requests against the contract, and converts parameters to their types. */
import type { ErrorObject } from 'ajv';
import { messageOf, type Operation, type Parameter, type Schema } from './operations.mts';

/** One entry of a 422's errors[] (contract/NOTES.md#errors). */
export interface FieldError {
	field: string;
	message: string;
}

export interface RawRequest {
	params: Record<string, string>;
	query: Record<string, string | string[] | undefined>;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON; undefined = no body. */
	body: unknown;
}

/** A valid request: parameters are typed, defaults are filled in. */
export interface CheckedRequest {
	path: Record<string, string>;
	query: Record<string, string | number | boolean | null>;
	/** An empty object without a body. */
	body: object;
}

const MAX_ERRORS = 50;

/** Reports all errors of a request, not only the first. */
export function checkRequest(
	operation: Operation,
	raw: RawRequest,
): { request: CheckedRequest; errors: FieldError[] } {
	const errors: FieldError[] = [];
	const request: CheckedRequest = { path: {}, query: {}, body: {} };
	const known = new Set(
		operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
	);
	for (const name of Object.keys(raw.query)) {
		if (!known.has(name))
			errors.push({ field: name, message: 'is not a parameter of this operation' });
	}
	for (const parameter of operation.parameters) checkParameter(parameter, raw, request, errors);
	checkBody(operation, raw.body, request, errors);
	return { request, errors: errors.slice(0, MAX_ERRORS) };
}

function checkParameter(
	parameter: Parameter,
	raw: RawRequest,
	request: CheckedRequest,
	errors: FieldError[],
): void {
	const source = { path: raw.params, query: raw.query, header: raw.headers }[parameter.in];
	const given = source[parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name];
	if (given === undefined) {
		if (parameter.required) errors.push({ field: parameter.name, message: 'is required' });
		const fallback = parameter.schema['default'] as string | number | boolean | undefined;
		if (parameter.in === 'query' && fallback !== undefined)
			request.query[parameter.name] = fallback;
		return;
	}
	const value = Array.isArray(given) ? given : typed(given, parameter.schema);
	if (!parameter.validate(value)) {
		errors.push(...fieldErrors(parameter.name, parameter.validate.errors ?? []));
	} else if (parameter.in === 'query') {
		request.query[parameter.name] = value as string | number | boolean;
	} else if (parameter.in === 'path') {
		request.path[parameter.name] = value as string;
	}
}

function checkBody(
	operation: Operation,
	body: unknown,
	request: CheckedRequest,
	errors: FieldError[],
): void {
	if (operation.body === null) {
		if (body !== undefined)
			errors.push({ field: 'body', message: 'must be absent: this operation takes none' });
		return;
	}
	if (body === undefined) {
		if (operation.body.required) errors.push({ field: 'body', message: 'is required' });
		return;
	}
	if (!operation.body.validate(body))
		errors.push(...fieldErrors('', operation.body.validate.errors ?? []));
	else request.body = body as object;
}

/** Converts a parameter to the type of its schema. Other text stays a string, which validation then rejects. */
function typed(text: string, schema: Schema): unknown {
	const types = [schema.type].flat();
	if (types.includes('integer') && /^-?\d{1,15}$/.test(text)) return Number(text);
	if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
	return text;
}

function fieldErrors(parameter: string, errors: ErrorObject[]): FieldError[] {
	return errors
		.filter((error) => error.keyword !== 'allOf')
		.map((error) => {
			const extra: unknown = error.params['missingProperty'] ?? error.params['unevaluatedProperty'];
			const inside = error.instancePath.slice(1).replaceAll('/', '.');
			const field = [parameter, inside, typeof extra === 'string' ? extra : '']
				.filter((part) => part !== '')
				.join('.');
			return { field: field || 'body', message: wordingOf(error) };
		});
}

function wordingOf(error: ErrorObject): string {
	if (error.keyword === 'required') return 'is required';
	if (error.keyword === 'unevaluatedProperties') return 'is not a field of this body';
	return messageOf(error);
}
