import type { IDataObject } from 'n8n-workflow';

import type { ItemInput } from './types';
import { readEntries } from './listInput';
import { oneOf } from './coerce';

/** What an update can empty, by the API's names: it takes null for them (contract/openapi.yaml, schema AccountUpdate). */
const CLEARABLE = ['category', 'post_lookback_days', 'max_recent_posts_per_account'] as const;

/**
 * The fields that an update is to empty, as the API wants them.
 * @throws NodeOperationError that names the field when one of them cannot be empty
 */
export function readCleared({ context, index }: ItemInput): IDataObject {
	const { clear } = (context.getNodeParameter('updateFields', {}) ?? {}) as IDataObject;
	const names = readEntries(clear, /[,;\n]+/).map((name) =>
		oneOf(context, index, 'Values to Clear', name, CLEARABLE),
	);
	return Object.fromEntries(names.map((name) => [name, null]));
}
