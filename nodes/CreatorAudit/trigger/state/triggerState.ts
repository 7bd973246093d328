import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { afterEdit, type PostState } from '../posts/postState';
import { beginSync, type SyncState } from '../sync/detectChanges';
import type { PageCheckpoints } from '../sync/pageCheckpoints';
import type { Filters, Settings } from '../settings';
import { LISTS, type WatchedResource } from '../sync/watchedLists';
import type { MetricSnapshots } from './metricSnapshots';
import {
	sameFilters,
	sameSubscription,
	subscriptionOf,
	type PreviousSubscription,
	type Subscription,
} from './subscription';

/** Everything that one trigger node remembers, as n8n stores it. */
export interface TriggerState {
	version: typeof VERSION;
	/** Tells this state, through all its changes, from others. */
	id: string;
	/** How often something was emitted. */
	emissions: number;
	resource: WatchedResource;
	subscription: Subscription;
	/** What had been chosen before an edit, until one full scan after it. */
	previous?: PreviousSubscription;
	sync: SyncState;
	checkpoints: PageCheckpoints;
	snapshots?: MetricSnapshots;
	/** Absent for other resources, and until the initial sync has ended. */
	posts?: PostState;
}

const VERSION = 1;

/** Whether stored data is a state of this version: somebody may have changed it, or a node of another kind had the name before. */
function isState(data: Partial<TriggerState>): data is TriggerState {
	const { version, emissions, subscription, sync, checkpoints } = data;
	return (
		version === VERSION &&
		Number.isInteger(emissions) &&
		Array.isArray(subscription?.types) &&
		Number.isFinite(sync?.watermark) &&
		Array.isArray(checkpoints?.pages)
	);
}

/**
 * The state that n8n has stored; undefined when there is none for this resource.
 * @param data n8n's static data of the node, of which a copy is returned
 */
export function storedState(
	data: IDataObject,
	resource: WatchedResource,
): TriggerState | undefined {
	const stored = JSON.parse(JSON.stringify(data)) as Partial<TriggerState>;
	return isState(stored) && stored.resource === resource ? stored : undefined;
}

/** The state of a trigger that has never polled. */
export function newState(
	resource: WatchedResource,
	subscription: Subscription,
	emitExisting: boolean,
): TriggerState {
	return {
		version: VERSION,
		id: randomUUID().slice(0, 8),
		emissions: 0,
		resource,
		subscription,
		sync: beginSync(emitExisting),
		checkpoints: { pages: [] },
	};
}

/** The state with what the user has chosen by now. */
export function withSubscription(state: TriggerState, subscription: Subscription): TriggerState {
	if (sameSubscription(state.subscription, subscription)) return state;
	const sync = { ...state.sync, scan: undefined };
	const { posts } = state;
	return {
		...state,
		subscription,
		// A second edit before a full scan keeps the older subscription.
		previous: state.previous ?? state.subscription,
		...(posts && { posts: afterEdit(posts, state.subscription, sync.newest) }),
		sync,
		// Cursors belong to their filters.
		checkpoints: sameFilters(state.subscription.filters, subscription.filters)
			? { ...state.checkpoints, resumeAt: undefined }
			: { pages: [] },
	};
}

/**
 * What a poll reads, as filters: the list, or, where fewer requests do, only the records that the user named. Their ids count as a filter
 * then, so that a change from one to the other neither floods nor loses.
 *
 * How many pages the list has is known after one complete scan. A list that is sorted by refresh costs one request in any case.
 */
function chooseFilters(
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

/** The state that a poll begins with. @param known undefined for a trigger without one */
export function openState(known: TriggerState | undefined, settings: Settings): TriggerState {
	const subscription = subscriptionOf(settings, chooseFilters(known, settings));
	if (known) return withSubscription(known, subscription);
	return newState(settings.resource, subscription, settings.emitExisting);
}

/** Puts a state into n8n's static data, in place. Writes only changed keys, so n8n skips a no-op save. */
export function saveState(data: IDataObject, state: TriggerState): void {
	const next = JSON.parse(JSON.stringify(state)) as IDataObject;
	for (const name of Object.keys(data)) if (!Object.hasOwn(next, name)) delete data[name];
	for (const [name, value] of Object.entries(next)) {
		if (JSON.stringify(data[name]) !== JSON.stringify(value)) data[name] = value;
	}
}
