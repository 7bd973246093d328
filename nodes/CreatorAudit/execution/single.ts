import type { IDataObject } from 'n8n-workflow';

import { inputError, toNodeApiError } from '../transport/errors';
import { isFailure } from '../transport/failure';
import { send, trySend } from '../transport/send';
import { doneBefore, isDoubtful, rememberDone, rememberDoubt } from './goes';
import { perItem } from './item';
import { wholeNumber } from './options';
import { readOutputMode, shape } from './output';
import { buildRequest } from './request';

/** An entry of a list as a row: n8n's items are objects. */
export function asRow(entry: unknown): IDataObject {
	return entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? (entry as IDataObject) : { value: entry as string };
}

/** What stands under `data` in an envelope, as rows; an answer without an envelope is its own row. */
export function rowsOf(body: unknown): IDataObject[] {
	const data: unknown = body !== null && typeof body === 'object' && 'data' in body ? body.data : body;
	const rows = Array.isArray(data) ? data : data === undefined || data === null ? [] : [data];
	return rows.map(asRow);
}

/** One object, or a short list that has no pages; also changes (PATCH, PUT), which answer with the object. */
export const readOne = perItem(async (item) => {
	const output = readOutputMode(item.context, item.index);
	const { request, ids } = await buildRequest(item);
	// The endpoints without pages take at most 25 (contract notes, Pagination).
	const limit = wholeNumber(item.context, item.index, 'Limit', request.query?.limit, { min: 1, max: 25 });
	const { body } = await send(item.context, { ...request, query: { ...request.query, limit } }, item.send);
	const rows = rowsOf(body);
	// A change may be answered with nothing, or with an empty object.
	const silent = rows.every((row) => Object.keys(row).length === 0);
	if (silent && request.method !== 'GET') return [{ ...idColumns(ids), success: true }];
	return rows.map((row) => shape(row, output));
});

/** `{ id }` for a path with one id, `{ creator_id, account_id }` for one with more. */
function idColumns(ids: Record<string, string>): IDataObject {
	const names = Object.keys(ids);
	if (names.length === 1) return { id: ids[names[0]] };
	return Object.fromEntries(names.map((name) => [name.replace(/Id$/, '_id'), ids[name]]));
}

/** Deletes. That something is gone already is a success when an earlier try or go of ours may have done it. */
export const removeOne = perItem(async (item) => {
	const { request, ids } = await buildRequest(item);
	const row = { deleted: true, ...idColumns(ids) };
	const deed = `delete ${request.path}`;
	if (doneBefore(item, deed)) return [row];
	const outcome = await trySend(item.context, request, item.send);
	if (isFailure(outcome)) {
		if (outcome.unclear) rememberDoubt(item, deed);
		if (outcome.status !== 404 || !isDoubtful(item, deed)) throw toNodeApiError(item.context.getNode(), outcome, item.index);
	}
	rememberDone(item, deed, row);
	return [row];
});

/** Longest text that GET /search takes (contract notes, Endpoints). */
export const LONGEST_QUERY = 128;

const SECTIONS = { accounts: 'account', creators: 'creator', videos: 'video' } as const;

/** Search: the matches of all sections as rows of one form, or the answer as it is for raw output. */
export const readMatches = perItem(async (item) => {
	const output = readOutputMode(item.context, item.index);
	const { request } = await buildRequest(item);
	const text = String(request.query?.q ?? '');
	const refuse = (what: string) => inputError(item.context.getNode(), 'Search For', what, { itemIndex: item.index });
	if (text === '') throw refuse('is empty.');
	if (text.length > LONGEST_QUERY) throw refuse(`has ${text.length} characters; CreatorAudit takes at most ${LONGEST_QUERY}.`);
	const limit = wholeNumber(item.context, item.index, 'Limit', request.query?.limit, { min: 1, max: 25 });
	const { body } = await send(item.context, { ...request, query: { ...request.query, limit } }, item.send);
	const [data = {}] = rowsOf(body);
	if (output.mode === 'raw') return [data];
	return Object.entries(SECTIONS).flatMap(([section, type]) => {
		const matches = Array.isArray(data[section]) ? (data[section] as IDataObject[]) : [];
		return matches.map((match) => {
			const name = match.display_name ?? match.username ?? match.name ?? match.caption ?? null;
			return shape({ type, ...match, name }, output);
		});
	});
});
