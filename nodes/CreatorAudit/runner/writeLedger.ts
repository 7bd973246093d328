import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { runScopeOf } from '../transport/connection';
import type { Item } from './types';

/**
 * What a node has changed at the API. n8n's Retry On Fail runs all items again after one has failed, also those that have
 * succeeded (docs/n8n-internals.md#retry-on-fail), and keeps the data of the execution, by which this is known to the next go.
 */
interface WriteLedger {
	/** The record that came of it, and the run that did it. */
	done: Map<string, { run: object; record: IDataObject }>;
	/** What has failed and may have been carried out all the same. */
	unknownOutcomes: Set<string>;
}

const ledgers = new WeakMap<object, WriteLedger>();
const failedRuns = new WeakSet<object>();

function ledgerOf({ context }: Item): WriteLedger {
	const data = context.getExecuteData();
	const deeds = ledgers.get(data) ?? { done: new Map(), unknownOutcomes: new Set() };
	ledgers.set(data, deeds);
	return deeds;
}

/** Two items that want the same are two wishes. */
const nameOf = ({ index }: Item, writeKey: string): string => `${index} ${writeKey}`;

/** Takes note that an item of a run has failed, so that n8n may run all of them again. */
export function recordFailedRun(context: IExecuteSingleFunctions): void {
	failedRuns.add(runScopeOf(context));
}

/**
 * What the item has done already in an earlier run that has failed. After a run without a failure n8n has no reason for another one: then
 * it is a new wish, by an AI agent that uses the node once more as its tool.
 * @param writeKey what is to be done; the item's index is added
 * @returns the record that came of it; undefined when it is still to be done
 */
export function findWrite(item: Item, writeKey: string): IDataObject | undefined {
	const done = ledgerOf(item).done.get(nameOf(item, writeKey));
	return done && failedRuns.has(done.run) ? done.record : undefined;
}

/** Takes note of what an item has done. */
export function recordWrite(item: Item, writeKey: string, record: IDataObject): void {
	ledgerOf(item).done.set(nameOf(item, writeKey), { run: runScopeOf(item.context), record });
}

/** Whether an earlier run may have done it, although it failed. */
export function isOutcomeUnknown(item: Item, writeKey: string): boolean {
	return ledgerOf(item).unknownOutcomes.has(nameOf(item, writeKey));
}

/** Takes note that something has failed and may have been carried out all the same. */
export function recordUnknownOutcome(item: Item, writeKey: string): void {
	ledgerOf(item).unknownOutcomes.add(nameOf(item, writeKey));
}
