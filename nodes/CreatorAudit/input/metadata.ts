import { jsonParse, type IDataObject } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import type { ItemInput } from './types';
import {
	DIGITS_LOST,
	hasLostDigits,
	isBlank,
	lengthOf,
	shownValue,
	textOf,
	withoutMoments,
} from './coerce';
import { isSheetError, SHEET_ERROR } from './sheetValues';

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

/**
 * The metadata of a create or update: pairs entered one by one, or JSON, which adds to them.
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
	if (!isBlank(metadataJson)) pairs.push(...Object.entries(fromJson(item, metadataJson)));
	const refuse = (message: string) =>
		inputError(context.getNode(), 'Metadata', message, { itemIndex });
	const result = new Map<string, string>();
	for (const [key, given] of pairs) {
		const value = withoutMoments(given);
		const name = key.trim();
		if (name === '' || name === '__proto__') throw refuse('every entry needs a name.');
		if (lengthOf(name) > LONGEST_TEXT)
			throw refuse(`the name "${name.slice(0, 30)}…" is longer than ${LONGEST_TEXT} characters.`);
		if (value !== null && typeof value === 'object')
			throw refuse(`"${name.slice(0, 50)}" must be a text or a number, not a list or object.`);
		if (isSheetError(value))
			throw refuse(`"${name.slice(0, 50)}": ${shownValue(value)} ${SHEET_ERROR}`);
		if (hasLostDigits(value))
			throw refuse(`"${name.slice(0, 50)}": ${String(value)} ${DIGITS_LOST}`);
		const text = value === null || value === undefined ? '' : String(value);
		if (lengthOf(text) > LONGEST_TEXT)
			throw refuse(
				`the value of "${name.slice(0, 50)}" is longer than ${LONGEST_TEXT} characters.`,
			);
		result.set(name, text);
	}
	if (result.size > MOST_KEYS)
		throw refuse(`has ${result.size} entries; CreatorAudit keeps at most ${MOST_KEYS}.`);
	return Object.fromEntries(result);
}
