import { inTurn } from '../runner/turns';
import type { Item } from '../runner/types';

/** Methods that change a record that is there already. */
const CHANGES = ['PATCH', 'PUT', 'DELETE'];

/**
 * The record that a path means: its last collection and ID. For the link of an account to a creator that is the account, which has one
 * creator at the most (contract/NOTES.md#creators).
 */
function recordOf(path: string): string {
	const segments = path.split('?')[0].toLowerCase().split('/').filter(Boolean);
	return segments.slice(-2).join('/');
}

/**
 * Makes an item's call. A change waits until earlier items of the run have changed the same record.
 * @param request what is called
 * @param call makes the call
 */
export async function callInTurn<T>(
	item: Item,
	{ method, path }: { method: string; path: string },
	call: () => Promise<T>,
): Promise<T> {
	return CHANGES.includes(method) ? await inTurn(item, recordOf(path), call) : await call();
}
