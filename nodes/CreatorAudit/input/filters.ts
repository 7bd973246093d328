import type { IDataObject, INode } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { oneOf, shownValue } from './coerce';
import { visible } from './handles';

/** Where filters are read: of an item of the action node, or of the trigger. */
interface FilterContext {
	getNode(): INode;
}

/** What becomes of a filter that was added and has no value. */
export type BlankFilters = 'refuse' | 'leaveOut';

/** Which filter is read, and how. */
export interface FilterField {
	/** Name in the collection. */
	name: string;
	/** Name in the editor. */
	shown: string;
	/** `refuse` when absent. */
	blank?: BlankFilters;
	/** What to do instead, for the error; the action node's words when absent. */
	advice?: string;
}

/** What to say of a filter without a value, in the action node. */
export const BLANK_FILTER_ADVICE =
	'To list all, remove this filter. If an empty value is to mean all, set the option Blank Filters to Leave Out.';

/** The value that a resource locator holds; any other value as it is. */
export function plainValue(given: unknown): unknown {
	return given !== null && typeof given === 'object' && 'value' in given ? given.value : given;
}

/** Whether a value filters nothing: none, a text of blanks and separators, or a list of such. */
export function isBlankFilter(given: unknown): boolean {
	const value = plainValue(given);
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return /^[\s,;]*$/.test(visible(value));
	return Array.isArray(value) && value.every(isBlankFilter);
}

/**
 * The value of one filter. A filter whose expression finds nothing must not mean everything: a step that deletes may stand behind the list.
 * @param filters the collection, with its expressions evaluated: a filter was added when its name is a key
 * @param itemIndex zero-based; undefined in the trigger
 * @returns the value, of a resource locator the value inside; undefined when the filter was not added, or is blank and may be left out
 * @throws NodeOperationError that names the filter when it was added and has no value
 */
export function readFilterValue(
	context: FilterContext,
	itemIndex: number | undefined,
	filters: IDataObject,
	{ name, shown, blank = 'refuse', advice = BLANK_FILTER_ADVICE }: FilterField,
): unknown {
	if (!Object.hasOwn(filters, name)) return undefined;
	if (!isBlankFilter(filters[name])) return plainValue(filters[name]);
	if (blank === 'leaveOut') return undefined;
	throw inputError(context.getNode(), shown, 'was added and has no value.', {
		itemIndex,
		description: advice,
	});
}

/**
 * A collection of filters as it was given. An expression may stand in the place of the whole collection; what it gives must then be an
 * object of known names, because an unknown one would filter nothing.
 * @param shown name of the collection in the editor
 * @param given its value, with expressions evaluated
 * @param names of its filters
 * @throws NodeOperationError that names the collection when an expression gave anything else
 */
export function readFilterCollection(
	context: FilterContext,
	itemIndex: number | undefined,
	given: unknown,
	{ name, shown, names }: { name: string; shown: string; names: readonly string[] },
): IDataObject {
	const isObject = Object.prototype.toString.call(given) === '[object Object]';
	// What the editor has kept of another operation's filters is not shown, and counts for nothing.
	if (typeof context.getNode().parameters[name] !== 'string')
		return isObject ? (given as IDataObject) : {};
	const advice = `Give an object with some of these names: ${names.join(', ')}. To list all, give {} or remove the expression.`;
	const refuse = (what: string) =>
		inputError(context.getNode(), shown, what, { itemIndex, description: advice });
	if (!isObject) throw refuse(`${shownValue(given)} is not an object of filters.`);
	const unknown = Object.keys(given as IDataObject).find((key) => !names.includes(key));
	if (unknown !== undefined) throw refuse(`"${unknown.slice(0, 50)}" is none of them.`);
	return given as IDataObject;
}

/** The choice of an item for its filters without a value. */
export function readBlankFilters(
	context: FilterContext,
	itemIndex: number | undefined,
	choice: unknown,
): BlankFilters {
	if (isBlankFilter(choice)) return 'refuse';
	return oneOf(context, itemIndex, 'Blank Filters', choice, ['refuse', 'leaveOut']);
}
