import type { TriggerState } from '../state/triggerState';
import {
	cutoffOf,
	detectChanges,
	nextWatermark,
	type ChangeOptions,
	type RefreshEvent,
} from './detectChanges';
import { scanList, type ReadPage, type Scan } from './scan';
import { LISTS } from './watchedLists';

/** What a scan has brought. */
export interface Changes {
	scan: Scan;
	/**
	 * The events to emit, and the state that goes with them. Nothing is decided by calling it: a caller that can emit fewer calls it again.
	 * @param limit most events; the others are deferred
	 */
	select(limit: number): { events: RefreshEvent[]; state: TriggerState };
}

/** Reads a list once, from its beginning or on from where the last poll stopped, and finds the changes in it. */
export async function readChanges(
	state: TriggerState,
	readPage: ReadPage,
	options: Omit<ChangeOptions, 'limit'>,
): Promise<Changes> {
	const { newestFirst } = LISTS[state.resource];
	const { scan: unfinished, ...fresh } = state.sync;
	// The initial sync has to read the whole lookback window, or what it left out would be news; begun anew, also what is news since.
	// What an unfinished scan knows of its own beginning does not hold for one that begins anew.
	const stopAt = (newestAtStart: number, startedAt: number | undefined, resumed: boolean) => {
		if (!fresh.initialSync) return fresh.watermark;
		const next =
			(resumed ? unfinished?.nextWatermark : undefined) ??
			nextWatermark(fresh, { newestAtStart, startedAt }, options);
		return Math.min(next, fresh.initialCutoff ?? Infinity);
	};
	const scan = await scanList(state.checkpoints, readPage, { newestFirst, stopAt });
	const { previous } = state;
	return {
		scan,
		select: (limit) => {
			const { events, sync, deferredIds } = detectChanges(scan.resumed ? state.sync : fresh, scan, {
				...options,
				limit,
			});
			const next: TriggerState = { ...state, sync, checkpoints: scan.checkpoints(deferredIds) };
			if (scan.complete) delete next.previous;
			else if (previous) next.previous = { ...previous, until: previous.until ?? cutoffOf(scan) };
			return { events, state: next };
		},
	};
}
