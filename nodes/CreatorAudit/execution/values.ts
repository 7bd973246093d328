import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors';
import { wholeNumber } from './options';

/** What the API takes in a field of a query or body (contract): a text, a switch, a whole number, or one of a few words. */
type Kind = 'text' | 'boolean' | 'number' | readonly string[];

interface Field {
	/** Name in the editor. */
	shown: string;
	kind: Kind;
	/** Most characters of a text. */
	longest?: number;
}

/** Fields by the API's name for them. All others are texts. */
const FIELDS: Record<string, Field> = {
	platform: { shown: 'Platform', kind: ['instagram', 'tiktok'] },
	period: { shown: 'Period', kind: ['7d', '30d', '90d'] },
	order_direction: { shown: 'Direction', kind: ['asc', 'desc'] },
	is_active: { shown: 'Active', kind: 'boolean' },
	scrape_interval_hours: { shown: 'Refresh Interval', kind: 'number' },
	max_recent_posts_per_account: { shown: 'Recent Posts to Collect', kind: 'number' },
	post_lookback_days: { shown: 'Post Look-Back', kind: 'number' },
	username: { shown: 'Username', kind: 'text' },
	identifier: { shown: 'Video', kind: 'text' },
	// Contract, CreatorCreate and CreatorUpdate.
	name: { shown: 'Name', kind: 'text', longest: 255 },
	category: { shown: 'Category', kind: 'text' },
	account_id: { shown: 'Account', kind: 'text' },
	creator_id: { shown: 'Creator', kind: 'text' },
};

/** Whether a value stands for "not set": it is left out of requests. */
export function isBlank(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** What a user reads of a value that is refused. */
export function shownValue(value: unknown): string {
	return value !== null && typeof value === 'object' ? 'this value' : `"${String(value).trim().slice(0, 80)}"`;
}

/** TRUE and FALSE as sheets write them, and the switch itself. */
function asBoolean(value: unknown): boolean | undefined {
	const text = String(value).trim().toLowerCase();
	return text === 'true' ? true : text === 'false' ? false : undefined;
}

/**
 * One of a few words, in capitals or not.
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the field and the words that it takes
 */
export function oneOf<T extends string>(
	context: IExecuteSingleFunctions,
	itemIndex: number,
	shown: string,
	value: unknown,
	words: readonly T[],
): T {
	const given = String(value ?? '').trim().toLowerCase();
	const word = words.find((candidate) => candidate.toLowerCase() === given);
	if (word !== undefined && typeof value !== 'object') return word;
	throw inputError(context.getNode(), shown, `${shownValue(value)} is none of ${words.join(', ')}.`, { itemIndex });
}

/**
 * A value in the type that the API wants. Expressions, sheets and AI agents give numbers and switches as text, and names in capitals.
 * @param name of the field in the query or body
 * @param value not blank
 * @throws NodeOperationError that names the field when the value is nothing that it can hold
 */
export function typedValue(context: IExecuteSingleFunctions, itemIndex: number, name: string, value: unknown): string | number | boolean {
	const { shown, kind, longest = Infinity } = FIELDS[name] ?? { shown: name, kind: 'text' };
	const refuse = (what: string) => inputError(context.getNode(), shown, what, { itemIndex });
	if (kind === 'number') return wholeNumber(context, itemIndex, shown, value, { min: 1, max: Infinity })!;
	if (kind === 'boolean') {
		const flag = asBoolean(value);
		if (flag === undefined) throw refuse(`${shownValue(value)} is neither true nor false.`);
		return flag;
	}
	if (kind !== 'text') return oneOf(context, itemIndex, shown, value, kind);
	if (typeof value === 'object') throw refuse('must be a single text.');
	const text = String(value).trim();
	if (text.length > longest) throw refuse(`has ${text.length} characters; CreatorAudit takes at most ${longest}.`);
	return text;
}
