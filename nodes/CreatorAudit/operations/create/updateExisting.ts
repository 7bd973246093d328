import type { IDataObject } from 'n8n-workflow';

import { rowsOf } from '../../output/rows';
import type { Item } from '../../runner/types';
import type { ApiRequest } from '../../transport/types';
import { sendChange } from '../sendChange';

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
	// {} adds nothing to the notes that are stored.
	if (Object.keys((changes.metadata as IDataObject | undefined) ?? {}).length === 0)
		delete changes.metadata;
	if (Object.keys(changes).length === 0) return record;
	const id = encodeURIComponent(String(record.id));
	const answer = await sendChange(item, { method: 'PATCH', path: `${path}/${id}`, body: changes });
	return { ...record, ...changes, ...rowsOf(answer.body)[0] };
}
