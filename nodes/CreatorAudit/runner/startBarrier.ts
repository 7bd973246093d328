import { sleep } from 'n8n-workflow';

import { allConnected } from '../transport/connection';
import type { Item } from './types';

/** Resolves when all items of a node run have started; by execute data. */
const startBarriers = new WeakMap<object, Promise<void>>();

/**
 * Registers when all items of a node run will have started, for a run that takes several turns of the event loop to start them.
 * @param data the run's execute data
 */
export function setStartBarrier(data: object, allItemsStarted: Promise<void>): void {
	startBarriers.set(data, allItemsStarted);
}

/**
 * Resolves when all items of the item's run have started. n8n's declarative engine starts them in one turn of the event loop
 * (docs/n8n-internals.md#work-across-items); for runs that take several turns {@link setStartBarrier} says when.
 */
export async function allItemsStarted({ context }: Item): Promise<void> {
	await sleep(0);
	await startBarriers.get(context.getExecuteData());
	await allConnected(context);
}
