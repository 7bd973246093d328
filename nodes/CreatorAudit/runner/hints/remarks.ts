import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../output/parseTime';
import { HOUR_MS } from '../../transport/clock';
import { nodeRunOf, type NodeRun } from '../../transport/nodeRun';
import type { ApiContext } from '../../transport/types';

/** What a run came across in the API's answers. */
export interface Remarks {
	/** Names of records whose last refresh is older than twice their interval. */
	stale: Set<string>;
	/** Items whose filters matched nothing. */
	unmatched: number;
}

const remarks = new WeakMap<NodeRun, Remarks>();

/** The remarks of a run, which the functions below add to. */
export function remarksOf(run: NodeRun): Remarks {
	const own = remarks.get(run) ?? { stale: new Set(), unmatched: 0 };
	remarks.set(run, own);
	return own;
}

/** Whether a record, as the API sends it, should have been refreshed long ago. What is paused is not refreshed. @param nowMs ms since 1970 */
export function isStale(record: IDataObject, nowMs: number): boolean {
	const { is_active: isActive, last_scrape_time: time, scrape_interval_hours: hours } = record;
	if (isActive === false || typeof hours !== 'number' || !(hours > 0)) return false;
	return nowMs - (parseTime(time) ?? NaN) > 2 * hours * HOUR_MS;
}

/** Takes note of a record that should have been refreshed long ago. */
export function noteRecord(context: ApiContext, record: IDataObject): void {
	const run = nodeRunOf(context);
	if (run && isStale(record, Date.now()))
		remarksOf(run).stale.add(String(record.username ?? record.shortcode ?? record.id));
}

/** Takes note that the filters of an item matched nothing. */
export function noteUnmatched(context: ApiContext): void {
	const run = nodeRunOf(context);
	if (run) remarksOf(run).unmatched += 1;
}
