/** What the list operations share: sort, filters and pages. */
import type { Direction, Position } from '../../world/sortedRows.mts';
import type { Table } from '../../world/table.mts';
import { pageOf, positionOf, type PageRequest } from '../paging.mts';
import { invalid } from '../problem.mts';
import { ok, type HandlerResponse, type Context } from './context.mts';

/** Sort keys of a list, and its default direction. */
export interface SortRule<K extends string> {
	keys: readonly K[];
	defaultDirection: Direction;
}

/**
 * The requested sort. `order_by` takes precedence over the legacy signed `sort` (contract/NOTES.md#sorting).
 * @throws ApiProblem 422 for an unknown key in `sort`
 */
function sortOf<K extends string>(
	{ request }: Context,
	rule: SortRule<K>,
): { key: K; direction: Direction } {
	const { sort, order_by: orderBy, order_direction: orderDirection } = request.query;
	const direction = (orderDirection ?? null) as Direction | null;
	if (orderBy !== undefined && orderBy !== null)
		return { key: orderBy as K, direction: direction ?? rule.defaultDirection };
	const [, sign, key] = /^(-?)(\w+)$/.exec(String(sort)) ?? [];
	if (!rule.keys.includes(key as K))
		throw invalid(
			'sort',
			`must be one of ${rule.keys.join(', ')}, with a leading - for descending`,
		);
	return { key: key as K, direction: direction ?? (sign === '-' ? 'desc' : 'asc') };
}

/** The requested page, with those of the named filters that are set. */
export function pageRequestOf(
	{ request, url }: Context,
	filters: readonly string[],
	sort: Record<string, string> = {},
): PageRequest {
	const { query } = request;
	const active = filters.filter((name) => query[name] !== undefined && query[name] !== null);
	return {
		url,
		limit: query['limit'] as number,
		cursor: (query['cursor'] ?? null) as string | null,
		includeTotal: query['include_total'] === true,
		filters: {
			...Object.fromEntries(active.map((name) => [name, query[name] as string | boolean])),
			...sort,
		},
	};
}

/** Runs a list operation on a table. */
export function list<T extends { readonly id: string }, K extends string>(
	context: Context,
	options: {
		table: Table<T, K>;
		/** Candidate rows, when a filter leaves few of them; all rows by default. */
		among?: Iterable<T> | undefined;
		sort: SortRule<K>;
		filters: readonly string[];
		matches: (row: T) => boolean;
		view: (row: T) => unknown;
	},
): HandlerResponse {
	const { table, among, sort, filters, matches } = options;
	const { key, direction } = sortOf(context, sort);
	const page = pageRequestOf(context, filters, { order_by: key, order_direction: direction });
	const by = { key, direction, nulls: context.settings.nulls };
	const sorted = among === undefined ? table.sortedBy(by) : table.sortedAmong(among, by);
	const { body, headers } = pageOf(page, {
		rows: sorted.rowsAfter(positionOf<Position>(page)).filter(matches),
		positionOf: (row) => sorted.positionOf(row),
		view: options.view,
		total: () => countOf(Iterator.from(among ?? table.values()).filter(matches)),
	});
	return ok(body, headers);
}

/** Number of rows; reads all of them. */
export function countOf(rows: Iterable<unknown>): number {
	return Iterator.from(rows).reduce((count: number) => count + 1, 0);
}
