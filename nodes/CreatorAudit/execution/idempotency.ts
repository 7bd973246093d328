import { createHash } from 'node:crypto';

import { inputError } from '../transport/errors';
import type { ApiRequest } from '../transport/types';
import type { Item } from './item';
import { textOf } from './values';

/**
 * A key for one wanted record: the same in every try and in n8n's Retry On Fail, another one for another execution, item, loop turn or
 * content (best practices, Make writes idempotent).
 */
export function madeKey({ context, index }: Item, { path, body }: ApiRequest): string {
	// A node in a loop runs several times in an execution; what differs is the run of the node before it (n8n-facts 1.13).
	const { source } = context.getExecuteData();
	const place = [context.getExecutionId(), context.getWorkflow().id, context.getNode().id, source?.main?.[0] ?? null, index];
	return createHash('sha256')
		.update(JSON.stringify([...place, path, body]))
		.digest('hex')
		.slice(0, 40);
}

/**
 * The user's own key: visible ASCII, because it travels in a header.
 * @returns undefined when there is none
 * @throws NodeOperationError that names the field
 */
export function ownKey({ context, index }: Item, value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const key = textOf(value);
	if (key !== undefined && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
	throw inputError(context.getNode(), 'Idempotency Key', 'must be 1 to 255 letters, digits or signs without blanks.', { itemIndex: index });
}
