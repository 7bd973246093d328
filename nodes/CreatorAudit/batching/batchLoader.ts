import type { IDataObject } from 'n8n-workflow';

import { startBatches, type BatchEntry, type BatchName } from './batchRequest';
import { allItemsStarted } from '../runner/startBarrier';
import type { Item } from '../runner/types';
import { runScoped } from '../runner/runScope';

/** Ids that the items of one run want to know about, gathered before the first call. */
interface Batch {
	ids: Set<string>;
	entries: Promise<Map<string, Promise<BatchEntry>>>;
}

/** Waves that are still open, by their question. */
const openBatches = runScoped(() => new Map<string, Batch>());

/** Waits for everybody to join, closes the wave and makes the calls. */
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
 * Joins the ids of all items of a run that ask the same question.
 *
 * When all items have begun, everybody has joined, and the calls can be made for all together. An engine that starts items one by one still
 * gets right answers, by more calls. Must be called before anything is awaited.
 * @param body the window that the ids share
 * @returns the entries of `ids`, in their order
 */
export async function loadMany(
	item: Item,
	name: BatchName,
	ids: string[],
	body: IDataObject,
): Promise<BatchEntry[]> {
	const open = openBatches(item.context);
	const question = JSON.stringify([name, body]);
	let wave = open.get(question);
	if (!wave) {
		const joined = new Set<string>();
		wave = { ids: joined, entries: ask(item, name, joined, body, () => open.delete(question)) };
		open.set(question, wave);
	}
	for (const id of ids) wave.ids.add(id);
	const entries = await wave.entries;
	return await Promise.all(ids.map(async (id) => await entries.get(id)!));
}
