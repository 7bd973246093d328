import type { IDataObject } from 'n8n-workflow';

import { readPages } from '../../transport/pagination/paginate';
import { inputError } from '../../transport/errors/nodeErrors';
import { send } from '../../transport/send';
import type { ApiRequest } from '../../transport/types';
import { findWrite, recordWrite } from '../../runner/writeLedger';
import { callInTurn } from '../callInTurn';
import { deriveKey, readOwnKey } from '../create/idempotencyKey';
import type { FileRow, Item, Work } from '../../runner/types';
import { asRow } from '../../output/rows';
import { readWanted } from '../list';
import { rowOfFile } from './fileRow';
import { readAddress, withQuery, type Address } from './address';
import { readOptions } from '../../runner/itemOptions';
import { cellProblem, oneOf, readSwitch } from '../../input/coerce';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** JSON that may hold the error of a sheet, or a number with more digits than n8n can keep: a closer look takes longer. */
const MAY_BE_WRONG = /"\s*#|\d{16}|\de\+/;

/**
 * The body, as an object or as JSON.
 * @throws NodeOperationError when it is neither, cannot be written as JSON, or holds what a sheet has in the place of a value
 */
function readBody({ context, index: itemIndex }: Item): IDataObject | IDataObject[] | undefined {
	const given = context.getNodeParameter('body', '') as unknown;
	const refuse = (message: string) =>
		inputError(context.getNode(), 'Body (JSON)', message, { itemIndex });
	const isNoJson = () => refuse('is not JSON. It should look like {"name": "value"}.');
	let value = given;
	if (typeof given === 'string') {
		if (given.trim() === '') return undefined;
		try {
			value = JSON.parse(given);
		} catch {
			throw isNoJson();
		}
	}
	if (value === null || typeof value !== 'object') throw isNoJson();
	let problem: string | undefined;
	try {
		const text = JSON.stringify(value);
		if (MAY_BE_WRONG.test(text))
			JSON.stringify(value, (name, one: unknown) => {
				const wrong = cellProblem(one);
				if (wrong !== undefined) problem ??= `"${name.slice(0, 50)}": ${wrong}`;
				return one;
			});
	} catch {
		throw refuse('cannot become JSON: it nests too deeply, or contains itself.');
	}
	if (problem !== undefined) throw refuse(problem);
	return value as IDataObject;
}

/** The write key of a request: method, path, query, and the body as JSON. */
const writeKeyOf = (item: Item, { method, path, body }: ApiRequest): string =>
	`request ${deriveKey(item, { method, path: JSON.stringify([method, path]), body })}`;

async function answerTo(item: Item, request: ApiRequest): Promise<IDataObject | FileRow> {
	const answer = await send(item.context, request, item.send);
	const { status, body, file } = answer;
	if (file) return await rowOfFile(item, file, answer, request.path);
	if (body === undefined) return { success: true, status };
	return body !== null && typeof body === 'object' && !Array.isArray(body)
		? (body as IDataObject)
		: { data: body as IDataObject[] };
}

/** Parameters that say which page is wanted (contract/NOTES.md#pagination). */
const PAGE_PARAMETERS = ['limit', 'cursor'];

/**
 * The rows of a list, from as many pages as are wanted.
 * @throws NodeOperationError when the query asks for a page of its own
 */
async function rowsOfList(item: Item, address: Address): Promise<IDataObject[]> {
	const { context, index: itemIndex, send: options } = item;
	const wanted = readWanted(item);
	const own = address.parameters.find(([name]) => PAGE_PARAMETERS.includes(name));
	if (own) {
		const message = `"${own[0]}" does not go with Rows as Items, which reads page after page by itself.`;
		throw inputError(context.getNode(), 'Query Parameters', message, {
			itemIndex,
			description: 'Remove it, and say under Return All and Limit how many rows you want.',
		});
	}
	const rows: IDataObject[] = [];
	const request: ApiRequest = { method: 'GET', path: withQuery(address) };
	for await (const page of readPages(context, request, { ...options, wanted }))
		for (const row of page.rows) rows.push(asRow(row));
	return rows;
}

/** Whether the rows of a list are wanted, instead of the answer. */
function wantsRows({ context, index }: Item, method: string): boolean {
	const given = context.getNodeParameter('rowsAsItems', false);
	return method === 'GET' && readSwitch(context, index, 'Rows as Items', given) === true;
}

/**
 * Any call below the base URL, with the same pace, retries and errors as the others: one row with the answer as it is, or the rows of a
 * list. What has been changed is not changed again by n8n's Retry On Fail.
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
	const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
	const idempotencyKey =
		method === 'POST' ? readOwnKey(item, readOptions(context).idempotencyKey) : undefined;
	const body = hasBody ? readBody(item) : undefined;
	const address = await readAddress(item);
	if (wantsRows(item, method)) return await rowsOfList(item, address);
	const request: ApiRequest = {
		method,
		path: withQuery(address),
		expects: 'anything',
		takesFiles: true,
		body,
		idempotencyKey,
	};
	if (method === 'GET') return [await answerTo(item, request)];
	const writeKey = writeKeyOf(item, request);
	const row =
		findWrite(item, writeKey) ??
		(await callInTurn(item, request, async () => await answerTo(item, request)));
	// A file goes along with its row.
	recordWrite(item, writeKey, row as IDataObject);
	return [row];
};
