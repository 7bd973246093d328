import type { IDataObject } from 'n8n-workflow';

import { normalId } from '../../input/ids';
import { fitOf } from '../../transport/pagination/appliedFilters';
import type { QueryValue } from '../../transport/types';

/** The parameters by which a list is narrowed, as they are sent; also `ids`, a list with commas, where records are read one by one. */
export type Filters = Record<string, Exclude<QueryValue, undefined>>;

/** Whether two sets of filters ask for the same rows. */
export function sameFilters(a: Filters, b: Filters): boolean {
	const names = Object.keys(a);
	return (
		names.length === Object.keys(b).length &&
		names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
	);
}

/**
 * Whether a row was in a list with these filters. Where that is not known, as for a field that the row does not have, the answer is yes:
 * better one event more than one lost.
 */
export function matches(filters: Filters, row: IDataObject): boolean {
	return Object.entries(filters).every(([name, wanted]) => {
		if (name === 'ids')
			return String(wanted)
				.split(',')
				.includes(normalId(String(row.id)));
		return fitOf(row, name, wanted) !== 'no';
	});
}
