import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { DIGITS_LOST, hasLostDigits } from './coerce';
import { HANDLE_ADVICE, handleProblem, joinPlatform, parseHandle, visible } from './names/handles';
import { LIST_SEPARATORS, readEntries } from './listInput';
import { parsePost, POST_ADVICE, postProblem, SHORT_LINK_ADVICE } from './names/posts';
import { describeSheetError, isNoName } from './names/sheetValues';

/** IDs of the API are UUIDs (contract/NOTES.md#ids). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/**
 * Whether a text can be an ID: one segment of a path. IDs are documented as UUIDs, but a new form of them must not break every workflow
 * (contract/NOTES.md#ids).
 */
export function isId(text: string): boolean {
	return /^\w[\w=-]{0,199}$/.test(text) && !isNoName(text);
}

/** Whether a text can be an ID and no username. */
export function isOnlyId(text: string): boolean {
	return isUuid(text) || (isId(text) && parseHandle(text) === undefined);
}

/** The form in which IDs are compared. UUIDs are the same in capitals; of another form that is not known. */
export function normalId(text: string): string {
	return isUuid(text) ? text.toLowerCase() : text;
}

/** What the entries of a field of ids must be. */
export interface IdRule {
	valid(text: string): boolean;
	/** The form in which two ways to write an entry are the same. */
	normal(text: string): string;
	/** What an error says of an entry that is none. */
	wrong: string;
	/** Why it is none, as a sentence; undefined when there is nothing to say. */
	problem(text: string): string | undefined;
	advice: string;
}

/** What to say of a text that is no ID. */
export const WHERE_IDS_ARE =
	'An ID looks like 3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d. Take it from the field "id" of another CreatorAudit step.';

export const UUIDS: IdRule = {
	valid: isId,
	normal: normalId,
	wrong: 'is not an ID',
	problem: describeSheetError,
	advice: WHERE_IDS_ARE,
};

/** Ids of account videos (contract/NOTES.md#integer-ids-of-account-videos). */
export const INTERNAL_IDS: IdRule = {
	valid: (text) => /^\d{1,15}$/.test(text),
	normal: (text) => String(Number(text)),
	wrong: 'is not an ID',
	problem: describeSheetError,
	advice:
		'These IDs are whole numbers of CreatorAudit, not the longer ones of Instagram and TikTok. Take them from the field "id" of the step that gets account videos.',
};

/** Accounts may be named as people name them. */
export const ACCOUNTS: IdRule = {
	valid: (text) => isId(text) || parseHandle(text) !== undefined,
	normal: (text) => (isOnlyId(text) ? normalId(text) : text.toLowerCase()),
	wrong: 'is neither an ID, a username nor the address of a profile',
	problem: handleProblem,
	advice: `${HANDLE_ADVICE} ${WHERE_IDS_ARE}`,
};

/** Videos may be named by their address. */
export const VIDEOS: IdRule = {
	valid: (text) => isId(text) || parsePost(text) !== undefined,
	// Capitals make another shortcode.
	normal: normalId,
	wrong: 'is neither an ID nor the address of a post',
	problem: postProblem,
	advice: `${POST_ADVICE} ${SHORT_LINK_ADVICE} ${WHERE_IDS_ARE}`,
};

/** What cannot be part of a name: blanks may stand between IDs, while "Jane Doe" is one person. */
const isPlainId = (text: string): boolean => isUuid(text) || /^\d+$/.test(text);

/** A text as its entries: all its words when each of them is an ID. */
function splitAtBlanks(text: string): string[] {
	const words = text.split(/\s+/).filter(Boolean);
	return words.every(isPlainId) ? words : [text];
}

/**
 * The ids that a user gave: one id, a list separated by commas, semicolons or line breaks (IDs also by blanks), or an array, also of rows
 * that have an `id`. Duplicates are left out; the order is kept.
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
	const refuse = (what: string, description = rule.advice) =>
		inputError(context.getNode(), shown, what, { itemIndex, description });
	const joined = (Array.isArray(value) ? value : [value]).map((part: unknown) =>
		typeof part === 'string' ? joinPlatform(part) : part,
	);
	const ids = new Set<string>();
	const take = (text: string): void => {
		if (rule.valid(text)) return void ids.add(rule.normal(text));
		const problem = rule.problem(text);
		throw refuse(
			`"${text.slice(0, 80)}" ${rule.wrong}.${problem === undefined ? '' : ` ${problem}`}`,
		);
	};
	for (const part of readEntries(joined, LIST_SEPARATORS)) {
		const id: unknown = typeof part === 'object' && part !== null && 'id' in part ? part.id : part;
		for (const entry of readEntries(id, LIST_SEPARATORS)) {
			const text = typeof entry === 'object' ? '[object]' : visible(String(entry));
			// It looks like an ID of a platform, but is that of another post.
			if (hasLostDigits(entry) && rule.valid(text)) throw refuse(`${text} ${DIGITS_LOST}`);
			splitAtBlanks(text).forEach(take);
		}
	}
	return [...ids];
}
