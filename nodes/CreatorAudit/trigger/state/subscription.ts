import { createHash } from 'node:crypto';

import type { Settings } from '../settings';
import { normalId } from '../../input/ids';
import type { RefreshEvent, RefreshType } from '../sync/detectChanges';
import { matches, sameFilters, type Filters } from './filters';
import { hasChanged, type MetricSnapshots } from './metricSnapshots';

/** What a user has chosen to watch and to hear of, in the form that is stored. */
export interface Subscription {
	/** What the list is narrowed by. */
	filters: Filters;
	types: RefreshType[];
	/** Hashes of the chosen ids, one after the other; absent = all. */
	ids?: string;
	/** Fields of which one must have changed; absent = none must. */
	changed?: string[];
}

/** What had been chosen before an edit. */
export interface PreviousSubscription extends Subscription {
	/** Refreshes up to this time are news only if this subscription covered them; absent = all are. */
	until?: number;
}

/** Characters of a hash: 36 bits, so that among 100,000 resources hardly two share one. Whole ids would take six times as much. */
const HASH_LENGTH = 6;

function hashOf(id: string): string {
	return createHash('sha256').update(id.toLowerCase()).digest('base64url').slice(0, HASH_LENGTH);
}

/** The subscription in a user's settings. */
export function subscriptionOf(
	{
		types,
		ids,
		onlyChanged,
		comparedFields,
	}: Pick<Settings, 'types' | 'ids' | 'onlyChanged' | 'comparedFields'>,
	filters: Filters,
): Subscription {
	return {
		filters,
		types: [...types].sort(),
		...(ids && { ids: [...ids].map(hashOf).sort().join('') }),
		...(onlyChanged && { changed: comparedFields }),
	};
}

/** Whether two subscriptions ask for the same. */
export function sameSubscription(a: Subscription, b: Subscription): boolean {
	return (
		sameFilters(a.filters, b.filters) &&
		a.types.join() === b.types.join() &&
		a.ids === b.ids &&
		a.changed?.join() === b.changed?.join()
	);
}

/** Whether a subscription covers an event, apart from its ids. */
function covers(
	{ filters, types, changed }: Subscription,
	{ id, type, row }: RefreshEvent,
	snapshots: MetricSnapshots | undefined,
): boolean {
	return (
		types.includes(type) &&
		matches(filters, row) &&
		(!changed || !snapshots || hasChanged(snapshots, id, row, changed))
	);
}

/**
 * Which events the user wants to hear of. Until one full scan after an edit, older refreshes are emitted only if the previous subscription
 * covered them.
 * @param ids those that the user named; undefined = all
 */
export function wantedEvents(
	ids: Set<string> | undefined,
	state: {
		subscription: Subscription;
		previous?: PreviousSubscription;
		snapshots?: MetricSnapshots;
	},
): (event: RefreshEvent) => boolean {
	// The API need not have applied the list's filters, so the current ones count as well.
	const { subscription, previous, snapshots } = state;
	const previousIds =
		previous?.ids === undefined
			? undefined
			: new Set(previous.ids.match(new RegExp(`.{${HASH_LENGTH}}`, 'g')));
	const wasCovered = (event: RefreshEvent) =>
		!previous ||
		event.time > (previous.until ?? Infinity) ||
		(covers(previous, event, snapshots) && (!previousIds || previousIds.has(hashOf(event.id))));
	return (event) =>
		(!ids || ids.has(normalId(event.id))) &&
		covers(subscription, event, snapshots) &&
		wasCovered(event);
}
