import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import type { ApiRequest, QueryValue } from '../transport/types';
import { idOf, lookUpOnce } from '../batching/accountLookup';
import { readCleared } from '../input/clear';
import { normaliseDates } from '../input/dates';
import { HANDLE_ADVICE, parseHandle, visible } from '../input/handles';
import { isUuid, WHERE_IDS_ARE } from '../input/ids';
import type { Item } from '../runner/types';
import { readMetadata } from '../input/metadata';
import { isBlank, textOf, typedValue } from '../input/coerce';

/** Locators by the name that stands in a path template: how the editor calls them. */
const LOCATORS: Record<string, string> = {
	accountId: 'Account',
	videoId: 'Video',
	creatorId: 'Creator',
};

/** What a locator holds; no value when it is a list or an object. */
interface Located {
	mode?: string;
	value: string | undefined;
}

/** A resource locator's mode and value; a bare value, as an AI agent or an expression gives it, has no mode. */
function readLocator(context: IExecuteSingleFunctions, name: string): Located {
	const given = context.getNodeParameter(name, '') as unknown;
	const located =
		given !== null && typeof given === 'object' && 'value' in given
			? (given as IDataObject)
			: { value: given };
	const { mode, value } = located as { mode?: unknown; value: unknown };
	return { mode: typeof mode === 'string' ? mode : undefined, value: textOf(value) };
}

/**
 * The id that a locator of an item means.
 * @param name the locator's parameter
 * @param located what it holds, for a locator that is not a field of its own
 * @throws NodeOperationError that names the locator when it is empty, no id, or a handle that is not tracked
 */
async function locate(
	{ context, index: itemIndex, send }: Item,
	name: string,
	{ mode, value: given }: Located = readLocator(context, name),
): Promise<string> {
	const shown = LOCATORS[name] ?? name;
	if (given === undefined)
		throw inputError(context.getNode(), shown, 'must be a single text.', { itemIndex });
	const value = visible(given);
	if (value === '') {
		const description = `Pick ${shown === 'Account' ? 'an account' : `a ${shown.toLowerCase()}`} from the list or enter its ID.`;
		throw inputError(context.getNode(), shown, 'is empty.', { itemIndex, description });
	}
	if (isUuid(value)) return value.toLowerCase();
	// By ID means an ID; elsewhere an expression or an AI agent may give a name.
	const byName = name === 'accountId' && mode !== 'id';
	const handle = parseHandle(value);
	if (byName && handle)
		return idOf(context, itemIndex, shown, await lookUpOnce(context, handle, send));
	const what = byName
		? 'is neither an ID, a username nor the address of a profile'
		: 'is not an ID';
	const advice = byName
		? HANDLE_ADVICE
		: name === 'accountId' && handle
			? 'To give a username or an address, choose By Username.'
			: '';
	throw inputError(context.getNode(), shown, `"${value.slice(0, 80)}" ${what}.`, {
		itemIndex,
		description: `${advice} ${WHERE_IDS_ARE}`.trim(),
	});
}

/** Fills a path template such as /creators/{creatorId}/accounts/{accountId}; also gives the ids by name. */
async function fillPath(
	item: Item,
	template: string,
): Promise<{ path: string; ids: Record<string, string> }> {
	const ids: Record<string, string> = {};
	for (const [, name] of template.matchAll(/\{(\w+)\}/g)) ids[name] = await locate(item, name);
	return {
		path: template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name])),
		ids,
	};
}

/** Locators among the filters, by the query parameter that they fill. */
const LOCATED_FILTERS: Record<string, string> = {
	account_id: 'accountId',
	creator_id: 'creatorId',
};

const resourceOf = ({ context }: Item): string => String(context.getNodeParameter('resource', ''));

/** The query without blank entries; every value plain, accounts and creators by their id. */
async function cleanQuery(item: Item, qs: IDataObject): Promise<Record<string, QueryValue>> {
	const { start_date, end_date, ...others } = qs;
	const clean: Record<string, QueryValue> = {};
	for (const [name, value] of Object.entries(others)) {
		if (!isBlank(value))
			clean[name] = typedValue(item.context, item.index, resourceOf(item), name, value);
	}
	Object.assign(clean, normaliseDates(item.context, item.index, { start_date, end_date }));
	// Look-ups by name come last, so that nothing is sent when another field is wrong.
	for (const [name, locator] of Object.entries(LOCATED_FILTERS)) {
		if (clean[name] !== undefined)
			clean[name] = await locate(item, locator, { value: String(clean[name]) });
	}
	return clean;
}

function cleanBody(item: Item, body: IDataObject): IDataObject | undefined {
	const given = Object.entries(body).filter(([, value]) => !isBlank(value));
	const clean: IDataObject = readCleared(item);
	for (const [name, value] of given)
		clean[name] = typedValue(item.context, item.index, resourceOf(item), name, value);
	const metadata = readMetadata(item);
	if (metadata) clean.metadata = metadata;
	return Object.keys(clean).length > 0 ? clean : undefined;
}

/**
 * The call that an operation's routing and an item's parameters describe.
 * @returns the request, and the ids that its path was filled with
 * @throws NodeOperationError that names the field, before anything is sent
 */
export async function buildRequest(
	item: Item,
): Promise<{ request: ApiRequest; ids: Record<string, string> }> {
	const { method = 'GET', url = '/', qs = {}, body } = item.request;
	const query = await cleanQuery(item, qs);
	const cleaned =
		method === 'GET' || method === 'DELETE'
			? undefined
			: cleanBody(item, (body ?? {}) as IDataObject);
	if (method === 'PATCH' && cleaned === undefined) {
		const toClear =
			resourceOf(item) === 'account'
				? ' To take a value away, choose it in "Values to Clear".'
				: '';
		throw inputError(
			item.context.getNode(),
			'Update Fields',
			'nothing is to be changed. Add at least one field.',
			{
				itemIndex: item.index,
				description: `A field that is left empty stays as it is.${toClear}`,
			},
		);
	}
	const { path, ids } = await fillPath(item, url);
	return { request: { method, path, query, body: cleaned }, ids };
}
