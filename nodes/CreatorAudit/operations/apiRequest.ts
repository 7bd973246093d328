import type { IDataObject } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { send } from '../transport/send';
import type { ApiRequest, QueryValue } from '../transport/types';
import { findWrite, recordWrite } from '../runner/writeLedger';
import { deriveKey, readOwnKey } from './create/idempotencyKey';
import type { Item, Work } from '../runner/types';
import { readOptions } from '../runner/itemOptions';
import { pathProblem } from '../input/apiPath';
import { oneOf, shownValue, textOf } from '../input/coerce';
import { isBlankFilter, readBlankFilters } from '../input/filters';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Characters of a path, or of a query: servers take 8,000 in all, and encoding makes some of them longer. */
const LONGEST_ADDRESS = 2_000;

/** A path below the base URL, as entered: with or without its leading slash, with or without a query. */
function readPath({ context, index: itemIndex }: Item): string {
	const refuse = (message: string) => inputError(context.getNode(), 'Path', message, { itemIndex });
	const given = textOf(context.getNodeParameter('path', ''));
	if (given === undefined) throw refuse('must be a single text.');
	if (given.length > LONGEST_ADDRESS)
		throw refuse(`has ${given.length} characters; an address holds at most ${LONGEST_ADDRESS}.`);
	if (given === '')
		throw refuse('is empty. Enter what follows the Base URL, for example /accounts.');
	if (/^[a-z][a-z0-9+.-]*:/i.test(given) || given.startsWith('//')) {
		throw refuse('must be a path below the Base URL, such as /accounts, not a whole address.');
	}
	const path = given.startsWith('/') ? given : `/${given}`;
	const problem = pathProblem(path);
	if (problem !== undefined) throw refuse(problem);
	return path;
}

const BLANK_PARAMETER_ADVICE =
	'To ask without it, remove it. If an empty value is to be left out, set the option Blank Filters to Leave Out.';

function readQuery({ context, index: itemIndex }: Item): Record<string, QueryValue> {
	const { parameters } = (context.getNodeParameter('query', {}) ?? {}) as { parameters?: unknown };
	const blank = readBlankFilters(context, itemIndex, readOptions(context).blankFilters);
	const query = new Map<string, QueryValue>();
	for (const entry of Array.isArray(parameters) ? (parameters as Array<IDataObject | null>) : []) {
		const { name, value } = entry ?? {};
		const key = textOf(name);
		const refuse = (message: string, description?: string) =>
			inputError(context.getNode(), 'Query Parameters', message, { itemIndex, description });
		if (!key) {
			if (isBlankFilter(value)) continue;
			throw refuse(`${shownValue(value)} has no name.`);
		}
		if (isBlankFilter(value)) {
			// An empty cursor means the first page.
			if (blank === 'leaveOut' || key === 'cursor') continue;
			throw refuse(`"${key.slice(0, 50)}" was added and has no value.`, BLANK_PARAMETER_ADVICE);
		}
		if (value !== null && typeof value === 'object')
			throw refuse(`"${key.slice(0, 50)}" must be a single value.`);
		query.set(key, value as QueryValue);
	}
	const length = [...query]
		.flat()
		.reduce((sum: number, text) => sum + String(text ?? '').length, 0);
	if (length > LONGEST_ADDRESS) {
		const message = `have ${length} characters; an address holds at most ${LONGEST_ADDRESS}.`;
		throw inputError(context.getNode(), 'Query Parameters', message, { itemIndex });
	}
	return Object.fromEntries(query);
}

function readBody({ context, index: itemIndex }: Item): IDataObject | IDataObject[] | undefined {
	const given = context.getNodeParameter('body', '') as unknown;
	const refuse = () =>
		inputError(
			context.getNode(),
			'Body (JSON)',
			'is not JSON. It should look like {"name": "value"}.',
			{ itemIndex },
		);
	let value = given;
	if (typeof given === 'string') {
		if (given.trim() === '') return undefined;
		try {
			value = JSON.parse(given);
		} catch {
			throw refuse();
		}
	}
	if (value === null || typeof value !== 'object') throw refuse();
	return value as IDataObject;
}

/**
 * What a request does, as the memory of an item's deeds knows it. The body is part of it, written as JSON.
 * @throws NodeOperationError when the body cannot be written
 */
function writeKeyOf(item: Item, { method, path, query, body }: ApiRequest): string {
	try {
		return `request ${deriveKey(item, { method, path: JSON.stringify([method, path, query]), body })}`;
	} catch {
		const problem = 'cannot be written as JSON: it is nested too deeply, or holds itself.';
		throw inputError(item.context.getNode(), 'Body (JSON)', problem, { itemIndex: item.index });
	}
}

async function answerTo(
	{ context, send: options }: Item,
	request: ApiRequest,
): Promise<IDataObject> {
	const { status, body } = await send(context, request, options);
	if (body === undefined) return { success: true, status };
	return body !== null && typeof body === 'object' && !Array.isArray(body)
		? (body as IDataObject)
		: { data: body as IDataObject[] };
}

/**
 * Any call below the base URL, with the same pace, retries and errors as the others: one row with the answer as it is. What has been
 * changed is not changed again by n8n's Retry On Fail.
 */
export const apiRequest: Work = async (item) => {
	const { context, index: itemIndex } = item;
	const method = oneOf(
		context,
		itemIndex,
		'Method',
		context.getNodeParameter('method', 'GET'),
		METHODS,
	);
	const path = readPath(item);
	const query = readQuery(item);
	const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
	const idempotencyKey =
		method === 'POST' ? readOwnKey(item, readOptions(context).idempotencyKey) : undefined;
	const request: ApiRequest = {
		method,
		path,
		query,
		expects: 'anything',
		body: hasBody ? readBody(item) : undefined,
		idempotencyKey,
	};
	if (method === 'GET') return [await answerTo(item, request)];
	const writeKey = writeKeyOf(item, request);
	const row = findWrite(item, writeKey) ?? (await answerTo(item, request));
	recordWrite(item, writeKey, row);
	return [row];
};
