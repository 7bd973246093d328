import type { IDataObject } from 'n8n-workflow';

import { readCleared } from '../input/clear';
import { apiValue, isBlank, shownValue } from '../input/coerce';
import { normaliseDates } from '../input/dates';
import {
	BLANK_FILTER_ADVICE,
	conditionNames,
	readBlankFilters,
	readConditions,
	type BlankFilters,
} from '../input/filters';
import { HANDLE_ADVICE, parseHandle } from '../input/names/handles';
import { readMetadata } from '../input/metadata';
import { platformName } from '../input/names/platforms';
import { readOptions } from '../runner/itemOptions';
import type { Item } from '../runner/types';
import { inputError } from '../transport/errors/nodeErrors';
import type { ApiRequest, QueryValue } from '../transport/types';
import { locate, readLocator } from './locate/locate';

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

/** Whether a field holds an expression, which may give nothing. */
function isExpression({ context, fields }: Item, name: string): boolean {
	const field = fields.byApiName.get(name);
	// n8n copies the whole node each time it is asked for.
	const raw = field && context.getNode().parameters[field.name];
	return typeof raw === 'string' && raw.startsWith('=');
}

/** @throws NodeOperationError when a date was left to an expression that finds nothing, which would mean other days without a word */
function refuseBlankDates(item: Item, dates: IDataObject, blank: BlankFilters): void {
	if (blank === 'leaveOut') return;
	for (const [name, value] of Object.entries(dates)) {
		if (!isBlank(value) || !isExpression(item, name)) continue;
		throw inputError(
			item.context.getNode(),
			item.fields.byApiName.get(name)!.displayName,
			'its expression has no value.',
			{ itemIndex: item.index, description: BLANK_FILTER_ADVICE },
		);
	}
}

/**
 * Takes the platform, too, from the address of a profile that is given as a filter by username.
 * @param query is filled in place
 * @throws NodeOperationError when it is the address of something else, or the platform is set to the other one
 */
function narrowToProfile(
	{ context, index: itemIndex }: Item,
	query: Record<string, QueryValue>,
	given: unknown,
): void {
	const text = String(given);
	const profile = parseHandle(text);
	const refuse = (message: string, description?: string) =>
		inputError(context.getNode(), 'Username Contains', message, { itemIndex, description });
	if (!profile && text.includes('/'))
		throw refuse(`${shownValue(text)} is not the address of a profile.`, HANDLE_ADVICE);
	const { platform } = profile ?? {};
	if (platform === undefined) return;
	if (query.platform !== undefined && query.platform !== platform) {
		throw refuse(
			`this is a profile on ${platformName(platform)}, but the filter Platform says ${platformName(query.platform)}.`,
		);
	}
	query.platform = platform;
}

/** Builds the query: plain values, and ids for accounts and creators. */
async function cleanQuery(item: Item, qs: IDataObject): Promise<Record<string, QueryValue>> {
	const { start_date, end_date, ...others } = qs;
	const blank = readBlankFilters(item.context, item.index, readOptions(item.context).blankFilters);
	const conditions = conditionNames(item.fields);
	const clean: Record<string, QueryValue> = {};
	const fill = (name: string, value: unknown) => {
		clean[name] = apiValue(item, item.fields.byApiName.get(name), name, value);
	};
	for (const [name, value] of Object.entries(others)) {
		if (conditions.has(name)) continue;
		if (isBlank(value))
			throw inputError(
				item.context.getNode(),
				item.fields.byApiName.get(name)?.displayName ?? name,
				'is empty.',
				{ itemIndex: item.index },
			);
		fill(name, value);
	}
	const given = readConditions(item, blank);
	for (const [name, value] of Object.entries(given)) fill(name, value);
	if (given.q !== undefined && conditions.has('platform')) narrowToProfile(item, clean, given.q);
	refuseBlankDates(item, { start_date, end_date }, blank);
	Object.assign(clean, normaliseDates(item.context, item.index, { start_date, end_date }));
	// Look-ups by name come last, so that nothing is sent when another field is wrong.
	for (const [name, value] of Object.entries(clean)) {
		const field = item.fields.byApiName.get(name);
		if (field?.type === 'resourceLocator')
			clean[name] = await locate(item, field.name, {
				...readLocator(item.context, `filters.${field.name}`),
				value: String(value),
			});
	}
	return clean;
}

function cleanBody(item: Item, body: IDataObject): IDataObject | undefined {
	const given = Object.entries(body).filter(([, value]) => !isBlank(value));
	const toClear = item.fields.byParameter.get('clear');
	const clean: IDataObject = toClear ? readCleared(item, toClear) : {};
	for (const [name, value] of given)
		clean[name] = apiValue(item, item.fields.byApiName.get(name), name, value);
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
		const toClear = item.fields.byParameter.has('clear')
			? ' To take a value away, choose it in "Values to Clear".'
			: '';
		throw inputError(
			item.context.getNode(),
			'Update Fields',
			'this changes nothing. Add at least one field.',
			{
				itemIndex: item.index,
				description: `An empty field stays as it is.${toClear}`,
			},
		);
	}
	const { path, ids } = await fillPath(item, url);
	return { request: { method, path, query, body: cleaned }, ids };
}
