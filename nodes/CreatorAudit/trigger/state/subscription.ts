import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Filters, Settings } from '../settings';
import { normalId } from '../../input/ids';
import { fitOf } from '../../transport/pagination/appliedFilters';
import type { RefreshEvent, RefreshType } from '../sync/detectChanges';
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

/** A short hash of an id, in any case of its letters. */
export function hashOf(id: string): string {
	return createHash('sha256').update(id.toLowerCase()).digest('base64url').slice(0, HASH_LENGTH);
}

/** Hashes that stand one after the other. */
export function hashesIn(text: string): string[] {
	return text.match(new RegExp(`.{${HASH_LENGTH}}`, 'g')) ?? [];
}

/** Whether a subscription covers a row, whatever event it is part of. */
export function watches({ filters, ids }: Subscription, row: IDataObject): boolean {
	return (
		matches(filters, row) && (ids === undefined || hashesIn(ids).includes(hashOf(String(row.id))))
	);
}

/** The subscription in a user's settings. */
export function subscriptionOf(
	settings: Pick<Settings, 'types' | 'ids' | 'onlyChanged' | 'comparedFields'>,
	filters: Filters,
): Subscription {
	const { types, ids, onlyChanged, comparedFields } = settings;
	return {
		filters,
		types: [...types].sort(),
		...(ids && { ids: [...ids].map(hashOf).sort().join('') }),
		...(onlyChanged && { changed: comparedFields }),
	};
}

/** Whether two sets of filters ask for the same rows. */
export function sameFilters(a: Filters, b: Filters): boolean {
	const [one, other] = [a, b].map((filters) => JSON.stringify(Object.entries(filters).sort()));
	return one === other;
}

/**
 * Whether a row was in a list with these filters. Where that is not known, as for a field that the row does not have, the answer is yes:
 * better one event more than one lost.
 */
export function matches(filters: Filters, row: IDataObject): boolean {
	return Object.entries(filters).every(([name, wanted]) => {
		if (name === 'ids')
			return String(wanted)
				.split(',')
				.includes(normalId(String(row.id)));
		return fitOf(row, name, wanted) !== 'no';
	});
}

/** Whether two subscriptions ask for the same. */
export function sameSubscription(a: Subscription, b: Subscription): boolean {
	const [one, other] = [a, b].map((each) => JSON.stringify({ ...each, filters: undefined }));
	return one === other && sameFilters(a.filters, b.filters);
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
	const previousIds = previous?.ids !== undefined && new Set(hashesIn(previous.ids));
	const wasCovered = (event: RefreshEvent) =>
		!previous ||
		event.time > (previous.until ?? Infinity) ||
		(covers(previous, event, snapshots) && (!previousIds || previousIds.has(hashOf(event.id))));
	const isNamed = ({ id }: RefreshEvent) => !ids || ids.has(normalId(id));
	return (event) => isNamed(event) && covers(subscription, event, snapshots) && wasCovered(event);
}
