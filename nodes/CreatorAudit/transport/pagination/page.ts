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
