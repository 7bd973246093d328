import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../../transport/clock';
import { toNodeApiError } from '../../transport/errors/nodeErrors';
import { isFailure, type ApiFailure } from '../../transport/errors/failure';
import { flawOf, LARGEST_PAGE, readPage } from '../../transport/pagination/paginate';
import { trySend } from '../../transport/send';
import type { QueryValue, SendOptions } from '../../transport/types';
import { BrokenPaging, type PageAnswer, type ReadPage } from './scan';

export type DeadlinedSend = SendOptions & { deadlineMs: number };

/** Statuses by which a server may refuse a cursor that it gave out earlier (contract/NOTES.md#pagination: their lifetime is unknown). */
const CURSOR_REFUSED = [400, 404, 410, 422];

function isRow(row: unknown): row is IDataObject {
	return row !== null && typeof row === 'object' && !Array.isArray(row);
}

function failedWith(context: IPollFunctions, failure: ApiFailure): PageAnswer {
	return {
		kind: 'failed',
		error: toNodeApiError(context.getNode(), failure),
		byServer: failure.kind === 'status' && (failure.status ?? 0) >= 500,
	};
}

/** When the server answered, as it says. */
function serverTimeOf({ date = '' }: Record<string, string>): number | undefined {
	const time = Date.parse(date);
	return Number.isNaN(time) ? undefined : time;
}

/**
 * Reads pages of a list for a walk.
 * @param query filters and sort, the same for all pages
 * @param send after its deadline no page is begun
 */
export function pageReader(
	context: IPollFunctions,
	path: string,
	query: Record<string, QueryValue>,
	send: DeadlinedSend,
): ReadPage {
	return async (cursor, etag) => {
		if (systemClock.now() >= send.deadlineMs) return { kind: 'failed' };
		const request = {
			method: 'GET' as const,
			path,
			query: { ...query, limit: LARGEST_PAGE, cursor },
			etag,
			noCache: true,
			expects: 'list' as const,
		};
		const outcome = await trySend(context, request, send);
		if (isFailure(outcome)) {
			if (cursor !== undefined && CURSOR_REFUSED.includes(outcome.status ?? 0))
				return { kind: 'lost' };
			return failedWith(context, outcome);
		}
		const serverTime = serverTimeOf(outcome.headers);
		if (outcome.status === 304) return { kind: 'unchanged', serverTime };
		const page = readPage(outcome, cursor);
		const flaw = flawOf(page, LARGEST_PAGE);
		if (flaw !== undefined) return { kind: 'failed', error: new BrokenPaging(flaw) };
		const next = page.hasNext ? page.nextCursor : undefined;
		return {
			kind: 'rows',
			rows: page.rows.filter(isRow),
			etag: outcome.headers.etag,
			next,
			serverTime,
		};
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
		const at = cursor === undefined ? 0 : Number(cursor);
		const request = {
			method: 'GET' as const,
			path: `${path}/${encodeURIComponent(ids[at])}`,
			etag,
			noCache: true,
		};
		const outcome = await trySend(context, request, send);
		const next = at + 1 < ids.length ? String(at + 1) : undefined;
		if (isFailure(outcome)) {
			if (outcome.status === 404) return { kind: 'rows', rows: [], next };
			return failedWith(context, outcome);
		}
		const serverTime = serverTimeOf(outcome.headers);
		if (outcome.status === 304) return { kind: 'unchanged', serverTime };
		const { data } = (outcome.body ?? {}) as { data?: unknown };
		return {
			kind: 'rows',
			rows: isRow(data) ? [data] : [],
			etag: outcome.headers.etag,
			next,
			serverTime,
		};
	};
}
