import type { IDataObject } from 'n8n-workflow';

import { send } from '../transport/send';
import type { Work } from '../runner/types';
import { readOutputMode } from '../output/shape';
import { buildRequest } from './buildRequest';
import { rowsOf } from '../output/rows';

function isRowList(value: unknown): value is IDataObject[] {
	return (
		Array.isArray(value) &&
		value.length > 0 &&
		value.every((entry) => entry !== null && typeof entry === 'object' && !Array.isArray(entry))
	);
}

/**
 * The days of a creator's analytics as rows. Their form is not documented, it may be a list or an object that holds one (contract,
 * creatorAnalytics), so whatever list of objects there is counts.
 * @returns one row a day, the creator's id first; the object itself when it holds no list, or more than one
 */
export function dailyRows(rows: IDataObject[], creatorId: string): IDataObject[] {
	const [only, ...others] = rows;
	const lists = only && others.length === 0 ? Object.values(only).filter(isRowList) : [];
	return (lists.length === 1 ? lists[0] : rows).map((row) => ({ creator_id: creatorId, ...row }));
}

/** A creator's numbers over a range of days: rows of days, or the answer as it is for raw output. */
export const readAnalytics: Work = async (item) => {
	const output = readOutputMode(item.context, item.index);
	const { request, ids } = await buildRequest(item);
	const { body } = await send(item.context, request, item.send);
	const rows = rowsOf(body);
	return output.mode === 'raw' ? rows : dailyRows(rows, ids.creatorId);
};
