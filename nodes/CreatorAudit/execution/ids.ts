import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/errors';
import { readEntries } from './lists';

/** IDs of the API are UUIDs (contract notes, Conventions). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/** Integer ids of account videos (contract notes, trap 9). */
export function isInternalId(text: string): boolean {
	return /^\d{1,15}$/.test(text);
}

/**
 * The ids that a user gave: one id, a list separated by commas, blanks or line breaks, or an array, also of rows that have an `id`.
 * Duplicates are left out; the order is kept.
 * @param shown name of the field in the editor
 * @param valid what an id must look like
 * @throws NodeOperationError that names the field and the first id that is none
 */
export function readIds(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
	valid: (text: string) => boolean,
): string[] {
	const parts = readEntries(value, /[\s,;]+/).flatMap((part) => {
		const id: unknown = typeof part === 'object' && part !== null && 'id' in part ? part.id : part;
		return readEntries(id, /[\s,;]+/).map((entry) => (typeof entry === 'object' ? '[object]' : String(entry)));
	});
	const wrong = parts.find((part) => !valid(part));
	if (wrong !== undefined) {
		throw inputError(context.getNode(), shown, `"${wrong.slice(0, 80)}" is not an ID.`, {
			itemIndex,
			description:
				valid === isUuid
					? 'An ID looks like 3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d. Take it from the field "id" of another CreatorAudit step.'
					: 'These IDs are whole numbers. Take them from the field "id" of the step that gets account videos.',
		});
	}
	return [...new Set(parts.map((part) => part.toLowerCase()))];
}
