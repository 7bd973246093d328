import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { sameFilters, type Filters } from '../state/filters';
import { LISTS } from './watchedLists';
import { pageReader, recordReader, type DeadlinedSend } from './pageReader';
import type { Settings } from '../settings';
import { storedState } from '../state/triggerState';
import type { ReadPage } from './scan';

/**
 * What a poll reads, as filters: the list, or, where fewer requests do, only the records that the user named. Their ids count as a filter
 * then, so that a change from one to the other neither floods nor loses.
 *
 * How many pages the list has is known once it was read whole. A list that is sorted by refresh costs one request in any case.
 * @param data n8n's static data of the node
 */
export function chooseFilters(data: IDataObject, { kind, filters, ids }: Settings): Filters {
	if (!ids || LISTS[kind].newestFirst) return filters;
	const state = storedState(data, kind);
	if (!state) return filters;
	const named = { ...filters, ids: [...ids].sort().join() };
	if (sameFilters(state.filters, named)) return named;
	const { watch, trail, before } = state;
	const isWhole = sameFilters(state.filters, filters) && !watch.baseline && !watch.walk && !before;
	return isWhole && ids.size < trail.pages.length ? named : filters;
}

/** How the pages of what was chosen are read. */
export function readerOf(
	context: IPollFunctions,
	{ kind }: Settings,
	chosen: Filters,
	send: DeadlinedSend,
): ReadPage {
	const { path, sort } = LISTS[kind];
	if ('ids' in chosen) return recordReader(context, path, String(chosen.ids).split(','), send);
	return pageReader(context, path, { ...chosen, ...sort }, send);
}
