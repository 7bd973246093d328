import { NodeApiError, type IDataObject, type JsonObject } from 'n8n-workflow';

import { send } from '../send';
import type { ApiContext, ApiRequest, ApiResponse, SendOptions } from '../types';
import { checkFilters, filterError, filterFault } from './appliedFilters';

/** The API's largest page (contract/NOTES.md#pagination). */
export const LARGEST_PAGE = 200;

/** Pages without a row, one after the other, before a list counts as one that never ends. */
const MOST_EMPTY_PAGES = 10;

/** One page of a list. */
export interface Page {
	rows: IDataObject[];
	response: ApiResponse;
	/** The cursor that it was asked with; undefined for the first. */
	cursor?: string;
	nextCursor?: string;
	hasNext: boolean;
}

/** What a list's envelope says about the pages (contract/NOTES.md#envelope, contract/NOTES.md#pagination). */
export function readPage(response: ApiResponse, cursor?: string): Page {
	const { data, pagination } = (response.body ?? {}) as {
		data?: unknown;
		pagination?: IDataObject | null;
	};
	const next = pagination?.next_cursor;
	const nextCursor = typeof next === 'string' && next !== '' ? next : undefined;
	const said = pagination?.has_next;
	return {
		rows: Array.isArray(data) ? data : [],
		response,
		cursor,
		nextCursor,
		// Where has_next is missing, a cursor says the same.
		hasNext: typeof said === 'boolean' ? said : nextCursor !== undefined,
	};
}

/**
 * What makes it impossible to go on behind a page, in words; undefined when the page leads on or is the last.
 * @param limit rows that were asked for
 */
export function flawOf(
	{ response, rows, hasNext, nextCursor }: Page,
	limit: number,
): string | undefined {
	if (hasNext)
		return nextCursor === undefined ? 'the address of the next page is missing' : undefined;
	const { pagination } = (response.body ?? {}) as { pagination?: unknown };
	const silent = pagination === null || typeof pagination !== 'object';
	return silent && rows.length === limit ? 'nothing says whether more pages follow' : undefined;
}

/** The error for pages that do not lead on. */
export function brokenPaging(
	context: ApiContext,
	path: string,
	what: string,
	itemIndex?: number,
): NodeApiError {
	const message = `CreatorAudit's paging of "${path}" went wrong: ${what}`;
	return new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description:
			"The list was stopped, so that nothing is left out or doubled unnoticed. Run it again; if it lasts, tell CreatorAudit's support.",
		itemIndex,
	});
}

/** What to do when a filter was not applied. */
const FILTER_ADVICE = {
	item: 'Turn on Return All: the whole list is read then, and what does not fit is left out. Or remove the filter and add a Filter step behind this one.',
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
 * @throws NodeApiError when a page fails, when its rows do not fit the filters, when a cursor is missing or repeated while more pages are
 * announced, when nothing says whether a full page is the last, or when the pages stay empty
 */
export async function* readPages(
	context: ApiContext,
	request: ApiRequest,
	options: SendOptions & { wanted?: number; leavesOut?: boolean } = {},
): AsyncGenerator<Page, void, undefined> {
	const { wanted = Infinity, leavesOut = wanted === Infinity, itemIndex } = options;
	const seen = new Set<string>();
	const broken = (what: string) => brokenPaging(context, request.path, what, itemIndex);
	let cursor: string | undefined;
	let empty = 0;
	for (let left = wanted; left > 0; ) {
		const limit = Math.min(LARGEST_PAGE, left);
		const query = { ...request.query, limit, cursor };
		const page = readPage(
			await send(context, { ...request, query, expects: 'list' }, options),
			cursor,
		);
		const flaw = flawOf(page, limit);
		empty = page.rows.length > 0 ? 0 : empty + 1;
		page.rows = fittingRows(context, request.query, page, leavesOut || !page.hasNext, options);
		if (page.rows.length > left) page.rows.length = left;
		left -= page.rows.length;
		yield page;
		if (left <= 0) return;
		if (flaw !== undefined) throw broken(flaw);
		if (!page.hasNext || page.nextCursor === undefined) return;
		if (seen.has(page.nextCursor)) throw broken('the next page is one that was read already');
		if (empty >= MOST_EMPTY_PAGES) throw broken('one empty page follows another');
		seen.add(page.nextCursor);
		cursor = page.nextCursor;
	}
}
