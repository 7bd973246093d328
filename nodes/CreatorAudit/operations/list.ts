import type { IDataObject } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { readPages } from '../transport/pagination/paginate';
import type { Item, Work } from '../runner/types';
import { readOutputMode, refuseUnknown, shape } from '../output/shape';
import { countRows, filtersOf } from './count';
import { noteRecord, noteUnmatched } from '../runner/hints/remarks';
import { readOptions } from '../runner/itemOptions';
import { buildRequest } from './buildRequest';
import { asRow } from '../output/rows';
import { readSwitch, wholeNumber } from '../input/coerce';

/** Reads Return All and Limit. @returns the number of rows; undefined for all */
export function readWanted({ context, index }: Item): number | undefined {
	if (
		readSwitch(context, index, 'Return All', context.getNodeParameter('returnAll', false)) === true
	)
		return undefined;
	const limit = wholeNumber(context, index, 'Limit', context.getNodeParameter('limit', 50), {
		min: 1,
		max: Infinity,
	});
	if (limit === undefined)
		throw inputError(context.getNode(), 'Limit', 'is empty.', { itemIndex: index });
	return limit;
}

/** Whether only the number of rows is wanted. */
function wantsCount({ context, index }: Item): boolean {
	return readSwitch(context, index, 'Count Only', readOptions(context).countOnly) === true;
}

/** Reads a list page by page, up to the limit if there is one, and gives one row for each object; with Count Only, one row with the number. */
export const readList: Work = async (item) => {
	const wanted = readWanted(item);
	const output = readOutputMode(item.context, item.index);
	const isCount = wantsCount(item);
	const { request } = await buildRequest(item);
	if (isCount) return [await countRows(item, request)];
	const result: IDataObject[] = [];
	for await (const { rows } of readPages(item.context, request, { ...item.send, wanted })) {
		const page = rows.map(asRow);
		if (result.length === 0) refuseUnknown(page, output);
		for (const row of page) {
			noteRecord(item.context, row);
			result.push(shape(row, output));
		}
	}
	if (result.length === 0 && Object.keys(filtersOf(request)).length > 0)
		noteUnmatched(item.context);
	return result;
};
