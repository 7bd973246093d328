import { NodeApiError, type IDataObject, type JsonObject } from 'n8n-workflow';

import { isFailure, type ApiFailure } from '../errors/failure';
import { toNodeApiError } from '../errors/nodeErrors';
import { trySend } from '../send';
import type { ApiContext, ApiRequest, SendOptions } from '../types';
import { checkFilters, filterError, filterFault } from './appliedFilters';
import { LoopGuard, type PaginationError } from './loopGuard';
import { parsePage, type Page } from './page';

/** The API's largest page (contract/NOTES.md#pagination). */
export const LARGEST_PAGE = 200;

/**
 * Pages of one list that the conditional cache remembers. A longer list would push all other answers out of the cache, and its own first
 * pages before they are read again.
 */
const MOST_REMEMBERED_PAGES = 10;

/** Asks for one page. */
export async function fetchPage(
	context: ApiContext,
	request: ApiRequest,
	page: { limit: number; cursor?: string },
	options: SendOptions,
): Promise<Page | ApiFailure> {
	const query = { ...request.query, ...page };
	const response = await trySend(context, { ...request, query, expects: 'list' }, options);
	return isFailure(response) ? response : parsePage(response, page.cursor);
}

/** Makes the error that a user sees when pages do not lead on. */
export function paginationApiError(
	context: ApiContext,
	path: string,
	{ message: reason }: PaginationError,
	itemIndex?: number,
): NodeApiError {
	const message = `CreatorAudit's paging of "${path}" went wrong: ${reason}`;
	return new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description:
			"n8n stopped reading the list, so that no row is missing or doubled unnoticed. Run it again; if it lasts, tell CreatorAudit's support.",
		itemIndex,
	});
}

/** What to do when a filter was not applied. */
export const FILTER_ADVICE = {
	item: 'Turn on Return All: the step then reads the whole list and leaves out what does not fit. Or remove the filter or the sort, and add a Filter or Sort step behind this one.',
	poll: 'Remove the filter and add a Filter step behind this one.',
	test: 'Remove the filter and add a Filter step behind this one.',
	list: 'Enter the ID or the name instead of choosing from the list.',
};

/**
 * The rows of a page that fit the filters that it was asked with.
 * @param leavesOut whether rows that do not fit may be left out, because the whole list is read in any case
 * @throws NodeApiError that names the filter, for rows that may not be left out, and for those that cannot be checked
 */
export function fittingRows(
	context: ApiContext,
	query: ApiRequest['query'],
	{ response, rows }: Page,
	leavesOut: boolean,
	{ itemIndex, source = 'item' }: SendOptions,
): IDataObject[] {
	const check = checkFilters(query, response.body, rows);
	const fault = filterFault(check, leavesOut);
	if (fault !== undefined) throw filterError(context, fault, FILTER_ADVICE[source], itemIndex);
	return check.rows;
}

/**
 * Reads a list page by page. Filters and sort stay the same on every page, because a cursor is bound to them.
 * @param options.wanted stops after this many rows, without asking for more than are needed
 * @param options.leavesOut whether rows that do not fit the filters are left out; by default where the whole list is read
 * @throws NodeApiError when a page fails, when its rows do not fit
 * the filters, and when the {@link LoopGuard} finds that the pages do not lead on
 */
export async function* readPages(
	context: ApiContext,
	request: ApiRequest,
	options: SendOptions & { wanted?: number; leavesOut?: boolean } = {},
): AsyncGenerator<Page, void, undefined> {
	const { wanted = Infinity, leavesOut = wanted === Infinity, itemIndex } = options;
	const guard = new LoopGuard();
	const broken = (error: PaginationError) =>
		paginationApiError(context, request.path, error, itemIndex);
	let cursor: string | undefined;
	let pages = 0;
	for (let left = wanted; left > 0; ) {
		const loop = guard.enter(cursor);
		if (loop) throw broken(loop);
		const limit = Math.min(LARGEST_PAGE, left);
		const noCache = request.noCache || ++pages > MOST_REMEMBERED_PAGES;
		const page = await fetchPage(context, { ...request, noCache }, { limit, cursor }, options);
		if (isFailure(page)) throw toNodeApiError(context.getNode(), page, itemIndex);
		const error = guard.leave(page, limit);
		page.rows = fittingRows(context, request.query, page, leavesOut || !page.hasNext, options);
		if (page.rows.length > left) page.rows.length = left;
		left -= page.rows.length;
		yield page;
		if (left <= 0) return;
		if (error) throw broken(error);
		if (!page.hasNext) return;
		cursor = page.nextCursor;
	}
}
