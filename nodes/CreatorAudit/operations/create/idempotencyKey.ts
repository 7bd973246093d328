import { createHash } from 'node:crypto';

import { inputError } from '../../transport/errors/nodeErrors';
import type { ApiRequest } from '../../transport/types';
import type { Item } from '../../runner/types';
import { runScoped } from '../../runner/runScope';
import { textOf } from '../../input/coerce';
import { isSheetError } from '../../input/names/sheetValues';

/**
 * Derives the Idempotency-Key of one create (contract/NOTES.md#idempotency). It stays the same in every attempt and in n8n's Retry On Fail, and
 * differs by execution, item, loop turn, call of a model, credential and content.
 */
export function deriveKey({ context, index, keyId }: Item, { path, body }: ApiRequest): string {
	// A node in a loop runs several times in an execution; what differs is the run of the node before it (docs/n8n-internals.md#execution-id-and-run-index).
	const { source } = context.getExecuteData();
	// The calls that n8n's engine makes for an AI agent have one run before them; what differs is the call's id, which n8n adds to the item.
	const { toolCallId } = context.getInputData()?.json ?? {};
	const call = typeof toolCallId === 'string' ? toolCallId : null;
	const place = [
		context.getExecutionId(),
		context.getWorkflow().id,
		context.getNode().id,
		source?.main?.[0] ?? null,
		call,
		index,
		keyId,
	];
	return createHash('sha256')
		.update(JSON.stringify([...place, path, body]))
		.digest('hex')
		.slice(0, 40);
}

/** The request of each key that a user gave, by key. */
const requestsByKey = runScoped(() => new Map<string, string>());

/**
 * The user's own key: visible ASCII, because it travels in a header.
 * @returns undefined when there is none
 * @throws NodeOperationError that names the field
 */
export function readOwnKey({ context, index }: Item, value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const key = textOf(value);
	if (key !== undefined && /^[\x21-\x7e]{1,255}$/.test(key) && !isSheetError(key)) return key;
	throw inputError(
		context.getNode(),
		'Idempotency Key',
		'must be 1 to 255 letters, digits or signs without blanks.',
		{ itemIndex: index },
	);
}

/**
 * Checks that no two different requests of a run share the user's own key. The API may answer both with the first record
 * (contract/NOTES.md#idempotency); the second would be lost without a word.
 * @throws NodeOperationError that names the field when another item wants something else under the key
 */
export function claimKey({ context, index }: Item, key: string, { path, body }: ApiRequest): void {
	const claimed = requestsByKey(context);
	const request = JSON.stringify([path, body]);
	if ((claimed.get(key) ?? request) !== request) {
		throw inputError(
			context.getNode(),
			'Idempotency Key',
			`"${key.slice(0, 80)}" is the key of another item already.`,
			{
				itemIndex: index,
				description: 'Leave it empty, or use an expression that gives each item a key of its own.',
			},
		);
	}
	claimed.set(key, request);
}
