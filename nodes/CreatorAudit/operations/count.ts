import type { IDataObject } from 'n8n-workflow';

import type { Item } from '../runner/types';
import { isEchoed } from '../transport/pagination/appliedFilters';
import type { Page } from '../transport/pagination/page';
import { LARGEST_PAGE, readPages } from '../transport/pagination/paginate';
import type { ApiRequest } from '../transport/types';

/** Query parameters that order a list and do not filter it. */
const ORDER = ['order_by', 'order_direction'];

/** The total that a first page states; undefined when it states none, or does not show that it counted with the filters. */
function totalOf(
	{ rows, response: { body } }: Page,
	filters: ApiRequest['query'] = {},
): number | undefined {
	const {
		data,
		filters: echo,
		pagination,
	} = body as {
		data?: unknown[];
		filters?: unknown;
		pagination?: IDataObject | null;
	};
	const total = pagination?.total_count;
	if (typeof total !== 'number') return undefined;
	// Rows that do not fit have been left out.
	const isCounted =
		rows.length === data?.length &&
		Object.entries(filters).every(([name, value]) => isEchoed(echo, name, value));
	return isCounted ? total : undefined;
}

/** What narrows a list. */
export const filtersOf = ({ query = {} }: ApiRequest): NonNullable<ApiRequest['query']> =>
	Object.fromEntries(
		Object.entries(query).filter(([name, value]) => value !== undefined && !ORDER.includes(name)),
	);

/**
 * Counts the rows of a list: by one request where the answer states the total (contract/NOTES.md#pagination), else by reading the whole list.
 * @returns one row
 */
export async function countRows(
	{ context, send }: Item,
	request: ApiRequest,
): Promise<IDataObject> {
	const filters = filtersOf(request);
	const first = { ...request, query: { ...filters, include_total: true } };
	// A whole page shows whether filters are applied.
	const wanted = Object.keys(filters).length > 0 ? LARGEST_PAGE : 1;
	for await (const page of readPages(context, first, { ...send, wanted, leavesOut: true })) {
		const total = totalOf(page, filters);
		if (total !== undefined) return { count: total };
		break;
	}
	let count = 0;
	for await (const { rows } of readPages(context, { ...request, query: filters }, send))
		count += rows.length;
	return { count };
}
