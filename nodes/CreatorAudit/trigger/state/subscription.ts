import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { RefreshEvent, RefreshType } from '../sync/detectChanges';
import { matches } from './filters';
import { hasChanged, type Numbers } from './metricSnapshots';
import type { Settings } from '../settings';
import type { Choice, State } from './triggerState';

/** What a user wants to hear of what is watched, in a form that is remembered: it says later what was watched before a change. */
export interface Wishes {
	types: RefreshType[];
	/** Marks of the ids, one after the other; absent = all. */
	ids?: string;
	/** Numbers of which one must have changed; absent = none must. */
	changed?: string[];
}

/** Letters of a mark: 36 bits, so that among 100,000 resources hardly one bears a mark that is another's. Whole ids would take six times as much. */
const MARK_LENGTH = 6;

function markOf(id: string): string {
	return createHash('sha256').update(id.toLowerCase()).digest('base64url').slice(0, MARK_LENGTH);
}

function marksIn(ids: string): Set<string> {
	return new Set(
		Array.from({ length: ids.length / MARK_LENGTH }, (_, n) =>
			ids.slice(n * MARK_LENGTH, (n + 1) * MARK_LENGTH),
		),
	);
}

/** The wishes in a user's settings. */
export function wishesOf({
	types,
	ids,
	onlyChanged,
	numbers,
}: Pick<Settings, 'types' | 'ids' | 'onlyChanged' | 'numbers'>): Wishes {
	return {
		types: [...types].sort(),
		...(ids && { ids: [...ids].map(markOf).sort().join('') }),
		...(onlyChanged && { changed: numbers }),
	};
}

/** Whether two wishes ask for the same. */
export function sameWishes(a: Wishes, b: Wishes): boolean {
	return (
		a.types.join() === b.types.join() && a.ids === b.ids && a.changed?.join() === b.changed?.join()
	);
}

/** Whether something stored are wishes. */
export function areWishes(value: unknown): value is Wishes {
	const { types, ids, changed } = (value ?? {}) as IDataObject;
	return (
		Array.isArray(types) &&
		(ids === undefined || typeof ids === 'string') &&
		(changed === undefined || Array.isArray(changed))
	);
}

/** Whether a choice lets an event through, apart from its ids. */
function lets(
	{ filters, wishes }: Choice,
	{ id, type, row }: RefreshEvent,
	numbers: Numbers | undefined,
): boolean {
	const { types, changed } = wishes;
	return (
		types.includes(type) &&
		matches(filters, row) &&
		(!changed || !numbers || hasChanged(numbers, id, row, changed))
	);
}

/**
 * What the user wants to hear of. Until all has been read once after a change, what had been there before it is news only if it was watched
 * then: the rest is the past.
 */
export function wantedBy(
	{ ids }: Pick<Settings, 'ids'>,
	{ before = [], filters, wishes, numbers }: State,
): (event: RefreshEvent) => boolean {
	// The list's own filters have been applied; records that were read by their ids have not passed through them.
	const choice = { wishes, filters: 'ids' in filters ? filters : {} };
	const formers = before.map((former) => ({
		...former,
		marks: former.wishes.ids === undefined ? undefined : marksIn(former.wishes.ids),
	}));
	const wasWatched = (event: RefreshEvent) => {
		const former = formers.find(({ until = Infinity }) => event.time <= until);
		return (
			!former ||
			(lets(former, event, numbers) && (!former.marks || former.marks.has(markOf(event.id))))
		);
	};
	return (event) =>
		(!ids || ids.has(event.id.toLowerCase())) && lets(choice, event, numbers) && wasWatched(event);
}
