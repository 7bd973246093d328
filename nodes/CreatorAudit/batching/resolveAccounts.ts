import { runScopeOf } from '../transport/connection';
import { ambiguous, findOnce, foundAccount } from './accountLookup';
import { allItemsStarted } from '../runner/startBarrier';
import { parseHandle } from '../input/names/handles';
import { isOnlyId } from '../input/ids';
import type { Item } from '../runner/types';

/** Look-ups that the items of one run wait for together. */
interface PendingLookups {
	lookups: Set<Promise<unknown>>;
	allDone: Promise<unknown>;
}

const pendingByRun = new WeakMap<object, PendingLookups>();

/** The look-ups of the item's run. All that wait for `allDone` go on at the same moment. */
function pendingLookups(item: Item): PendingLookups {
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

/** A record whose numbers are wanted. */
export interface Subject {
	/** undefined: it is not tracked. */
	id?: string;
	username?: unknown;
	platform?: unknown;
	/** What it was called, where the output says so. */
	given?: string;
}

/**
 * Looks subjects up. All items of a run go on at the same moment, so that what they ask then still fits into as few calls as possible. Must
 * be called before anything is awaited.
 * @returns each subject once
 * @throws what the first look-up that failed has thrown
 */
export async function resolveAll(
	item: Item,
	texts: string[],
	lookUp: (text: string) => Promise<Subject>,
): Promise<Subject[]> {
	const pending = pendingLookups(item);
	const lookups = texts.map(lookUp);
	for (const lookup of lookups) {
		pending.lookups.add(lookup);
		// Prevents an unhandled rejection: it may fail before it is awaited below.
		lookup.catch(() => undefined);
	}
	const subjects = new Map<string, Subject>();
	for (const lookup of lookups) {
		const subject = await lookup;
		const { id, platform, username, given } = subject;
		const name = id ?? given ?? `${String(platform)}:${String(username)}`;
		if (!subjects.has(name) || username !== undefined) subjects.set(name, subject);
	}
	await pending.allDone;
	return [...subjects.values()];
}

/**
 * The accounts that are named by ID, username or address. Must be called before anything is awaited.
 * @param texts as readIds gives them, each an ID or a handle
 * @param shown name of the field in the editor
 * @returns without an id those that are not tracked
 * @throws NodeOperationError that names the first handle that is tracked on both platforms
 */
export async function resolveAccounts(
	item: Item,
	texts: string[],
	shown: string,
): Promise<Subject[]> {
	const { context, index, send } = item;
	return await resolveAll(item, texts, async (text) => {
		if (isOnlyId(text)) return { id: text };
		const handle = parseHandle(text)!;
		const [account, second] = await findOnce(context, handle, send);
		if (second) return foundAccount(context, index, shown, ambiguous(handle));
		if (!account) return { ...handle };
		const { id, username, platform } = account;
		return { id: String(id), username, platform };
	});
}
