import type { IDataObject } from 'n8n-workflow';

import { readOutputMode, refuseUnknown, shape } from '../output/shape';
import { hasData, rowsOf } from '../output/rows';
import { noteRecord } from '../runner/hints/remarks';
import type { Item, Work } from '../runner/types';
import { unexpectedAnswer } from '../transport/errors/unexpectedAnswer';
import { send } from '../transport/send';
import type { ApiRequest } from '../transport/types';
import { buildRequest } from './buildRequest';
import { callInTurn } from './callInTurn';
import { foundAnswer } from './locate/foundRecords';
import { idColumns } from './idColumns';
import { sendChange } from './sendChange';

/** The only list without pages that is read here; it may be empty (contract/NOTES.md#lists). */
const SHORT_LIST = '/creators/top';

/** The rows of an answer in the chosen form, and the request that brought them. */
export async function readObject(
	item: Item,
): Promise<{ rows: IDataObject[]; request: ApiRequest }> {
	const output = readOutputMode(item.context, item.index);
	const { request, ids } = await buildRequest(item);
	const { body } =
		foundAnswer(item.context, request) ??
		(await callInTurn(item, request, async () =>
			request.method === 'PATCH'
				? await sendChange(item, request)
				: await send(item.context, request, item.send),
		));
	const rows = rowsOf(body);
	// The answer to a change may be empty or something else than the record. The change was made all the same.
	const isRecord = (row: IDataObject) =>
		Object.keys(row).length > 0 && (hasData(body) || 'id' in row || 'type' in row);
	if (request.method !== 'GET' && !rows.some(isRecord)) {
		const row = { ...idColumns(ids), success: true, ...(output.mode === 'raw' && rows[0]) };
		return { rows: [row], request };
	}
	if (rows.length !== 1 && request.path !== SHORT_LIST) {
		const message = `CreatorAudit did not answer with one record (${request.path})`;
		throw unexpectedAnswer(item.context, message, body, item.index);
	}
	refuseUnknown(rows, output);
	if (request.method === 'GET') for (const row of rows) noteRecord(item.context, row);
	return { rows: rows.map((row) => shape(row, output)), request };
}

/**
 * Reads one object, or a short list without pages. Also runs changes (PATCH, PUT), which answer with the object.
 */
export const readOne: Work = async (item) => (await readObject(item)).rows;
