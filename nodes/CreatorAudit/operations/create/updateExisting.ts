import type { IDataObject } from 'n8n-workflow';

import { mergeMetadata } from '../../input/metadata';
import { rowsOf } from '../../output/rows';
import type { Item } from '../../runner/types';
import { send } from '../../transport/send';
import type { ApiRequest } from '../../transport/types';

/**
 * Writes the fields of a create to a record that is there already. What was not given stays as it is.
 * @param create with the fields as they were given
 * @param identity fields by which the record was found
 * @returns the record as it is then
 * @throws NodeApiError
 */
export async function updateExisting(
	item: Item,
	{ path, body }: ApiRequest,
	record: IDataObject,
	identity: readonly string[],
): Promise<IDataObject> {
	const changes = Object.fromEntries(
		Object.entries(body as IDataObject).filter(([name]) => !identity.includes(name)),
	);
	if (Object.keys(changes).length === 0) return record;
	if (changes.metadata)
		changes.metadata = mergeMetadata(item, record.metadata, changes.metadata as IDataObject);
	const answer = await send(
		item.context,
		{ method: 'PATCH', path: `${path}/${encodeURIComponent(String(record.id))}`, body: changes },
		item.send,
	);
	return { ...record, ...changes, ...rowsOf(answer.body)[0] };
}
