import { NodeApiError, type IDataObject, type JsonObject } from 'n8n-workflow';

import { systemClock } from '../../transport/clock';
import { toNodeApiError } from '../../transport/errors/nodeErrors';
import { isFailure } from '../../transport/errors/failure';
import type { Item } from '../../runner/types';
import { refreshWatch } from './refreshWatch';

/** Default of Wait Timeout, in seconds. */
export const DEFAULT_WAIT_S = 300;
export const LONGEST_WAIT_S = 3_600;

/**
 * Waits until a new account or video has been refreshed for the first time: its last_scrape_time is null until then
 * (contract/NOTES.md#freshness). Items that wait at the same time are looked at together.
 * @param collection path of the list, such as /accounts
 * @param record the record as created
 * @param seconds how long to wait
 * @returns the refreshed record
 * @throws NodeApiError when it has not been refreshed in time; the record stays tracked
 */
export async function awaitFirstRefresh(
	item: Item,
	collection: string,
	record: IDataObject,
	seconds: number,
): Promise<IDataObject> {
	const { context, index: itemIndex } = item;
	if (record.last_scrape_time) return record;
	const id = String(record.id);
	const untilMs = systemClock.now() + seconds * 1000;
	const ending = record.id
		? await refreshWatch(item, collection).wait(item, id, untilMs)
		: undefined;
	if (ending instanceof Error) throw ending;
	if (ending && isFailure(ending)) {
		const tracked = `It has been tracked (ID ${id}); only the wait for its first refresh failed. Before you run it again, set "If It Exists" to return the existing one.`;
		// The note of what was not even sent is the message.
		const note =
			ending.kind === 'unsent' ? ending.note : [tracked, ending.note].filter(Boolean).join(' ');
		throw toNodeApiError(context.getNode(), { ...ending, note }, itemIndex);
	}
	if (ending) return ending;
	const message = `The new entry (ID ${id}) is tracked, but was not refreshed within ${seconds} second${seconds === 1 ? '' : 's'}`;
	throw new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description:
			'Before you run it again, raise "Wait Timeout (Seconds)" and set "If It Exists" to return the existing one. Or use the CreatorAudit Trigger with the event First Refresh to go on when the numbers are there.',
		itemIndex,
	});
}
