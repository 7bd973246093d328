import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { beginWatch, type Watch } from '../sync/detectChanges';
import { sameFilters, type Filters } from './filters';
import type { Kind } from '../sync/watchedLists';
import type { Numbers } from './metricSnapshots';
import type { Trail } from '../sync/pageCheckpoints';
import { areWishes, sameWishes, type Wishes } from './subscription';

/** What a user has chosen to watch and to hear of. */
export interface Choice {
	/** What the list is narrowed by. */
	filters: Filters;
	wishes: Wishes;
}

/** What had been chosen before a change. */
export interface Former extends Choice {
	/** The latest time of what it decides; absent = of all. */
	until?: number;
}

/** Everything that one trigger node remembers, as n8n stores it. */
export interface State extends Choice {
	version: typeof VERSION;
	/** Tells this state, through all its changes, from others. */
	id: string;
	/** How often something was emitted. */
	emissions: number;
	kind: Kind;
	/** What had been chosen before, the oldest first, as long as not all has been read once with the new choice. */
	before?: Former[];
	watch: Watch;
	trail: Trail;
	numbers?: Numbers;
}

const VERSION = 1;
/** Changes that are kept apart while nothing could be read whole. */
const MOST_FORMER = 4;

function isObject(value: unknown): value is IDataObject {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isChoice(value: unknown): boolean {
	return isObject(value) && isObject(value.filters) && areWishes(value.wishes);
}

/** Whether stored data is a state of this version: somebody may have changed it, or a node of another kind had the name before. */
function isState(data: IDataObject): boolean {
	const { version, emissions, watch, trail, before } = data;
	return (
		version === VERSION &&
		Number.isInteger(emissions) &&
		isChoice(data) &&
		(before === undefined || (Array.isArray(before) && before.every(isChoice))) &&
		isObject(watch) &&
		Number.isFinite(watch.horizon) &&
		Number.isFinite(watch.newest) &&
		isObject(watch.seen) &&
		isObject(trail) &&
		Array.isArray(trail.pages) &&
		trail.pages.every((page) => Array.isArray(page) && page.length === 3)
	);
}

/**
 * The state that is stored, apart from what n8n stores; undefined when there is none, or none of this kind.
 * @param data n8n's static data of the node
 */
export function storedState(data: IDataObject, kind: Kind): State | undefined {
	const stored = JSON.parse(JSON.stringify(data)) as IDataObject;
	return isState(stored) && stored.kind === kind ? (stored as unknown as State) : undefined;
}

/** The state that a poll begins with. */
export function openState(
	data: IDataObject,
	kind: Kind,
	{ filters, wishes }: Choice,
	emitExisting: boolean,
): State {
	const state = storedState(data, kind);
	if (!state) {
		const id = randomUUID().slice(0, 8);
		return {
			version: VERSION,
			id,
			emissions: 0,
			kind,
			filters,
			wishes,
			watch: beginWatch(emitExisting),
			trail: { pages: [] },
		};
	}
	const sameList = sameFilters(state.filters, filters);
	if (sameList && sameWishes(state.wishes, wishes)) return state;
	return {
		...state,
		filters,
		wishes,
		before: [...(state.before ?? []), { filters: state.filters, wishes: state.wishes }].slice(
			0,
			MOST_FORMER,
		),
		watch: { ...state.watch, walk: undefined },
		// Cursors belong to their filters.
		trail: sameList ? { ...state.trail, at: undefined } : { pages: [] },
	};
}

/** Puts a state into n8n's static data, in place, and only what has changed, so that n8n saves nothing for nothing. */
export function saveState(data: IDataObject, state: State): void {
	const next = JSON.parse(JSON.stringify(state)) as IDataObject;
	for (const name of Object.keys(data)) if (!Object.hasOwn(next, name)) delete data[name];
	for (const [name, value] of Object.entries(next)) {
		if (JSON.stringify(data[name]) !== JSON.stringify(value)) data[name] = value;
	}
}
