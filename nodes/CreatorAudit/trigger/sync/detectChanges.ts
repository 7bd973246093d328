import type { IDataObject } from 'n8n-workflow';

/**
 * What is remembered of a watched list. Plain JSON, because n8n stores it; all times are ms since 1970 on the server's clock.
 */
export interface Watch {
	/** Refreshes up to this time have been dealt with. Never goes back. */
	horizon: number;
	/** What has been dealt with behind the horizon: time of the last refresh by id. */
	seen: Record<string, number>;
	/** The newest refresh known. 0 = none. */
	newest: number;
	/** The server's time when `newest` was known already; absent when the server does not say what time it is. */
	newestSince?: number;
	/** The walk that finds out where news begin has not come to its end yet: until it has, only what is later than `since` is news. */
	baseline?: true;
	/** The latest time that may have been known when that walk began; absent in its first part, and when the server does not say what time it is. */
	since?: number;
	/** A walk that could not be finished. */
	walk?: UnfinishedWalk;
}

/** What a walk's later parts must know of the earlier ones. */
export interface UnfinishedWalk {
	/** Where the horizon may go when the walk is complete. */
	settles: number;
	/** Oldest refresh that was read and is still to be emitted. */
	owed?: number;
}

/** What was read of a list, in one go. */
export interface WalkPart {
	rows: IDataObject[];
	/** Whether every refresh behind the horizon has been read now, together with the walk's earlier parts. */
	complete: boolean;
	/** The newest refresh of which it is certain that it was there before the walk's first row was read; for a first part. */
	newestAtStart?: number;
	/** Server's time at the first and at the last answer, where known. */
	startedAt?: number;
	endedAt?: number;
}

export type RefreshType = 'firstRefresh' | 'refresh';

export interface RefreshEvent {
	id: string;
	type: RefreshType;
	time: number;
	row: IDataObject;
}

export interface ChangeOptions {
	/** The longest time between a refresh and its showing up in the list, in ms. */
	overlapMs: number;
	/** Events handed out at once; the others keep their turn. */
	limit: number;
	/** Whether the user wants to hear of it. What is refused is dealt with all the same. */
	wanted(event: RefreshEvent): boolean;
}

export interface Outcome {
	/** Oldest first. */
	events: RefreshEvent[];
	watch: Watch;
	/** Ids whose refresh was read, but is left for a later poll. */
	held: Set<string>;
}

/** Date headers count in whole seconds, downwards. */
const DATE_STEP_MS = 1_000;

/**
 * A time of the API in ms; undefined for null (never refreshed) and for what is no time.
 * Times are UTC (contract/NOTES.md#formats), also when they do not say so.
 */
export function parseTime(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const time = Date.parse(
		/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) || !value.includes('T') ? value : `${value}Z`,
	);
	return Number.isNaN(time) ? undefined : time;
}

/** The time of a row's last refresh. */
export function refreshedAt(row: IDataObject): number | undefined {
	return parseTime(row.last_scrape_time);
}

/** The newest and the oldest refresh among rows; undefined when none was ever refreshed. */
export function timeSpan(rows: IDataObject[]): { newest: number; oldest: number } | undefined {
	let span: { newest: number; oldest: number } | undefined;
	for (const row of rows) {
		const time = refreshedAt(row);
		if (time === undefined) continue;
		span ??= { newest: time, oldest: time };
		if (time > span.newest) span.newest = time;
		if (time < span.oldest) span.oldest = time;
	}
	return span;
}

/** A watch that begins. @param emitExisting what is there already is news */
export function beginWatch(emitExisting: boolean): Watch {
	return { horizon: 0, seen: {}, newest: 0, ...(!emitExisting && { baseline: true }) };
}

/** The latest moment that a Date header can stand for. */
function latestBy(date: number | undefined): number {
	return date === undefined ? Infinity : date + DATE_STEP_MS - 1;
}

/**
 * Where the horizon may go once a walk that begins now is complete. A refresh shows up at most `overlapMs` after its time, so
 * whatever is older than a refresh that was known at the start, by more than that, was there for the walk to read. When that refresh
 * has been known for so long that the overlap has passed since, everything up to it was.
 */
export function settledBy(
	watch: Watch,
	part: Pick<WalkPart, 'newestAtStart' | 'startedAt'>,
	overlapMs: number,
): number {
	const { newestAtStart = 0, startedAt } = part;
	// A time that lies in the server's future would take the horizon past what is to come.
	const known = Math.max(watch.newest, Math.min(newestAtStart, latestBy(startedAt)));
	const settles = Math.max(0, known - overlapMs);
	if (watch.newestSince === undefined || startedAt === undefined) return settles;
	const quietMs = startedAt - watch.newestSince;
	return quietMs >= overlapMs + 2 * DATE_STEP_MS ? Math.max(settles, watch.newest) : settles;
}

/**
 * The latest time that a refresh may bear which was there when a walk began, by its first part: a later one came afterwards.
 * undefined when the server does not say what time it is.
 */
export function pastUntil({
	rows,
	startedAt,
}: Pick<WalkPart, 'rows' | 'startedAt'>): number | undefined {
	// Rows bear times behind the server's own when its clocks differ.
	return startedAt === undefined
		? undefined
		: Math.max(latestBy(startedAt), timeSpan(rows)?.newest ?? 0);
}

/** Refreshes that are not dealt with yet, oldest first; each id once. */
function unseen(watch: Watch, seen: Map<string, number>, rows: IDataObject[]): RefreshEvent[] {
	const events = new Map<string, RefreshEvent>();
	for (const row of rows) {
		const time = refreshedAt(row);
		const id = String(row.id ?? '');
		if (time === undefined || id === '' || time <= watch.horizon) continue;
		// An older time than the one dealt with comes from a copy that lags behind, or from a page read before the row moved.
		if (time <= (seen.get(id) ?? 0) || time <= (events.get(id)?.time ?? 0)) continue;
		const first = parseTime(row.first_scrape_time) === time;
		events.set(id, { id, time, row, type: first ? 'firstRefresh' : 'refresh' });
	}
	return [...events.values()].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
}

function newestOf(
	watch: Watch,
	{ rows, endedAt }: WalkPart,
): Pick<Watch, 'newest' | 'newestSince'> {
	const newest = Math.min(timeSpan(rows)?.newest ?? 0, latestBy(endedAt));
	if (newest <= watch.newest) return { newest: watch.newest, newestSince: watch.newestSince };
	return { newest, newestSince: endedAt };
}

/**
 * Finds what is news in a list and what has to be remembered. Pure: the same watch and rows give the same events, so a poll whose
 * result was lost can be repeated.
 *
 * With delays inside the overlap no refresh that a row shows is lost, and none is emitted twice (docs/trigger.md).
 */
export function advance(watch: Watch, part: WalkPart, options: ChangeOptions): Outcome {
	const { overlapMs, limit, wanted } = options;
	const settles = watch.walk?.settles ?? settledBy(watch, part, overlapMs);
	const seen = new Map(Object.entries(watch.seen));
	const events: RefreshEvent[] = [];
	const held: RefreshEvent[] = [];
	for (const event of unseen(watch, seen, part.rows)) {
		const emit = (!watch.baseline || event.time > (watch.since ?? Infinity)) && wanted(event);
		if (emit && events.length >= limit) {
			held.push(event);
			continue;
		}
		if (emit) events.push(event);
		seen.set(event.id, event.time);
	}
	const owed = Math.min(watch.walk?.owed ?? Infinity, held[0]?.time ?? Infinity);
	const horizon = part.complete
		? Math.max(watch.horizon, Math.min(settles, owed - 1))
		: watch.horizon;
	for (const [id, time] of seen) if (time <= horizon) seen.delete(id);
	const next: Watch = { horizon, seen: Object.fromEntries(seen), ...newestOf(watch, part) };
	if (next.newestSince === undefined) delete next.newestSince;
	if (!part.complete) {
		const since = watch.since ?? pastUntil(part);
		if (watch.baseline)
			Object.assign(next, { baseline: true, ...(since !== undefined && { since }) });
		next.walk = { settles, ...(owed < Infinity && { owed }) };
	}
	return { events, watch: next, held: new Set(held.map(({ id }) => id)) };
}
