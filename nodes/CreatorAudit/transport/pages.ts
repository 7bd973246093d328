import { NodeApiError, type IDataObject, type JsonObject } from 'n8n-workflow';

import { send } from './send';
import type { ApiContext, ApiRequest, ApiResponse, SendOptions } from './types';

/** The API's largest page (contract notes, Pagination). */
export const LARGEST_PAGE = 200;

/** One page of a list. */
export interface Page {
	rows: IDataObject[];
	response: ApiResponse;
	/** The cursor that it was asked with; undefined for the first. */
	cursor?: string;
	nextCursor?: string;
	hasNext: boolean;
}

/** What a list's envelope says about the pages (contract notes, Envelope and Pagination). Missing parts mean an empty or last page. */
export function readPage(response: ApiResponse, cursor?: string): Page {
	const { data, pagination } = (response.body ?? {}) as { data?: unknown; pagination?: IDataObject | null };
	const next = pagination?.next_cursor;
	return {
		rows: Array.isArray(data) ? data : [],
		response,
		cursor,
		nextCursor: typeof next === 'string' && next !== '' ? next : undefined,
		hasNext: pagination?.has_next === true,
	};
}

/** The error for pages that do not lead on. */
export function brokenPaging(context: ApiContext, path: string, what: string, itemIndex?: number): NodeApiError {
	const message = `CreatorAudit's paging of "${path}" went wrong: ${what}`;
	return new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description: "The list was stopped, so that nothing is left out or doubled unnoticed. Run it again; if it lasts, tell CreatorAudit's support.",
		itemIndex,
	});
}

/**
 * Reads a list page by page. Filters and sort stay the same on every page, because a cursor is bound to them.
 * @param options.wanted stops after this many rows, without asking for more than are needed
 * @throws NodeApiError when a page fails, or when a cursor is missing or repeated while more pages are announced
 */
export async function* readPages(
	context: ApiContext,
	request: ApiRequest,
	options: SendOptions & { wanted?: number } = {},
): AsyncGenerator<Page, void, undefined> {
	const { wanted = Infinity, itemIndex } = options;
	const seen = new Set<string>();
	let cursor: string | undefined;
	for (let left = wanted; left > 0; ) {
		const query = { ...request.query, limit: Math.min(LARGEST_PAGE, left), cursor };
		const page = readPage(await send(context, { ...request, query }, options), cursor);
		if (page.rows.length > left) page.rows.length = left;
		left -= page.rows.length;
		yield page;
		if (!page.hasNext || left <= 0) return;
		if (page.nextCursor === undefined) throw brokenPaging(context, request.path, 'the address of the next page is missing', itemIndex);
		if (seen.has(page.nextCursor)) throw brokenPaging(context, request.path, 'the next page is one that was read already', itemIndex);
		seen.add(page.nextCursor);
		cursor = page.nextCursor;
	}
}
