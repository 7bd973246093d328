import { jsonParse, type IDataObject } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import type { ItemInput } from './types';
import { cellProblem, isBlank, lengthOf, oneOf, textOf, withoutMoments } from './coerce';

/** Limits of the contract (contract/NOTES.md#metadata; inferred for accounts and videos). */
const MOST_KEYS = 20;
const LONGEST_TEXT = 255;

function fromJson(item: ItemInput, given: unknown): IDataObject {
	const wrong = () =>
		inputError(
			item.context.getNode(),
			'Metadata (JSON)',
			'is not a JSON object such as {"campaign": "spring"}.',
			{
				itemIndex: item.index,
			},
		);
	let value = given;
	try {
		if (typeof given === 'string') value = jsonParse(given);
	} catch {
		throw wrong();
	}
	// Anything else has no entries, and would remove the notes that are stored.
	if (Object.prototype.toString.call(value) !== '[object Object]') throw wrong();
	return value as IDataObject;
}

/** What becomes of notes that are stored and not given. */
export type MetadataMode = 'merge' | 'replace';

/** @param choice the option Metadata Mode */
export function readMetadataMode({ context, index }: ItemInput, choice: unknown): MetadataMode {
	if (isBlank(choice)) return 'merge';
	return oneOf(context, index, 'Metadata Mode', choice, [
		'merge',
		{ name: 'Replace All', value: 'replace' },
	]);
}

function refuseTooMany(
	{ context, index: itemIndex }: ItemInput,
	count: number,
	which: string,
): void {
	if (count <= MOST_KEYS) return;
	const message = `has ${count} entries${which}; CreatorAudit keeps at most ${MOST_KEYS}.`;
	throw inputError(context.getNode(), 'Metadata', message, { itemIndex });
}

/**
 * The notes that are stored with those that were given: the API puts what it gets in the place of all (contract/NOTES.md#metadata).
 * @param stored as the record shows them; undefined when it does not
 * @throws NodeOperationError when there are too many together, or the stored ones are not known and would be lost
 */
export function mergeMetadata(item: ItemInput, stored: unknown, given: IDataObject): IDataObject {
	if (stored === undefined) {
		const message = 'CreatorAudit does not show the stored notes, so this step cannot add to them.';
		throw inputError(item.context.getNode(), 'Metadata', message, {
			itemIndex: item.index,
			description: 'To put the given notes in their place, choose Replace All in Metadata Mode.',
		});
	}
	const merged = { ...(stored as IDataObject | null), ...given };
	refuseTooMany(item, Object.keys(merged).length, ' with those that are stored');
	return merged;
}

/**
 * The metadata of a create or update: pairs entered one by one, or JSON, which adds to them. A blank value is as if its key were not there:
 * an empty cell of a sheet does not write an empty note.
 * @returns undefined when nothing was entered, so that stored metadata stay; an empty object only for JSON that says {}
 * @throws NodeOperationError when it is no object of short texts
 */
export function readMetadata(item: ItemInput): IDataObject | undefined {
	const { context, index: itemIndex } = item;
	const fields = {
		...(context.getNodeParameter('additionalFields', {}) as IDataObject),
		...(context.getNodeParameter('updateFields', {}) as IDataObject),
	};
	const { metadata, metadataJson } = fields as {
		metadata?: { entries?: Array<IDataObject | null> } | null;
		metadataJson?: unknown;
	};
	const entries = Array.isArray(metadata?.entries) ? metadata.entries : [];
	if (entries.length === 0 && isBlank(metadataJson)) return undefined;
	const pairs: Array<[string, unknown]> = entries.map((entry) => [
		textOf(entry?.key) ?? '',
		entry?.value,
	]);
	const json = isBlank(metadataJson) ? undefined : Object.entries(fromJson(item, metadataJson));
	pairs.push(...(json ?? []));
	const refuse = (message: string) =>
		inputError(context.getNode(), 'Metadata', message, { itemIndex });
	const result = new Map<string, string>();
	for (const [key, given] of pairs) {
		const value = withoutMoments(given);
		const name = key.trim();
		// A row that was added and left empty.
		if (name === '' && isBlank(value)) continue;
		if (name === '' || name === '__proto__') throw refuse('every entry needs a name.');
		if (lengthOf(name) > LONGEST_TEXT)
			throw refuse(`the name "${name.slice(0, 30)}…" is longer than ${LONGEST_TEXT} characters.`);
		if (value !== null && typeof value === 'object')
			throw refuse(`"${name.slice(0, 50)}" must be a text or a number, not a list or object.`);
		const problem = cellProblem(value);
		if (problem !== undefined) throw refuse(`"${name.slice(0, 50)}": ${problem}`);
		if (isBlank(value)) continue;
		const text = String(value);
		if (lengthOf(text) > LONGEST_TEXT)
			throw refuse(
				`the value of "${name.slice(0, 50)}" is longer than ${LONGEST_TEXT} characters.`,
			);
		result.set(name, text);
	}
	refuseTooMany(item, result.size, '');
	const isEmptied = json?.length === 0 && entries.length === 0;
	return result.size > 0 || isEmptied ? Object.fromEntries(result) : undefined;
}
