import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';

/** What the API takes in a field of a query or body (contract): a text, a switch, a whole number, or one of a few words. */
type Kind = 'text' | 'boolean' | 'number' | readonly string[];

/** Characters of a text where the contract sets no limit: more does not fit into an address. */
const LONGEST_TEXT = 2_000;

interface Field {
	/** Name in the editor. */
	shown: string;
	kind: Kind;
	/** Most characters of a text; {@link LONGEST_TEXT} when absent. */
	longest?: number;
	/** The largest number; none when absent. */
	largest?: number;
	/** Whether people write an @ before it, which usernames do not hold. */
	called?: boolean;
}

/** Fields by the API's name for them, or by resource and name where resources differ. All others are texts. */
const FIELDS: Record<string, Field> = {
	platform: { shown: 'Platform', kind: ['instagram', 'tiktok'] },
	period: { shown: 'Period', kind: ['7d', '30d', '90d'] },
	q: { shown: 'Username Contains', kind: 'text', called: true },
	'organization.q': { shown: 'Search For', kind: 'text', called: true },
	// Of the endpoints without pages (contract/NOTES.md#pagination).
	limit: { shown: 'Limit', kind: 'number', largest: 25 },
	// contract/NOTES.md#lists
	'account.order_by': {
		shown: 'Order By',
		kind: [
			'added_at',
			'username',
			'last_scrape_time',
			'follower_count',
			'view_count',
			'like_count',
			'play_count',
		],
	},
	'creator.order_by': { shown: 'Order By', kind: ['name'] },
	'video.order_by': {
		shown: 'Order By',
		kind: ['added_at', 'create_time', 'view_count', 'like_count', 'play_count'],
	},
	order_direction: { shown: 'Direction', kind: ['asc', 'desc'] },
	is_active: { shown: 'Active', kind: 'boolean' },
	scrape_interval_hours: { shown: 'Refresh Interval (Hours)', kind: 'number' },
	max_recent_posts_per_account: { shown: 'Recent Posts to Collect', kind: 'number' },
	post_lookback_days: { shown: 'Post Look-Back (Days)', kind: 'number' },
	username: { shown: 'Username', kind: 'text' },
	identifier: { shown: 'Video', kind: 'text' },
	// contract/NOTES.md#creators
	name: { shown: 'Name', kind: 'text', longest: 255 },
	category: { shown: 'Category', kind: 'text' },
	account_id: { shown: 'Account', kind: 'text' },
	creator_id: { shown: 'Creator', kind: 'text' },
};

/** Whether a value stands for "not set": it is left out of requests. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** What a user reads of a value that is refused. */
export function shownValue(value: unknown): string {
	return value !== null && typeof value === 'object'
		? 'this value'
		: `"${String(value).trim().slice(0, 80)}"`;
}

/** A DateTime of Luxon, as expressions such as $now give it. */
function isDateTime(value: object): value is { toISO(): string | null } {
	return 'toUTC' in value && 'toISO' in value && typeof value.toISO === 'function';
}

/** A moment, which expressions give as an object, as the text that n8n shows for it; any other value as it is, an impossible moment too. */
export function withoutMoments(value: unknown): unknown {
	if (value instanceof Date) return Number.isNaN(+value) ? value : value.toISOString();
	return value !== null && typeof value === 'object' && isDateTime(value)
		? (value.toISO() ?? value)
		: value;
}

/** Characters of a text, as JSON Schema counts them, by which the contract sets its limits: an emoji is one, where JavaScript counts two. */
export function lengthOf(text: string): number {
	return Array.from(text).length;
}

/** A value as text; undefined for objects and lists, of which some cannot even be written as one. */
export function textOf(given: unknown): string | undefined {
	const value = withoutMoments(given);
	return value !== null && typeof value === 'object' ? undefined : String(value ?? '').trim();
}

/**
 * Whether a number has more digits than JavaScript keeps: what came as 7123456789012345678, as a sheet or JSON gives the ID of a post on
 * TikTok, is 7123456789012346000 by now, which is another post.
 */
export function hasLostDigits(value: unknown): boolean {
	return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

/** What to say of such a number. */
export const DIGITS_LOST =
	'is a number with more digits than n8n can keep; the last ones are wrong. Give it as text: format the column of the sheet as plain text, or put it in quotes.';

/**
 * A switch, or TRUE and FALSE as sheets write them.
 * @param shown name of the field in the editor
 * @returns undefined when the field is empty
 * @throws NodeOperationError that names the field when it is neither
 */
export function readSwitch(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
): boolean | undefined {
	if (isBlank(value)) return undefined;
	const text = textOf(value)?.toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw inputError(context.getNode(), shown, `${shownValue(value)} is neither true nor false.`, {
		itemIndex,
	});
}

/**
 * A whole number that a user entered, or an expression gave.
 * @param shown name of the field in the editor
 * @returns undefined when the field is empty
 * @throws NodeOperationError that names the field when it is no whole number within the bounds
 */
export function wholeNumber(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
	{ min, max }: { min: number; max: number },
): number | undefined {
	if (isBlank(value)) return undefined;
	const number =
		typeof value === 'number' ? value : typeof value === 'string' ? Number(value.trim()) : NaN;
	if (Number.isInteger(number) && number >= min && number <= max) return number;
	const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
	throw inputError(
		context.getNode(),
		shown,
		`${shownValue(value)} is not a whole number ${range}.`,
		{ itemIndex },
	);
}

/**
 * One of a few words, in capitals or not.
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the field and the words that it takes
 */
export function oneOf<T extends string>(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
	words: readonly T[],
): T {
	const given = textOf(value)?.toLowerCase();
	const word = words.find((candidate) => candidate.toLowerCase() === given);
	if (word !== undefined) return word;
	throw inputError(
		context.getNode(),
		shown,
		`${shownValue(value)} is none of ${words.join(', ')}.`,
		{ itemIndex },
	);
}

/**
 * A value in the type that the API wants. Expressions, sheets and AI agents give numbers and switches as text, and names in capitals.
 * @param resource whose field it is
 * @param name of the field in the query or body
 * @param value not blank
 * @throws NodeOperationError that names the field when the value is nothing that it can hold
 */
export function typedValue(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	resource: string,
	name: string,
	value: unknown,
): string | number | boolean {
	const {
		shown,
		kind,
		longest = LONGEST_TEXT,
		largest = Infinity,
		called,
	} = FIELDS[`${resource}.${name}`] ?? FIELDS[name] ?? { shown: name, kind: 'text' };
	const refuse = (what: string) => inputError(context.getNode(), shown, what, { itemIndex });
	if (kind === 'number')
		return wholeNumber(context, itemIndex, shown, value, { min: 1, max: largest })!;
	if (kind === 'boolean') return readSwitch(context, itemIndex, shown, value)!;
	if (kind !== 'text') return oneOf(context, itemIndex, shown, value, kind);
	const given = textOf(value);
	if (given === undefined) throw refuse('must be a single text.');
	const text = called ? given.replace(/^@(?=.)/, '') : given;
	if (hasLostDigits(value)) throw refuse(`${text} ${DIGITS_LOST}`);
	if (lengthOf(text) > longest)
		throw refuse(`has ${lengthOf(text)} characters; CreatorAudit takes at most ${longest}.`);
	return text;
}
