import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../../transport/clock';
import type { SendOptions } from '../../transport/types';
import type { Settings } from '../settings';
import type { TriggerState } from '../state/triggerState';
import type { RefreshEvent } from '../sync/detectChanges';
import type { Changes } from '../sync/readChanges';
import { beginPosts, PostLog, newsAfter } from './postState';
import { postReader } from './postReader';

/** Posts to emit, and the state that goes with them. */
interface NewPosts {
	/** The one published first stands first. */
	events: RefreshEvent[];
	state: TriggerState;
	/** What ended the reading early, when something can be emitted all the same. */
	error?: Error;
}

const byTime = (a: RefreshEvent, b: RefreshEvent) => a.time - b.time;

/**
 * Reads the posts of refreshed accounts, and finds those that were not emitted yet. An account counts as processed once all its posts are
 * emitted; the others keep their turn.
 * @param untilMs moment of the clock after which no account is begun
 * @throws what ended the reading, when there is nothing to show for it
 */
export async function selectPosts(
	context: IPollFunctions,
	{ limit, maximumAgeMs, emitExisting }: Settings,
	{ select }: Changes,
	send: SendOptions & { untilMs: number },
): Promise<NewPosts> {
	const { events: accounts, state } = select(Infinity);
	const { initialSync, newest } = state.sync;
	if (!state.posts) {
		// Where the past ends is known after the initial sync only.
		const isKnown = !initialSync || (emitExisting && newest > 0);
		if (isKnown) state.posts = beginPosts(newest, maximumAgeMs, emitExisting);
		if (!emitExisting || !isKnown) return { events: [], state };
	}
	const posts = state.posts!;
	const log = new PostLog(posts);
	const read = postReader(context, posts.floor, send);
	const events: RefreshEvent[] = [];
	let processed = 0;
	let error: Error | undefined;
	for (const { row: account } of accounts) {
		if (!log.isRead(account)) {
			if (events.length >= limit || systemClock.now() >= send.untilMs) break;
			try {
				const after = newsAfter(posts, account, maximumAgeMs);
				const rows = await read(account, after);
				const taken = log.take(account, rows, { after, limit: limit - events.length });
				events.push(...taken.events);
				if (taken.hasMore) break;
				log.noteRead(account, rows);
			} catch (caught) {
				error = caught as Error;
				break;
			}
		}
		processed += 1;
	}
	if (error && processed === 0 && events.length === 0) throw error;
	const next = select(processed).state;
	next.posts = log.after(next.sync, maximumAgeMs);
	return { events: events.sort(byTime), state: next, error };
}

/** Most accounts whose posts are read for a manual test. */
const MOST_TESTED = 10;

/** Posts of the first accounts, for a manual test, the oldest first. @param shown how many are wanted; as many accounts are read */
export async function newestPosts(
	context: IPollFunctions,
	accounts: IDataObject[],
	shown: number,
	send: SendOptions,
): Promise<RefreshEvent[]> {
	const log = new PostLog(beginPosts(0, 0, true));
	const read = postReader(context, 0, send);
	const events: RefreshEvent[] = [];
	for (const [at, account] of accounts.slice(0, MOST_TESTED).entries()) {
		if (at >= shown && events.length >= shown) break;
		const all = { after: 0, limit: Infinity };
		events.push(...log.take(account, await read(account, 0), all).events);
	}
	return events.sort(byTime);
}
