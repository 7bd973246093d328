import { advance, pastUntil, settledBy, type RefreshEvent } from './detectChanges';
import { LISTS } from './watchedLists';
import type { State } from '../state/triggerState';
import { walkList, type ReadPage, type Walked } from './scan';

/** What a walk has brought. */
export interface News {
	walked: Walked;
	/**
	 * The events to hand out, and the state that goes with them. Nothing is decided by calling it: a caller that finds that it can hand out
	 * fewer calls it again.
	 * @param most events at the most; the others keep their turn
	 */
	take(most: number): { events: RefreshEvent[]; state: State };
}

/**
 * Reads a list once, from its beginning or on from where it had to stop, and finds the news in it.
 * @param wanted whether the user wants to hear of an event
 */
export async function readNews(
	state: State,
	readPage: ReadPage,
	overlapMs: number,
	wanted: (event: RefreshEvent) => boolean,
): Promise<News> {
	const { newestFirst } = LISTS[state.kind];
	const { walk: unfinished, ...fresh } = state.watch;
	// The first walk has to read the whole overlap, or what it left out would be news; begun anew, also what is news since.
	// What an earlier walk has found out about its own beginning does not hold for one that begins anew.
	const stopAt = (newestAtStart: number, startedAt: number | undefined, resumed: boolean) => {
		if (!fresh.baseline) return fresh.horizon;
		const settles =
			(resumed ? unfinished?.settles : undefined) ??
			settledBy(fresh, { newestAtStart, startedAt }, overlapMs);
		return Math.min(settles, fresh.since ?? Infinity);
	};
	const walked = await walkList(state.trail, readPage, { newestFirst, stopAt });
	const watch = walked.resumed ? state.watch : fresh;
	return {
		walked,
		take: (most) => {
			const outcome = advance(watch, walked, { overlapMs, limit: most, wanted });
			const next: State = { ...state, watch: outcome.watch, trail: walked.trail(outcome.held) };
			if (walked.complete) delete next.before;
			else
				next.before = state.before?.map((former, at, { length }) =>
					at < length - 1 ? former : { ...former, until: former.until ?? pastUntil(walked) },
				);
			return { events: outcome.events, state: next };
		},
	};
}
