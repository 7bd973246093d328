import {
	NodeApiError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { startBatches } from '../batching/batchRequest';
import { COLUMNS } from '../output/columns';
import { metricColumns } from '../output/metricColumns';
import type { SendOptions } from '../transport/types';
import { isTransient } from './failedPolls';
import type { RefreshEvent } from './sync/detectChanges';
import type { WatchedResource } from './sync/watchedLists';

const EVENT_NAMES = { firstRefresh: 'firstRefresh', refresh: 'refreshed', new: 'new' } as const;

/** Statuses by which the API refuses an id for good. */
const REFUSED = ['400', '404', '422'];

/**
 * The metrics of events, in their order, as far as they could be had. For an id that the API refuses the columns are empty, and
 * `metrics_error` says why.
 * @param period 7d, 30d or 90d
 * @param isOverdue metrics that cannot be had for now count as refused, so that events do not wait for them for ever
 * @returns columns of the first events, and the error that ended them
 */
export async function loadMetrics(
	context: IPollFunctions,
	resource: Exclude<WatchedResource, 'accountVideo'>,
	events: RefreshEvent[],
	period: string,
	{ send, isOverdue = false }: { send: SendOptions; isOverdue?: boolean },
): Promise<{ columns: IDataObject[]; error?: Error }> {
	const window = { period };
	const ids = new Set(events.map(({ id }) => id));
	const entries = startBatches(context, resource, ids, window, send);
	const columns: IDataObject[] = [];
	for (const { id } of events) {
		try {
			const { values, meta } = await entries.get(id)!;
			columns.push({ ...metricColumns(values, meta, window), metrics_error: null });
		} catch (error) {
			const isRefused = error instanceof NodeApiError && REFUSED.includes(String(error.httpCode));
			if (!isRefused && !(isOverdue && isTransient(error)))
				return { columns, error: error as Error };
			const empty = { ...metricColumns(undefined, {}, window), found: null };
			const { message, description } = error as NodeApiError;
			const reason = [message, ...(description ?? '').split('\n')].join(' ').trim();
			columns.push({ ...empty, metrics_error: reason });
		}
	}
	return { columns };
}

/** The row with its most useful fields first, where a table in the editor shows them; none is left out. */
function inReadingOrder(resource: WatchedResource, row: IDataObject): IDataObject {
	const first = COLUMNS[resource].filter(
		(name): name is string => typeof name === 'string' && Object.hasOwn(row, name),
	);
	return { ...Object.fromEntries(first.map((name) => [name, row[name]])), ...row };
}

/** The item that an event starts the workflow with: the event, the resource's own fields, and what was asked for besides. */
export function eventItem(
	resource: WatchedResource,
	{ type, row }: RefreshEvent,
	...more: Array<IDataObject | undefined>
): INodeExecutionData {
	const event = { event: `${resource}.${EVENT_NAMES[type]}` };
	// Spreads take own fields only, and make of "__proto__" a field like any other.
	const json: IDataObject = { ...event, ...inReadingOrder(resource, row) };
	return { json: more.reduce<IDataObject>((all, columns) => ({ ...all, ...columns }), json) };
}
