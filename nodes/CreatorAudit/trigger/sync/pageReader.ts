import { NodeApiError, type IDataObject, type IPollFunctions, type JsonObject } from 'n8n-workflow';

import { systemClock } from '../../transport/clock';
import { isFailure, type ApiFailure } from '../../transport/errors/failure';
import { toNodeApiError } from '../../transport/errors/nodeErrors';
import { checkFilters, filterError, filterFault } from '../../transport/pagination/appliedFilters';
import { LoopGuard, tokenError } from '../../transport/pagination/loopGuard';
import { fetchPage, FILTER_ADVICE, LARGEST_PAGE } from '../../transport/pagination/paginate';
import { trySend } from '../../transport/send';
import type { ApiResponse, QueryValue, SendOptions } from '../../transport/types';
import { cursorAfter, type PageCheckpoints } from './pageCheckpoints';
import { formError } from './formError';
import { parseTime } from '../../output/parseTime';
import type { PageResult, ReadPage } from './scan';

export type DeadlinedSend = SendOptions & { deadlineMs: number };

/** Statuses by which a server may refuse a cursor that it gave out earlier (contract/NOTES.md#pagination: their lifetime is unknown). */
const CURSOR_REFUSED = [400, 404, 410, 422];
/** Fields of a row that say when it was refreshed. */
const TIMES = ['first_scrape_time', 'last_scrape_time'];

function isRow(row: unknown): row is IDataObject {
	return row !== null && typeof row === 'object' && !Array.isArray(row);
}

function failedWith(context: IPollFunctions, failure: ApiFailure): PageResult {
	const isServer = failure.kind === 'status' && (failure.status ?? 0) >= 500;
	const error = toNodeApiError(context.getNode(), failure);
	return { kind: 'failed', error, cause: isServer ? 'server' : 'other' };
}

/** The error for a row whose times cannot be read: it must not count as never refreshed. */
function timeError(context: IPollFunctions, rows: unknown[]): NodeApiError | undefined {
	for (const row of rows.filter(isRow)) {
		for (const field of TIMES) {
			if (!Number.isNaN(parseTime(row[field]))) continue;
			const said = JSON.stringify(row[field]).slice(0, 100);
			const message = `CreatorAudit gave a time that this package cannot read: ${said} in ${field} of ${String(row.id)}`;
			const description =
				"Tell CreatorAudit's support. Until then IDs or filters can leave it out.";
			return new NodeApiError(context.getNode(), { message } as JsonObject, {
				message,
				description,
			});
		}
	}
	return undefined;
}

function pageOf({ status, headers }: ApiResponse, rows: unknown[], next?: string): PageResult {
	const time = Date.parse(headers.date ?? '');
	const serverTime = Number.isNaN(time) ? undefined : time;
	if (status === 304) return { kind: 'unchanged', serverTime };
	return { kind: 'rows', rows: rows.filter(isRow), etag: headers.etag, next, serverTime };
}

/**
 * Reads pages of a list for a scan.
 * @param request path, filters and sort, the same for all pages
 * @param checkpoints the pages that were read before
 * @param send after its deadline no page is begun
 */
export function pageReader(
	context: IPollFunctions,
	request: { path: string; query: Record<string, QueryValue> },
	checkpoints: PageCheckpoints,
	send: DeadlinedSend,
): ReadPage {
	const { pages, resumeAt = 0 } = checkpoints;
	let guard = new LoopGuard(
		Array.from({ length: resumeAt }, (_, place) => cursorAfter(checkpoints, pages, place)),
	);
	return async (cursor, etag) => {
		if (systemClock.now() >= send.deadlineMs) return { kind: 'failed' };
		if (cursor === undefined) guard = new LoopGuard();
		const loop = guard.enter(cursor);
		if (loop) return { kind: 'failed', cause: 'data', error: loop };
		const page = await fetchPage(
			context,
			{ ...request, method: 'GET', etag, noCache: true },
			{ limit: LARGEST_PAGE, cursor },
			send,
		);
		if (isFailure(page)) {
			const isRefused = cursor !== undefined && CURSOR_REFUSED.includes(page.status ?? 0);
			return isRefused ? { kind: 'cursorRefused' } : failedWith(context, page);
		}
		const { response, rows, hasNext, nextCursor } = page;
		if (response.status === 304) return pageOf(response, []);
		const check = checkFilters(request.query, response.body, rows);
		const fault = filterFault(check, true);
		const error =
			timeError(context, rows) ??
			guard.leave(page, LARGEST_PAGE) ??
			(fault === undefined
				? formError(context, page)
				: filterError(context, fault, FILTER_ADVICE.poll));
		if (error) return { kind: 'failed', cause: 'data', error };
		return pageOf(response, check.rows, hasNext ? nextCursor : undefined);
	};
}

/**
 * Reads records one by one, as if each were a page of a list. One that is not there (any more) is an empty page.
 * @param ids cursors are places in this list
 */
export function recordReader(
	context: IPollFunctions,
	path: string,
	ids: string[],
	send: DeadlinedSend,
): ReadPage {
	return async (cursor, etag) => {
		if (systemClock.now() >= send.deadlineMs) return { kind: 'failed' };
		const place = Number(cursor ?? 0);
		const request = {
			method: 'GET' as const,
			path: `${path}/${encodeURIComponent(ids[place])}`,
			etag,
			noCache: true,
		};
		const response = await trySend(context, request, send);
		const next = place + 1 < ids.length ? String(place + 1) : undefined;
		if (isFailure(response)) {
			if (response.status === 404) return { kind: 'rows', rows: [], next };
			return failedWith(context, response);
		}
		const { data } = (response.body ?? {}) as { data?: unknown };
		const error = tokenError(response) ?? timeError(context, [data]);
		if (error) return { kind: 'failed', cause: 'data', error };
		return pageOf(response, [data], next);
	};
}
