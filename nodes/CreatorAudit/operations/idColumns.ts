import type { IDataObject } from 'n8n-workflow';

/**
 * The ids of a path as columns of a row.
 * @param ids by the name of the locator, such as creatorId
 * @returns `{ id }` for a path with one id, `{ creator_id, account_id }` for one with more
 */
export function idColumns(ids: Record<string, string>): IDataObject {
	const names = Object.keys(ids);
	if (names.length === 1) return { id: ids[names[0]] };
	return Object.fromEntries(names.map((name) => [name.replace(/Id$/, '_id'), ids[name]]));
}
