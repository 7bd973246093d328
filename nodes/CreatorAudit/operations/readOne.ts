import type { IDataObject } from 'n8n-workflow';

import { readOutputMode, refuseUnknown, shape } from '../output/shape';
import { rowsOf } from '../output/rows';
import type { Item, Work } from '../runner/types';
import { send } from '../transport/send';
import type { ApiRequest } from '../transport/types';
import { buildRequest } from './buildRequest';
import { callInTurn } from './callInTurn';
import { foundAnswer } from './foundRecords';
import { idColumns } from './idColumns';
import { sendChange } from './sendChange';

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
	// A change may be answered with nothing, or with an empty object.
	const silent = rows.every((row) => Object.keys(row).length === 0);
	if (silent && request.method !== 'GET')
		return { rows: [{ ...idColumns(ids), success: true }], request };
	refuseUnknown(rows, output);
	return { rows: rows.map((row) => shape(row, output)), request };
}

/**
 * Reads one object, or a short list without pages. Also runs changes (PATCH, PUT), which answer with the object.
 */
export const readOne: Work = async (item) => (await readObject(item)).rows;
