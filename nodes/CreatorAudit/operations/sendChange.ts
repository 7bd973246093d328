import type { IDataObject } from 'n8n-workflow';

import { mergeMetadata, readMetadataMode } from '../input/metadata';
import { rowsOf } from '../output/rows';
import { readOptions } from '../runner/itemOptions';
import type { Item } from '../runner/types';
import { inputError } from '../transport/errors/nodeErrors';
import { send } from '../transport/send';
import type { ApiRequest } from '../transport/types';

/**
 * Sends a change of a record. Merges metadata with what is stored, at the cost of one request, unless the user chose to replace it. The caller sees
 * to it that no other item of the run changes the record meanwhile (callInTurn).
 * @param change a PATCH
 * @throws NodeOperationError when there are too many notes together
 * @throws NodeApiError
 */
export async function sendChange(item: Item, change: ApiRequest): ReturnType<typeof send> {
	const mode = readMetadataMode(item, readOptions(item.context).metadataMode);
	const { path, body } = change as { path: string; body: IDataObject };
	const given = body.metadata as IDataObject | undefined;
	if (given === undefined || mode === 'replace') return await send(item.context, change, item.send);
	if (Object.keys(given).length === 0)
		throw inputError(item.context.getNode(), 'Metadata (JSON)', '{} adds nothing.', {
			itemIndex: item.index,
			description: 'To remove all notes, set the option Metadata Mode to Replace All.',
		});
	const read: ApiRequest = { method: 'GET', path, noCache: true, expects: 'data' };
	const [record] = rowsOf((await send(item.context, read, item.send)).body);
	const metadata = mergeMetadata(item, record?.metadata, given);
	return await send(item.context, { ...change, body: { ...body, metadata } }, item.send);
}
