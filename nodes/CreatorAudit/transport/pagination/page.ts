import type { IDataObject } from 'n8n-workflow';

import type { ApiResponse } from '../types';

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
export function parsePage(response: ApiResponse, cursor?: string): Page {
	const { data, pagination } = (response.body ?? {}) as {
		data?: unknown;
		pagination?: IDataObject | null;
	};
	const next = pagination?.next_cursor;
	const given = typeof next === 'number' ? String(next) : next;
	const nextCursor =
		typeof given === 'string' && given !== '' ? given : linkedCursor(response.headers.link);
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

/** The cursor in the Link header's address of the next page (contract/NOTES.md#pagination), for a body that does not show it. */
function linkedCursor(link: string | undefined): string | undefined {
	const [, address] = /<([^<>]*)>\s*;[^,<]*\brel="?next\b/.exec(link ?? '') ?? [];
	if (address === undefined || !URL.canParse(address)) return undefined;
	return new URL(address).searchParams.get('cursor') ?? undefined;
}
