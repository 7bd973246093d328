import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { runOf } from '../transport/connection';
import type { Item } from './runItem';

/**
 * What a node has changed at the API. n8n's Retry On Fail runs all items again after one has failed, also those that have
 * succeeded (n8n-facts 1.10), and keeps the data of the execution, by which this is known to the next go.
 */
interface Deeds {
	/** The record that came of it, and the run that did it. */
	done: Map<string, { run: object; record: IDataObject }>;
	/** What has failed and may have been carried out all the same. */
	doubtful: Set<string>;
}

const deedsByData = new WeakMap<object, Deeds>();
const failedRuns = new WeakSet<object>();

function deedsOf({ context }: Item): Deeds {
	const data = context.getExecuteData();
	const deeds = deedsByData.get(data) ?? { done: new Map(), doubtful: new Set() };
	deedsByData.set(data, deeds);
	return deeds;
}

/** Two items that want the same are two wishes. */
const nameOf = ({ index }: Item, deed: string): string => `${index} ${deed}`;

/** Takes note that an item of a run has failed, so that n8n may run all of them again. */
export function rememberFailure(context: IExecuteSingleFunctions): void {
	failedRuns.add(runOf(context));
}

/**
 * What the item has done already in an earlier run that has failed. After a run without a failure n8n has no reason for another one: then
 * it is a new wish, by an AI agent that uses the node once more as its tool.
 * @param deed what is to be done; the item's index is added
 * @returns the record that came of it; undefined when it is still to be done
 */
export function doneBefore(item: Item, deed: string): IDataObject | undefined {
	const done = deedsOf(item).done.get(nameOf(item, deed));
	return done && failedRuns.has(done.run) ? done.record : undefined;
}

/** Takes note of what an item has done. */
export function rememberDone(item: Item, deed: string, record: IDataObject): void {
	deedsOf(item).done.set(nameOf(item, deed), { run: runOf(item.context), record });
}

/** Whether an earlier run may have done it, although it failed. */
export function isDoubtful(item: Item, deed: string): boolean {
	return deedsOf(item).doubtful.has(nameOf(item, deed));
}

/** Takes note that something has failed and may have been carried out all the same. */
export function rememberDoubt(item: Item, deed: string): void {
	deedsOf(item).doubtful.add(nameOf(item, deed));
}
