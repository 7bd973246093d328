import { NodeApiError, type IDataObject, type JsonObject } from 'n8n-workflow';

import { pause, systemClock } from '../../transport/clock';
import { connect } from '../../transport/connection';
import { toNodeApiError } from '../../transport/errors/nodeErrors';
import { isFailure } from '../../transport/errors/failure';
import { trySend } from '../../transport/send';
import type { Item } from '../../runner/types';
import { rowsOf } from '../../output/rows';

/** Seconds that are waited when the user sets nothing. */
export const DEFAULT_WAIT_S = 300;
export const LONGEST_WAIT_S = 3_600;
/** First pause between two looks, in ms; grows by half each time (contract/NOTES.md#polling). */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Waits until a new account or video has been refreshed for the first time: its last_scrape_time is null until then
 * (contract/NOTES.md#freshness).
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
	const { signal } = await connect(context);
	const until = systemClock.now() + seconds * 1000;
	let current = record;
	for (
		let pauseMs = FIRST_PAUSE_MS;
		!current.last_scrape_time;
		pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)
	) {
		const leftMs = until - systemClock.now();
		if (leftMs <= 0 || !record.id) {
			const message = `The new entry (ID ${String(record.id)}) is tracked, but was not refreshed within ${seconds} second${seconds === 1 ? '' : 's'}`;
			throw new NodeApiError(context.getNode(), { message } as JsonObject, {
				message,
				description:
					'Before you run it again, raise "Wait Timeout (Seconds)" and set "If It Exists" to return the existing one. Or use the CreatorAudit Trigger with the event First Refresh to go on when the numbers are there.',
				itemIndex,
			});
		}
		await pause(Math.min(pauseMs, leftMs), systemClock, signal);
		current = await lookAgain(item, collection, record);
	}
	return current;
}

/** @throws NodeApiError that also says what has succeeded: run again, Track would find the entry that it has made */
async function lookAgain(
	{ context, index, send }: Item,
	collection: string,
	record: IDataObject,
): Promise<IDataObject> {
	const path = `${collection}/${encodeURIComponent(String(record.id))}`;
	const outcome = await trySend(context, { method: 'GET', path }, send);
	if (!isFailure(outcome)) return rowsOf(outcome.body)[0] ?? record;
	const tracked = `It has been tracked (ID ${String(record.id)}); what failed is only the wait for its first refresh. Before you run it again, set "If It Exists" to return the existing one.`;
	// The note of what was not even sent is the message.
	const note =
		outcome.kind === 'unsent' ? outcome.note : [tracked, outcome.note].filter(Boolean).join(' ');
	throw toNodeApiError(context.getNode(), { ...outcome, note }, index);
}
