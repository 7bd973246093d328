import { runOf } from '../transport/connection';
import { idOf, lookUpOnce, type Found } from './accountLookup';
import { allHaveBegun } from '../runner/startBarrier';
import { parseHandle } from '../input/handles';
import { isUuid } from '../input/ids';
import type { Item } from '../runner/runItem';

/** Look-ups that the items of one run wait for together. */
interface Gathering {
	lookups: Set<Promise<Found>>;
	allDone: Promise<unknown>;
}

const gatherings = new WeakMap<object, Gathering>();

function openGathering(run: object, item: Item): Gathering {
	const lookups = new Set<Promise<Found>>();
	const allDone = allHaveBegun(item).then(async () => {
		gatherings.delete(run);
		await Promise.allSettled(lookups);
	});
	const gathering = { lookups, allDone };
	gatherings.set(run, gathering);
	return gathering;
}

/**
 * The ids of accounts that are named by ID, username or address. All items of a run go on at the same moment, so that what they ask then
 * still fits into as few calls as possible. Must be called before anything is awaited.
 * @param texts as readIds gives them, each an ID or a handle
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the first handle that is not tracked, or tracked twice
 */
export async function resolveTogether(
	item: Item,
	texts: string[],
	shown: string,
): Promise<string[]> {
	const { context, index, send } = item;
	const run = runOf(context);
	const gathering = gatherings.get(run) ?? openGathering(run, item);
	const found = texts.map((text) => {
		if (isUuid(text)) return text;
		const lookup = lookUpOnce(context, parseHandle(text)!, send);
		gathering.lookups.add(lookup);
		// It is awaited below, but perhaps not before it has failed.
		lookup.catch(() => undefined);
		return lookup;
	});
	const ids: string[] = [];
	// A name that is not tracked need not wait for the names of others, and may end their look-ups.
	for (const one of found)
		ids.push(typeof one === 'string' ? one : idOf(context, index, shown, await one));
	await gathering.allDone;
	return [...new Set(ids)];
}
