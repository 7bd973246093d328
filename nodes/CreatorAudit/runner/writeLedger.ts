import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { nodeRunOf } from '../transport/nodeRun';
import type { Item } from './types';

/**
 * The writes of a node in one execution. n8n's Retry On Fail reruns all items after one has failed, those that succeeded included, with the
 * same execute data (docs/n8n-internals.md#retry-on-fail). The ledger keeps the rerun from writing twice.
 */
interface WriteLedger {
	/** By write key: the resulting record, and the run that wrote it. */
	done: Map<string, { run: object; record: IDataObject }>;
	/** Write keys of requests that failed and may have taken effect. */
	unknownOutcomes: Set<string>;
}

const ledgers = new WeakMap<object, WriteLedger>();
const failedRuns = new WeakSet<object>();

function ledgerOf({ context }: Item): WriteLedger {
	const data = context.getExecuteData();
	const ledger = ledgers.get(data) ?? { done: new Map(), unknownOutcomes: new Set() };
	ledgers.set(data, ledger);
	return ledger;
}

/** The key includes the item index, since equal inputs are separate writes, and the credential, since it may be another one in a rerun. */
const keyOf = ({ index, keyId }: Item, writeKey: string): string => `${index} ${keyId} ${writeKey}`;

/** Records that an item failed, after which n8n may rerun all items. */
export function recordFailedRun(context: IExecuteSingleFunctions): void {
	failedRuns.add(nodeRunOf(context) ?? context);
}

/**
 * Finds what the item wrote in an earlier run that failed. After a run without failure n8n does not rerun: the same write is then a new
 * one, by an AI agent that calls the node as its tool again.
 * @param writeKey method, path and body of the write; the item's index is added
 * @returns the resulting record; undefined when nothing was written yet
 */
export function findWrite(item: Item, writeKey: string): IDataObject | undefined {
	const done = ledgerOf(item).done.get(keyOf(item, writeKey));
	return done && failedRuns.has(done.run) ? done.record : undefined;
}

/** Records a write and the record that it resulted in. */
export function recordWrite(item: Item, writeKey: string, record: IDataObject): void {
	ledgerOf(item).done.set(keyOf(item, writeKey), {
		run: nodeRunOf(item.context) ?? item.context,
		record,
	});
}

/** Whether an earlier attempt failed but may have taken effect. */
export function isOutcomeUnknown(item: Item, writeKey: string): boolean {
	return ledgerOf(item).unknownOutcomes.has(keyOf(item, writeKey));
}

/** Records that a write failed and may have taken effect. */
export function recordUnknownOutcome(item: Item, writeKey: string): void {
	ledgerOf(item).unknownOutcomes.add(keyOf(item, writeKey));
}
