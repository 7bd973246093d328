import { sleep } from 'n8n-workflow';

import type { Item } from './runItem';

/** When all items of a node run have begun, for runs of which that is known; by execute data. */
const beginnings = new WeakMap<object, Promise<void>>();

/**
 * Says when all items of a node run will have begun, for a run that takes several turns of the event loop to begin them.
 * @param data the run's execute data
 */
export function beginUntil(data: object, allHaveBegun: Promise<void>): void {
	beginnings.set(data, allHaveBegun);
}

/**
 * Resolves when all items of the item's run have begun. n8n's engine starts them in one go (n8n-facts 1.1, 1.7), so that one turn of the
 * event loop is enough there; {@link beginUntil} says so for runs that take several.
 */
export async function allHaveBegun({ context }: Item): Promise<void> {
	await sleep(0);
	await beginnings.get(context.getExecuteData());
}
