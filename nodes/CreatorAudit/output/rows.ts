import type { IDataObject } from 'n8n-workflow';

/** An entry of a list as a row: n8n's items are objects. */
export function asRow(entry: unknown): IDataObject {
	return entry !== null && typeof entry === 'object' && !Array.isArray(entry)
		? (entry as IDataObject)
		: { value: entry as string };
}

/** Whether a body is an envelope with something in it. */
export function hasData(body: unknown): boolean {
	return body !== null && typeof body === 'object' && 'data' in body && Boolean(body.data);
}

/** What stands under `data` in an envelope, as rows; an answer without an envelope is its own row. */
export function rowsOf(body: unknown): IDataObject[] {
	const data: unknown =
		body !== null && typeof body === 'object' && 'data' in body ? body.data : body;
	const rows = Array.isArray(data) ? data : data === undefined || data === null ? [] : [data];
	return rows.map(asRow);
}
