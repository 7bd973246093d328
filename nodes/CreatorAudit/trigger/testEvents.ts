import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { readPages } from '../transport/pagination/paginate';
import { send as call } from '../transport/send';
import type { SendOptions } from '../transport/types';
import { beginSync, detectChanges, type RefreshEvent } from './sync/detectChanges';
import { eventItem, loadMetrics } from './eventItems';
import { newestPosts } from './posts/newPosts';
import { LISTS } from './sync/watchedLists';
import { compareWithSnapshots } from './state/metricSnapshots';
import type { Settings } from './settings';

/** Items of a manual test. */
const SHOWN = 5;
/** Pages that are looked through for them; rows that were never refreshed may come first. */
const MOST_PAGES = 10;

async function readRows(
	context: IPollFunctions,
	{ resource, filters, ids }: Settings,
	options: SendOptions,
): Promise<IDataObject[]> {
	const { path, newestFirst, sort } = LISTS[resource];
	const rows: IDataObject[] = [];
	for (const id of [...(ids ?? [])].slice(0, SHOWN)) {
		const request = { method: 'GET' as const, path: `${path}/${encodeURIComponent(id)}` };
		const { body } = await call(context, request, options);
		rows.push((body as { data: IDataObject }).data);
	}
	if (ids) return rows;
	const order = newestFirst ? sort : { order_by: 'added_at', order_direction: 'desc' };
	const query = { ...filters, ...order };
	let pages = 0;
	for await (const page of readPages(context, { method: 'GET', path, query }, options)) {
		rows.push(...page.rows.filter((row) => row.last_scrape_time));
		pages += 1;
		if (rows.length >= SHOWN || pages >= MOST_PAGES) break;
	}
	return rows;
}

/** The newest of what there is, for "Fetch Test Event": real items, and nothing is remembered. */
export async function showNewest(
	context: IPollFunctions,
	settings: Settings,
	send: SendOptions,
): Promise<INodeExecutionData[][] | null> {
	const { resource, types, metricsPeriod, comparedFields } = settings;
	const rows = await readRows(context, settings, send);
	if (resource === 'accountVideo') {
		const posts = (await newestPosts(context, rows, SHOWN, send)).slice(-SHOWN).reverse();
		return posts.length > 0 ? [posts.map((post) => eventItem(resource, post))] : null;
	}
	const { events } = detectChanges(
		beginSync(true),
		{ rows, complete: true },
		{ lookbackMs: 0, nowMs: Infinity, limit: Infinity, isWanted: () => true },
	);
	const wanted = events.filter(({ type }) => types.has(type));
	// A test that shows the fields is worth more than an empty one.
	const shown: RefreshEvent[] = (wanted.length > 0 ? wanted : events).slice(-SHOWN).reverse();
	if (shown.length === 0) return null;
	const metrics = metricsPeriod
		? await loadMetrics(context, resource, shown, metricsPeriod, { send })
		: undefined;
	if (metrics?.error) throw metrics.error;
	const { columns } = compareWithSnapshots(undefined, shown, comparedFields);
	return [shown.map((event, at) => eventItem(resource, event, metrics?.columns[at], columns[at]))];
}
