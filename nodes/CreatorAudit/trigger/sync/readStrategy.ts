import type { IPollFunctions } from 'n8n-workflow';

import type { Settings } from '../settings';
import { sameFilters, type Filters } from '../state/filters';
import type { TriggerState } from '../state/triggerState';
import { pageReader, recordReader, type DeadlinedSend } from './pageReader';
import type { ReadPage } from './scan';
import { LISTS } from './watchedLists';

/**
 * What a poll reads, as filters: the list, or, where fewer requests do, only the records that the user named. Their ids count as a filter
 * then, so that a change from one to the other neither floods nor loses.
 *
 * How many pages the list has is known after one complete scan. A list that is sorted by refresh costs one request in any case.
 */
export function chooseFilters(
	state: TriggerState | undefined,
	{ resource, filters, ids }: Settings,
): Filters {
	if (!ids || !state || LISTS[resource].newestFirst) return filters;
	const { sync, checkpoints, previous, subscription } = state;
	const named = { ...filters, ids: [...ids].sort().join() };
	if (sameFilters(subscription.filters, named)) return named;
	const isScanned =
		sameFilters(subscription.filters, filters) && !sync.initialSync && !sync.scan && !previous;
	return isScanned && ids.size < checkpoints.pages.length ? named : filters;
}

/** How the pages of what was chosen are read. */
export function readerOf(
	context: IPollFunctions,
	{ resource, subscription, checkpoints }: TriggerState,
	send: DeadlinedSend,
): ReadPage {
	const { path, sort } = LISTS[resource];
	const { ids, ...filters } = subscription.filters;
	if (ids !== undefined) return recordReader(context, path, String(ids).split(','), send);
	return pageReader(context, { path, query: { ...filters, ...sort } }, checkpoints, send);
}
