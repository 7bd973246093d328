import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { DIGITS_LOST, hasLostDigits } from './coerce';
import { HANDLE_ADVICE, joinPlatform, parseHandle, visible } from './handles';
import { parsePost, POST_ADVICE, SHORT_LINK_ADVICE } from './posts';
import { readEntries } from './listInput';

/** IDs of the API are UUIDs (contract/NOTES.md#ids). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/** What the entries of a field of ids must be. */
export interface IdRule {
	valid(text: string): boolean;
	/** The form in which two ways to write an entry are the same. */
	normal(text: string): string;
	/** What an error says of an entry that is none. */
	wrong: string;
	advice: string;
}

const lowerCase = (text: string): string => text.toLowerCase();

/** What to say of a text that is no ID. */
export const WHERE_IDS_ARE =
	'An ID looks like 3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d. Take it from the field "id" of another CreatorAudit step.';

export const UUIDS: IdRule = {
	valid: isUuid,
	normal: lowerCase,
	wrong: 'is not an ID',
	advice: WHERE_IDS_ARE,
};

/** Ids of account videos (contract/NOTES.md#integer-ids-of-account-videos). */
export const INTERNAL_IDS: IdRule = {
	valid: (text) => /^\d{1,15}$/.test(text),
	normal: (text) => String(Number(text)),
	wrong: 'is not an ID',
	advice:
		'These IDs are whole numbers of CreatorAudit, not the longer ones of Instagram and TikTok. Take them from the field "id" of the step that gets account videos.',
};

/** Accounts may be named as people name them. */
export const ACCOUNTS: IdRule = {
	valid: (text) => isUuid(text) || parseHandle(text) !== undefined,
	normal: lowerCase,
	wrong: 'is neither an ID, a username nor the address of a profile',
	advice: `${HANDLE_ADVICE} ${WHERE_IDS_ARE}`,
};

/** Videos may be named by their address. */
export const VIDEOS: IdRule = {
	valid: (text) => isUuid(text) || parsePost(text) !== undefined,
	// Capitals make another shortcode.
	normal: (text) => (isUuid(text) ? text.toLowerCase() : text),
	wrong: 'is neither an ID nor the address of a post',
	advice: `${POST_ADVICE} ${SHORT_LINK_ADVICE} ${WHERE_IDS_ARE}`,
};

/**
 * The ids that a user gave: one id, a list separated by commas, blanks or line breaks, or an array, also of rows that have an `id`.
 * Duplicates are left out; the order is kept.
 * @param shown name of the field in the editor
 * @returns in the rule's normal form
 * @throws NodeOperationError that names the field and the first id that is none
 */
export function readIds(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
	rule: IdRule,
): string[] {
	const joined = (Array.isArray(value) ? value : [value]).map((part: unknown) =>
		typeof part === 'string' ? joinPlatform(part) : part,
	);
	const parts = readEntries(joined, /[\s,;]+/).flatMap((part) => {
		const id: unknown = typeof part === 'object' && part !== null && 'id' in part ? part.id : part;
		return readEntries(id, /[\s,;]+/)
			.map((entry) => {
				const text = typeof entry === 'object' ? '[object]' : visible(String(entry));
				// It looks like an ID of a platform, but is that of another post.
				if (hasLostDigits(entry) && rule.valid(text))
					throw inputError(context.getNode(), shown, `${text} ${DIGITS_LOST}`, { itemIndex });
				return text;
			})
			.filter(Boolean);
	});
	const wrong = parts.find((part) => !rule.valid(part));
	if (wrong !== undefined) {
		throw inputError(context.getNode(), shown, `"${wrong.slice(0, 80)}" ${rule.wrong}.`, {
			itemIndex,
			description: rule.advice,
		});
	}
	return [...new Set(parts.map((part) => rule.normal(part)))];
}
