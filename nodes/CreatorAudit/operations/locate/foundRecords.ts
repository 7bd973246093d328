import type { IDataObject } from 'n8n-workflow';

import type { ApiContext } from '../../transport/types';

/** The record that an item's look-up by name has found, by the item's context. */
const foundRecords = new WeakMap<object, { path: string; record: IDataObject }>();

/**
 * Takes note of the record that an item means, which its look-up has read.
 * @param collection path of its list
 * @returns its id
 */
export function noteFound(context: ApiContext, collection: string, record: IDataObject): string {
	const id = String(record.id);
	foundRecords.set(context, { path: `${collection}/${encodeURIComponent(id)}`, record });
	return id;
}

/** The answer to an item's request, if its look-up has read it already: rows of lists are the records (contract/NOTES.md#lists). */
export function foundAnswer(
	context: ApiContext,
	{ method, path }: { method: string; path: string },
): { body: unknown } | undefined {
	const found = foundRecords.get(context);
	if (method !== 'GET' || found?.path !== path) return undefined;
	// Items that have the same name share it.
	return { body: { data: structuredClone(found.record) } };
}
