import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { RefreshEvent, RefreshType } from './changes';
import { matches } from './filters';
import { hasChanged } from './numbers';
import type { Settings } from './settings';
import type { State } from './state';

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
	return new Set(Array.from({ length: ids.length / MARK_LENGTH }, (_, n) => ids.slice(n * MARK_LENGTH, (n + 1) * MARK_LENGTH)));
}

/** The wishes in a user's settings. */
export function wishesOf({ types, ids, onlyChanged, numbers }: Pick<Settings, 'types' | 'ids' | 'onlyChanged' | 'numbers'>): Wishes {
	return {
		types: [...types].sort(),
		...(ids && { ids: [...ids].map(markOf).sort().join('') }),
		...(onlyChanged && { changed: numbers }),
	};
}

/** Whether two wishes ask for the same. */
export function sameWishes(a: Wishes, b: Wishes): boolean {
	return a.types.join() === b.types.join() && a.ids === b.ids && a.changed?.join() === b.changed?.join();
}

/** Whether something stored are wishes. */
export function areWishes(value: unknown): value is Wishes {
	const { types, ids, changed } = (value ?? {}) as IDataObject;
	return Array.isArray(types) && (ids === undefined || typeof ids === 'string') && (changed === undefined || Array.isArray(changed));
}

/**
 * What the user wants to hear of. Until all has been read once after a change, that is only what was watched before it as well: what happened
 * to the rest is no news.
 */
export function wantedBy({ ids }: Pick<Settings, 'ids'>, { before, filters, wishes, numbers }: State): (event: RefreshEvent) => boolean {
	const wants = ({ types, changed }: Wishes, { id, type, row }: RefreshEvent) =>
		types.includes(type) && (!changed || !numbers || hasChanged(numbers, id, row, changed));
	const marksBefore = before?.wishes.ids === undefined ? undefined : marksIn(before.wishes.ids);
	const wasWatched = (event: RefreshEvent) =>
		!before || (matches(before.filters, event.row) && wants(before.wishes, event) && (!marksBefore || marksBefore.has(markOf(event.id))));
	return (event) => {
		if (ids && !ids.has(event.id.toLowerCase())) return false;
		// Records that were read by their ids have not passed through the list's filters.
		if ('ids' in filters && !matches(filters, event.row)) return false;
		return wants(wishes, event) && wasWatched(event);
	};
}
