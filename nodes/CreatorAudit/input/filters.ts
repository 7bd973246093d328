import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { oneOf } from './coerce';
import type { DeclaredFields } from './declaredFields';
import { visible } from './names/handles';
import type { ItemInput } from './types';

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
	'To list all, remove it. If an empty value is to mean all, set the option Blank Filters to Leave Out.';

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

/** A collection as the node's parameters hold it; n8n makes {} of one that is an expression, so that none of its entries was added. */
export function readCollection(given: unknown): IDataObject {
	return Object.prototype.toString.call(given) === '[object Object]' ? (given as IDataObject) : {};
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

/** Collections of which each added entry narrows or orders a list. */
const CONDITIONS = ['filters', 'sort'];

/** The API's names of all conditions that an operation takes, added or not. */
export function conditionNames({ collections }: DeclaredFields): Set<string> {
	const entries = CONDITIONS.flatMap((name) => collections.get(name)?.options ?? []);
	return new Set(
		(entries as INodeProperties[]).flatMap(({ routing }) => routing?.send?.property ?? []),
	);
}

/**
 * The filters and sort rules of an item, by the API's names.
 * @param blank what becomes of those without a value
 * @throws NodeOperationError that names the filter or rule
 */
export function readConditions(
	{ context, index, fields }: ItemInput & { fields: DeclaredFields },
	blank: BlankFilters,
): IDataObject {
	const found: IDataObject = {};
	for (const name of CONDITIONS) {
		const collection = fields.collections.get(name);
		if (!collection) continue;
		const given = readCollection(context.getNodeParameter(name, {}));
		for (const {
			name: entry,
			displayName: shown,
			routing,
		} of collection.options as INodeProperties[]) {
			const value = readFilterValue(context, index, given, { name: entry, shown, blank });
			if (value !== undefined) found[routing!.send!.property!] = value as IDataObject;
		}
	}
	return found;
}
