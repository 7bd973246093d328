import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { startBatches } from '../batching/batchRequest';
import { COLUMNS } from '../output/columns';
import { metricColumns } from '../output/metricColumns';
import type { SendOptions } from '../transport/types';
import type { RefreshEvent } from './sync/detectChanges';
import type { WatchedResource } from './sync/watchedLists';

const EVENT_NAMES = { firstRefresh: 'firstRefresh', refresh: 'refreshed' } as const;

/**
 * The metrics of events, in their order, as far as they could be had.
 * @param period 7d, 30d or 90d
 * @returns columns of the first events, and the error that ended them
 */
export async function loadMetrics(
	context: IPollFunctions,
	resource: WatchedResource,
	events: RefreshEvent[],
	period: string,
	send: SendOptions,
): Promise<{ columns: IDataObject[]; error?: Error }> {
	const window = { period };
	const entries = startBatches(
		context,
		resource,
		new Set(events.map(({ id }) => id)),
		window,
		send,
	);
	const columns: IDataObject[] = [];
	for (const { id } of events) {
		try {
			const { values, meta } = await entries.get(id)!;
			columns.push(metricColumns(values, meta, window));
		} catch (error) {
			return { columns, error: error as Error };
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
	return {
		json: Object.assign(
			{ event: `${resource}.${EVENT_NAMES[type]}` },
			inReadingOrder(resource, row),
			...more,
		) as IDataObject,
	};
}
