import type { IDataObject } from 'n8n-workflow';

import { startBatches, type BatchEntry, type BatchName } from './batchRequest';
import { allItemsStarted } from '../runner/startBarrier';
import type { Item } from '../runner/types';
import { runScoped } from '../runner/runScope';

/** Ids of all items of a run that share one question, collected before the first request. */
interface Batch {
	ids: Set<string>;
	entries: Promise<Map<string, Promise<BatchEntry>>>;
}

/** Batches that still take ids, by their question. */
const openBatches = runScoped(() => new Map<string, Batch>());

/** Waits until all items have added their ids, closes the batch and sends it. */
async function ask(
	item: Item,
	name: BatchName,
	joined: Set<string>,
	body: IDataObject,
	close: () => void,
): Batch['entries'] {
	await allItemsStarted(item);
	close();
	return startBatches(item.context, name, joined, body, item.send);
}

/**
 * Loads ids together with those of the run's other items that ask the same question.
 *
 * The batch is sent once all items have started. An engine that starts items one by one gets the same answers with more requests.
 * Call it before the first await of an item, or the item misses the batch.
 * @param body the window that the ids share
 * @param untilAll waits for the ids of the other items, too, so that what all of them ask next is one batch again
 * @returns the entries of `ids`, in their order
 */
export async function loadMany(
	item: Item,
	name: BatchName,
	ids: string[],
	body: IDataObject,
	untilAll = false,
): Promise<BatchEntry[]> {
	const open = openBatches(item.context);
	const question = JSON.stringify([name, body]);
	let batch = open.get(question);
	if (!batch) {
		const joined = new Set<string>();
		batch = { ids: joined, entries: ask(item, name, joined, body, () => open.delete(question)) };
		open.set(question, batch);
	}
	for (const id of ids) batch.ids.add(id);
	const entries = await batch.entries;
	if (untilAll) await Promise.allSettled(entries.values());
	return await Promise.all(ids.map(async (id) => await entries.get(id)!));
}
