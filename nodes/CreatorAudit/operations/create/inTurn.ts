import { runScoped } from '../../runner/runScope';
import type { Item } from '../../runner/types';

/** The last piece of work for each record of a run. */
const lastWork = runScoped(() => new Map<string, Promise<unknown>>());

/**
 * Does something to a record after everything that earlier items of the run do to it: rows of a sheet may name the same record, and then
 * the later row counts. What concerns other records goes on in parallel.
 * @param record names it, the same for all items that mean it
 */
export async function inTurn<T>(
	{ context }: Item,
	record: string,
	work: () => Promise<T>,
): Promise<T> {
	const last = lastWork(context);
	const turn = (last.get(record) ?? Promise.resolve()).then(work, work);
	last.set(record, turn);
	return await turn;
}
