import type { ApiResponse } from '../types';
import type { Page } from './page';

/** Pages without a row, one after the other, before a list counts as one that never ends. */
const MOST_EMPTY_PAGES = 10;

/** Longest cursor and ETag that is followed or stored, in characters. The API's own have fewer than a hundred. */
export const LONGEST_TOKEN = 2_000;

/** Why the pages of a list do not lead on, in words that follow a colon. */
export class PaginationError extends Error {}

/** What is wrong with an answer whose ETag, or cursor, is too long to be stored. */
export function tokenError({ headers }: ApiResponse, cursor = ''): PaginationError | undefined {
	return Math.max(cursor.length, (headers.etag ?? '').length) > LONGEST_TOKEN
		? new PaginationError(`a cursor or ETag is longer than ${LONGEST_TOKEN} characters`)
		: undefined;
}

/**
 * What makes it impossible to go on behind a page; undefined when the page leads on or is the last.
 * @param limit rows that were asked for
 */
function paginationError(
	{ response, rows, hasNext, nextCursor = '' }: Page,
	limit: number,
): PaginationError | undefined {
	const error = tokenError(response, nextCursor);
	if (error) return error;
	if (hasNext)
		return nextCursor === ''
			? new PaginationError('the address of the next page is missing')
			: undefined;
	const { pagination } = (response.body ?? {}) as { pagination?: unknown };
	const isSilent =
		pagination === null ||
		typeof pagination !== 'object' ||
		!('has_next' in pagination || 'next_cursor' in pagination);
	return isSilent && rows.length === limit
		? new PaginationError('nothing says whether more pages follow')
		: undefined;
}

/** Notices when the pages of a list lead in a circle, nowhere, or on without end. One for each reading of a list. */
export class LoopGuard {
	private readonly passed: Set<string | undefined>;
	private emptyInARow = 0;

	/** @param passed cursors of pages that were read before */
	constructor(passed: Iterable<string | undefined> = []) {
		this.passed = new Set(passed);
	}

	/** Before a page is asked for. */
	enter(cursor: string | undefined): PaginationError | undefined {
		if (this.passed.has(cursor))
			return new PaginationError('the next page is one that came before');
		this.passed.add(cursor);
		return undefined;
	}

	/** After a page has come. @param limit rows that were asked for */
	leave(page: Page, limit: number): PaginationError | undefined {
		this.emptyInARow = page.rows.length > 0 ? 0 : this.emptyInARow + 1;
		const error = paginationError(page, limit);
		if (error) return error;
		return page.hasNext && this.emptyInARow >= MOST_EMPTY_PAGES
			? new PaginationError('one empty page follows another')
			: undefined;
	}
}
