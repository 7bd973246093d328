import { sleep, type IDataObject } from 'n8n-workflow';

import { runOf } from '../transport/connection';
import { startBatches, type BatchEntry, type BatchName } from './batch';
import type { Item } from './item';

/** Ids that the items of one run want to know about, gathered before the first call. */
interface Wave {
	ids: Set<string>;
	entries: Promise<Map<string, Promise<BatchEntry>>>;
}

const waves = new WeakMap<object, Map<string, Wave>>();

/**
 * Joins the ids of all items of a run that ask the same question.
 *
 * The engine starts all items in one go (n8n-facts 1.1, 1.7), so after one turn of the event loop everybody has joined, and the calls can be
 * made for all together. An engine that starts items one by one still gets right answers, by more calls. Must be called before
 * anything is awaited.
 * @param body the window that the ids share
 * @returns the entries of `ids`, in their order
 */
export async function askTogether(item: Item, name: BatchName, ids: string[], body: IDataObject): Promise<BatchEntry[]> {
	const run = runOf(item.context);
	const open = waves.get(run) ?? new Map<string, Wave>();
	waves.set(run, open);
	const question = JSON.stringify([name, body]);
	let wave = open.get(question);
	if (!wave) {
		const joined = new Set<string>();
		const entries = sleep(0).then(() => {
			open.delete(question);
			return startBatches(item.context, name, joined, body, item.send);
		});
		wave = { ids: joined, entries };
		open.set(question, wave);
	}
	for (const id of ids) wave.ids.add(id);
	const entries = await wave.entries;
	return await Promise.all(ids.map(async (id) => await entries.get(id)!));
}
