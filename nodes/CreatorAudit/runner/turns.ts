import type { ApiContext } from '../transport/types';
import { nodeRunOf, type NodeRun } from '../transport/nodeRun';

/** The items of a run in their order, and the records that they change. */
interface Turns {
	/** Resolves when all items so far have said which record they change, or have ended. */
	allSaid: Promise<void>;
	/** The last piece of work for each record. */
	last: Map<string, Promise<unknown>>;
}

/** An item among those of its run. */
interface Place {
	/** Resolves when all earlier items have said which record they change, or have ended. */
	earlierSaid: Promise<void>;
	/** Says it for this item. */
	say(): void;
}

const turnsOf = new WeakMap<NodeRun, Turns>();
const places = new WeakMap<object, Place>();

function turnsOfRun(run: NodeRun): Turns {
	const turns = turnsOf.get(run) ?? { allSaid: Promise.resolve(), last: new Map() };
	turnsOf.set(run, turns);
	return turns;
}

/** Takes an item's place behind those before it. Called for each item when it begins, in their order. */
export function takePlace(context: ApiContext, run: NodeRun): void {
	const turns = turnsOfRun(run);
	const earlierSaid = turns.allSaid;
	let say!: () => void;
	const said = new Promise<void>((resolve) => (say = resolve));
	turns.allSaid = earlierSaid.then(async () => await said);
	places.set(context, { earlierSaid, say });
}

/** Lets later items go on: this one has ended, and changes nothing more. */
export function leavePlace(context: ApiContext): void {
	places.get(context)?.say();
}

/**
 * Does something to a record after everything that earlier items of the run do to it: rows of a sheet may name the same record, and then
 * the later row counts, however long the earlier one is looked up, retried or waited for. What concerns other records goes on in parallel.
 * @param record names it, the same for all items that mean it
 */
export async function inTurn<T>(
	{ context }: { context: ApiContext },
	record: string,
	work: () => Promise<T>,
): Promise<T> {
	const run = nodeRunOf(context);
	const place = places.get(context);
	if (!run || !place) return await work();
	// An item that names its record by a name does not know yet which one it is.
	await place.earlierSaid;
	const { last } = turnsOfRun(run);
	const turn = (last.get(record) ?? Promise.resolve()).then(work, work);
	last.set(record, turn);
	place.say();
	return await turn;
}
