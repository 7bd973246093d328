import { sleep } from 'n8n-workflow';

import type { Item } from './types';

/** When all items of a node run have begun, for runs of which that is known; by execute data. */
const startBarriers = new WeakMap<object, Promise<void>>();

/**
 * Says when all items of a node run will have begun, for a run that takes several turns of the event loop to begin them.
 * @param data the run's execute data
 */
export function setStartBarrier(data: object, allItemsStarted: Promise<void>): void {
	startBarriers.set(data, allItemsStarted);
}

/**
 * Resolves when all items of the item's run have begun. n8n's engine starts them in one go (docs/n8n-internals.md#work-across-items), so that one turn of the
 * event loop is enough there; {@link setStartBarrier} says so for runs that take several.
 */
export async function allItemsStarted({ context }: Item): Promise<void> {
	await sleep(0);
	await startBarriers.get(context.getExecuteData());
}
