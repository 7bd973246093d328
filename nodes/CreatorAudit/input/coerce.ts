import type { INode, INodeProperties } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { findChoice, valueOf, type Choice } from './choices';
import { usernamePart } from './names/handles';
import { isSheetError, SHEET_ERROR } from './names/sheetValues';

/** Characters of a text where the contract sets no limit: more does not fit into an address. */
const LONGEST_TEXT = 2_000;
/** Characters of a text by the API's name for it, where the contract sets a limit (contract/openapi.yaml, CreatorCreate). */
const MAX_LENGTH: Record<string, number> = { name: 255 };

/** Where a field is read: an item of the node, or the trigger, which has no items. */
export interface FieldInput {
	context: { getNode(): INode };
	index?: number;
}

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

/** What is wrong with a value in any field: a sheet or n8n put it in the place of what was meant. */
export function cellProblem(value: unknown): string | undefined {
	if (isSheetError(value)) return `${shownValue(value)} ${SHEET_ERROR}`;
	return hasLostDigits(value) ? `${String(value)} ${DIGITS_LOST}` : undefined;
}

const ON = ['true', 'yes', 'on', '1'];
const OFF = ['false', 'no', 'off', '0'];

/**
 * A switch, or TRUE, yes, 1 and their opposites, as sheets and forms write them.
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
	if (text !== undefined && ON.includes(text)) return true;
	if (text !== undefined && OFF.includes(text)) return false;
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
		{ itemIndex, description: 'Enter digits only, or correct the expression.' },
	);
}

/**
 * One of a few choices, by its value or its label, in capitals or not.
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the field and the values that it takes
 */
export function oneOf<T extends string>(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
	choices: ReadonlyArray<Choice<T>>,
): T {
	const found = findChoice(textOf(value) ?? '', choices);
	if (found !== undefined) return found;
	throw inputError(
		context.getNode(),
		shown,
		`${shownValue(value)} is none of ${choices.map(valueOf).join(', ')}.`,
		{ itemIndex },
	);
}

/**
 * A value in the type that the API takes. Expressions, sheets and AI agents give numbers and switches as text, and names in capitals.
 * @param field as the operation declares it: its type, choices and bounds count
 * @param name the API's name for it
 * @param value not blank
 * @throws NodeOperationError that names the field when it cannot hold the value
 */
export function apiValue(
	{ context, index: itemIndex }: FieldInput,
	field: INodeProperties | undefined,
	name: string,
	value: unknown,
): string | number | boolean {
	const { displayName: shown = name, type = 'string', typeOptions, options } = field ?? {};
	if (type === 'number') {
		const { minValue: min = 1, maxValue: max = Infinity } = typeOptions ?? {};
		return wholeNumber(context, itemIndex, shown, value, { min, max })!;
	}
	if (type === 'boolean') return readSwitch(context, itemIndex, shown, value)!;
	if (type === 'options') {
		return oneOf(context, itemIndex, shown, value, options as Array<Choice & object>);
	}
	const refuse = (what: string) => inputError(context.getNode(), shown, what, { itemIndex });
	const given = textOf(value);
	if (given === undefined) throw refuse('must be a single text.');
	// Searches are for usernames most of all, which people write with an @ or paste as an address.
	const text = name === 'q' ? usernamePart(given) : given;
	const problem = cellProblem(text) ?? cellProblem(value);
	if (problem !== undefined) throw refuse(problem);
	const longest = MAX_LENGTH[name] ?? LONGEST_TEXT;
	if (lengthOf(text) > longest)
		throw refuse(`has ${lengthOf(text)} characters; CreatorAudit takes at most ${longest}.`);
	return text;
}
