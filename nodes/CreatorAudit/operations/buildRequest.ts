import type { IDataObject } from 'n8n-workflow';

import { readCleared } from '../input/clear';
import { apiValue, isBlank } from '../input/coerce';
import { normaliseDates } from '../input/dates';
import { readMetadata } from '../input/metadata';
import type { Item } from '../runner/types';
import { inputError } from '../transport/errors/nodeErrors';
import type { ApiRequest, QueryValue } from '../transport/types';
import { locate } from './locate';

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

/** The query without blank entries; every value plain, accounts and creators by their id. */
async function cleanQuery(item: Item, qs: IDataObject): Promise<Record<string, QueryValue>> {
	const { start_date, end_date, ...others } = qs;
	const clean: Record<string, QueryValue> = {};
	for (const [name, value] of Object.entries(others)) {
		if (!isBlank(value)) clean[name] = apiValue(item, item.fields.byApiName.get(name), name, value);
	}
	Object.assign(clean, normaliseDates(item.context, item.index, { start_date, end_date }));
	// Look-ups by name come last, so that nothing is sent when another field is wrong.
	for (const [name, value] of Object.entries(clean)) {
		const field = item.fields.byApiName.get(name);
		if (field?.type === 'resourceLocator')
			clean[name] = await locate(item, field.name, { value: String(value) });
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
