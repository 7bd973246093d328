import { runScopeOf } from '../transport/connection';
import { idOf, lookUpOnce } from './accountLookup';
import { allItemsStarted } from '../runner/startBarrier';
import { parseHandle } from '../input/handles';
import { isUuid } from '../input/ids';
import type { Item } from '../runner/types';

/** Look-ups that the items of one run wait for together. */
interface PendingLookups {
	lookups: Set<Promise<unknown>>;
	allDone: Promise<unknown>;
}

const pendingByRun = new WeakMap<object, PendingLookups>();

/** The look-ups of the item's run. All that wait for `allDone` go on at the same moment. Must be called before anything is awaited. */
export function pendingLookups(item: Item): PendingLookups {
	const run = runScopeOf(item.context);
	return pendingByRun.get(run) ?? collectLookups(run, item);
}

function collectLookups(run: object, item: Item): PendingLookups {
	const lookups = new Set<Promise<unknown>>();
	const allDone = allItemsStarted(item).then(async () => {
		pendingByRun.delete(run);
		await Promise.allSettled(lookups);
	});
	const pending = { lookups, allDone };
	pendingByRun.set(run, pending);
	return pending;
}

/**
 * The ids of accounts that are named by ID, username or address. All items of a run go on at the same moment, so that what they ask then
 * still fits into as few calls as possible. Must be called before anything is awaited.
 * @param texts as readIds gives them, each an ID or a handle
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the first handle that is not tracked, or tracked twice
 */
export async function resolveAccounts(
	item: Item,
	texts: string[],
	shown: string,
): Promise<string[]> {
	const { context, index, send } = item;
	const pending = pendingLookups(item);
	const found = texts.map((text) => {
		if (isUuid(text)) return text;
		const lookup = lookUpOnce(context, parseHandle(text)!, send);
		pending.lookups.add(lookup);
		// It is awaited below, but perhaps not before it has failed.
		lookup.catch(() => undefined);
		return lookup;
	});
	const ids: string[] = [];
	// A name that is not tracked need not wait for the names of others, and may end their look-ups.
	for (const one of found)
		ids.push(typeof one === 'string' ? one : idOf(context, index, shown, await one));
	await pending.allDone;
	return [...new Set(ids)];
}
