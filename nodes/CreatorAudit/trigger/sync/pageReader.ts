import type { IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../../transport/clock';
import { isFailure, type ApiFailure } from '../../transport/errors/failure';
import { toNodeApiError } from '../../transport/errors/nodeErrors';
import { checkFilters, filterError, filterFault } from '../../transport/pagination/appliedFilters';
import { LoopGuard, tokenError } from '../../transport/pagination/loopGuard';
import { fetchPage, FILTER_ADVICE, LARGEST_PAGE } from '../../transport/pagination/paginate';
import { trySend } from '../../transport/send';
import type { ApiResponse, QueryValue, SendOptions } from '../../transport/types';
import type { TriggerState } from '../state/triggerState';
import { LISTS } from './watchedLists';
import { cursorAfter, type PageCheckpoints } from './pageCheckpoints';
import { formError, isRow, timeError } from './rowErrors';
import type { PageResult, ReadPage } from './scan';

export type DeadlinedSend = SendOptions & { deadlineMs: number };

/** Statuses by which a server may refuse a cursor that it gave out earlier (contract/NOTES.md#pagination: their lifetime is unknown). */
const CURSOR_REFUSED = [400, 404, 410, 422];

function failedWith(context: IPollFunctions, failure: ApiFailure): PageResult {
	const isServer = failure.kind === 'status' && (failure.status ?? 0) >= 500;
	const error = toNodeApiError(context.getNode(), failure);
	return { kind: 'failed', error, cause: isServer ? 'server' : 'other' };
}

function pageOf({ status, headers }: ApiResponse, rows: unknown[], next?: string): PageResult {
	const time = Date.parse(headers.date ?? '');
	const serverTime = Number.isNaN(time) ? undefined : time;
	if (status === 304) return { kind: 'unchanged', serverTime };
	return { kind: 'rows', rows: rows.filter(isRow), etag: headers.etag, next, serverTime };
}

/** Reads pages of a list for a scan. @param request path, filters and sort, the same for all pages */
function pageReader(
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
function recordReader(
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

/** How the pages of what was chosen are read. @param send after its deadline no page is begun */
export function readerOf(
	context: IPollFunctions,
	{ resource, subscription, checkpoints }: TriggerState,
	send: DeadlinedSend,
): ReadPage {
	const { path, sort } = LISTS[resource];
	const { ids, ...filters } = subscription.filters;
	if (ids !== undefined) return recordReader(context, path, String(ids).split(','), send);
	return pageReader(context, { path, query: { ...filters, ...sort } }, checkpoints, send);
}
