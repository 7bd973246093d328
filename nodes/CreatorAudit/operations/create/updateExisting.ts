import type { IDataObject } from 'n8n-workflow';

import { rowsOf } from '../../output/rows';
import type { Item } from '../../runner/types';
import { send } from '../../transport/send';
import type { ApiRequest } from '../../transport/types';

/** The notes that are stored with those that were given: the API puts what it gets in the place of all (contract/NOTES.md#metadata). */
function mergedNotes(stored: IDataObject[string], given: IDataObject): IDataObject {
	return { ...(stored as IDataObject | null | undefined), ...given };
}

/**
 * Writes the fields of a create to a record that is there already. What was not given stays as it is.
 * @param create with the fields as they were given
 * @param identity fields by which the record was found
 * @returns the record as it is then
 * @throws NodeApiError
 */
export async function updateExisting(
	{ context, send: options }: Item,
	{ path, body }: ApiRequest,
	record: IDataObject,
	identity: readonly string[],
): Promise<IDataObject> {
	const changes = Object.fromEntries(
		Object.entries(body as IDataObject).filter(([name]) => !identity.includes(name)),
	);
	if (Object.keys(changes).length === 0) return record;
	if (changes.metadata)
		changes.metadata = mergedNotes(record.metadata, changes.metadata as IDataObject);
	const answer = await send(
		context,
		{ method: 'PATCH', path: `${path}/${encodeURIComponent(String(record.id))}`, body: changes },
		options,
	);
	return { ...record, ...changes, ...rowsOf(answer.body)[0] };
}
