import type { IDataObject } from 'n8n-workflow';

import { toNodeApiError } from '../transport/errors/nodeErrors';
import { isFailure } from '../transport/errors/failure';
import { send, trySend } from '../transport/send';
import { doneBefore, isDoubtful, rememberDone, rememberDoubt } from '../runner/writeLedger';
import { perItem } from '../runner/runItem';
import { readOutputMode, refuseUnknown, shape } from '../output/shape';
import { buildRequest } from '../input/buildRequest';
import { rowsOf } from '../output/rows';

/** One object, or a short list that has no pages; also changes (PATCH, PUT), which answer with the object. */
export const readOne = perItem(async (item) => {
	const output = readOutputMode(item.context, item.index);
	const { request, ids } = await buildRequest(item);
	const { body } = await send(item.context, request, item.send);
	const rows = rowsOf(body);
	// A change may be answered with nothing, or with an empty object.
	const silent = rows.every((row) => Object.keys(row).length === 0);
	if (silent && request.method !== 'GET') return [{ ...idColumns(ids), success: true }];
	refuseUnknown(rows, output);
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
		if (outcome.status !== 404 || !isDoubtful(item, deed))
			throw toNodeApiError(item.context.getNode(), outcome, item.index);
	}
	rememberDone(item, deed, row);
	return [row];
});
