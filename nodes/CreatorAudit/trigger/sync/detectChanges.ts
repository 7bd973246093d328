import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../output/parseTime';

/** How far a watched list has been read. Plain JSON, because n8n stores it; times are ms since 1970 on the server's clock. */
export interface SyncState {
	/** All refreshes up to this time are processed. Never goes back. */
	watermark: number;
	/** Processed refreshes after the watermark: time of the last one by id. */
	processedIds: Record<string, number>;
	/** The newest refresh known. 0 = none. */
	newest: number;
	/** Server's time when `newest` was known already; absent when the server does not say what time it is. */
	newestSince?: number;
	/** Initial sync unfinished: only refreshes after `initialCutoff` are emitted, with Emit Existing those after 0. */
	initialSync?: true;
	/** Newest refresh that may have been there before the initial sync; absent until its first scan, and when the server tells no time. */
	initialCutoff?: number;
	/** A scan that goes on with the next poll. */
	scan?: UnfinishedScan;
}

/** What the later parts of a scan must know of its earlier ones. */
export interface UnfinishedScan {
	/** Where the watermark may go when the scan is complete. */
	nextWatermark: number;
	/** Oldest refresh that was read and is not emitted yet. */
	oldestPending?: number;
}

/** Rows of a list, read in one poll. */
export interface ScannedRows {
	rows: IDataObject[];
	/** Whether all refreshes after the watermark have been read, together with the scan's earlier parts. */
	complete: boolean;
	/** The newest refresh that was certainly there before the first row was read; for a first part. */
	newestAtStart?: number;
	/** Server's time at the first and at the last answer, where known. */
	startedAt?: number;
	endedAt?: number;
}

/** `new`: a post, which was found by a refresh of its account (posts/). */
export type RefreshType = 'firstRefresh' | 'refresh' | 'new';

export interface RefreshEvent {
	id: string;
	type: RefreshType;
	time: number;
	row: IDataObject;
}

export interface ChangeOptions {
	/** The longest time between a refresh and its showing up in the list, in ms. */
	lookbackMs: number;
	/** Time of this process, in ms: what a server without a Date header is believed at the most. */
	nowMs: number;
	/** Most events of one poll; the others are deferred. */
	limit: number;
	/** Whether the user wants to hear of it. Filtered events are still marked as processed. */
	isWanted(event: RefreshEvent): boolean;
}

export interface DetectedChanges {
	/** Oldest first. */
	events: RefreshEvent[];
	sync: SyncState;
	/** Ids whose refresh was read, but is left for a later poll. */
	deferredIds: Set<string>;
}

/** Date headers count in whole seconds, downwards. */
const DATE_STEP_MS = 1_000;

/** The time of a row's last refresh. */
export function refreshedAt(row: IDataObject): number | undefined {
	return parseTime(row.last_scrape_time);
}

/** The newest and the oldest refresh among rows; undefined when none was ever refreshed. */
export function timeSpan(rows: IDataObject[]): { newest: number; oldest: number } | undefined {
	let span: { newest: number; oldest: number } | undefined;
	for (const row of rows) {
		const time = refreshedAt(row);
		if (!time) continue;
		span ??= { newest: time, oldest: time };
		if (time > span.newest) span.newest = time;
		if (time < span.oldest) span.oldest = time;
	}
	return span;
}

/** The state before the first scan. @param emitExisting what is there already is news */
export function beginSync(emitExisting: boolean): SyncState {
	const cutoff = emitExisting && { initialCutoff: 0 };
	return { watermark: 0, processedIds: {}, newest: 0, initialSync: true, ...cutoff };
}

/** The latest moment that a Date header can stand for. @param otherwise for an answer without one */
function latestBy(date: number | undefined, otherwise: number): number {
	return date === undefined ? otherwise : date + DATE_STEP_MS - 1;
}

/**
 * Where the watermark may go once a scan that begins now is complete. A refresh shows up at most `lookbackMs` after its time, so everything
 * older than the newest known refresh minus `lookbackMs` is in the list. After one quiet lookback window the watermark may reach the newest
 * refresh itself.
 */
export function nextWatermark(
	sync: SyncState,
	{ newestAtStart = 0, startedAt }: Pick<ScannedRows, 'newestAtStart' | 'startedAt'>,
	{ lookbackMs, nowMs }: Pick<ChangeOptions, 'lookbackMs' | 'nowMs'>,
): number {
	// A time in the server's future would take the watermark past what is to come.
	const known = Math.max(sync.newest, Math.min(newestAtStart, latestBy(startedAt, nowMs)));
	const next = Math.max(0, known - lookbackMs);
	if (sync.newestSince === undefined || startedAt === undefined) return next;
	const quietMs = startedAt - sync.newestSince;
	return quietMs >= lookbackMs + 2 * DATE_STEP_MS ? Math.max(next, sync.newest) : next;
}

/**
 * The newest time of a refresh that may have been there when a scan began: later ones came afterwards. From the scan's first part;
 * undefined when the server does not say what time it is.
 */
export function cutoffOf(scanned: Pick<ScannedRows, 'rows' | 'startedAt'>): number | undefined {
	const { rows, startedAt } = scanned;
	if (startedAt === undefined) return undefined;
	// Rows bear times after the server's own when its clocks differ.
	return Math.max(latestBy(startedAt, 0), timeSpan(rows)?.newest ?? 0);
}

/** Refreshes that are not processed yet, oldest first; each id once. */
function unprocessed(
	{ watermark, initialSync, initialCutoff }: SyncState,
	processed: Map<string, number>,
	rows: IDataObject[],
): RefreshEvent[] {
	/** A first refresh after this time has not been read before, unless its id is processed. */
	const readUntil = initialSync ? initialCutoff || Infinity : watermark;
	const events = new Map<string, RefreshEvent>();
	for (const row of rows) {
		const time = refreshedAt(row);
		const id = String(row.id ?? '');
		if (!time || id === '' || time <= watermark) continue;
		// An older time than the processed one comes from a replica that lags, or from a page read before the row moved.
		if (time <= (processed.get(id) ?? 0) || time <= (events.get(id)?.time ?? 0)) continue;
		const first = parseTime(row.first_scrape_time);
		const isFirst = first === time || (first! > readUntil && !processed.has(id));
		events.set(id, { id, time, row, type: isFirst ? 'firstRefresh' : 'refresh' });
	}
	return [...events.values()].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
}

/** The event that the user hears of a refresh, if of any. */
function wantedEvent(
	read: RefreshEvent,
	{ isWanted }: Pick<ChangeOptions, 'isWanted'>,
): RefreshEvent | undefined {
	if (isWanted(read)) return read;
	// A resource that was refreshed more than once since it was last read has had its first refresh, and a later one.
	const later: RefreshEvent = { ...read, type: 'refresh' };
	return parseTime(read.row.first_scrape_time) !== read.time && isWanted(later) ? later : undefined;
}

function newestOf(
	{ newest, newestSince }: SyncState,
	{ rows, endedAt }: ScannedRows,
	nowMs: number,
): Pick<SyncState, 'newest' | 'newestSince'> {
	const scanned = Math.min(timeSpan(rows)?.newest ?? 0, latestBy(endedAt, nowMs));
	return scanned > newest ? { newest: scanned, newestSince: endedAt } : { newest, newestSince };
}

/**
 * Finds the news in scanned rows, and what to remember of them. Pure: the same state and rows give the same events, so a poll whose
 * result was lost can be repeated.
 *
 * No refresh that shows up within `lookbackMs` is lost, and none is emitted twice (docs/trigger.md).
 */
export function detectChanges(
	sync: SyncState,
	scanned: ScannedRows,
	options: ChangeOptions,
): DetectedChanges {
	const { limit } = options;
	const { initialSync, initialCutoff, scan } = sync;
	const processed = new Map(Object.entries(sync.processedIds));
	const events: RefreshEvent[] = [];
	const deferred: RefreshEvent[] = [];
	for (const read of unprocessed(sync, processed, scanned.rows)) {
		const isNews = !initialSync || read.time > (initialCutoff ?? Infinity);
		const event = isNews && wantedEvent(read, options);
		if (event) (events.length < limit ? events : deferred).push(event);
		if (!event || deferred.length === 0) processed.set(read.id, read.time);
	}
	const next = scan?.nextWatermark ?? nextWatermark(sync, scanned, options);
	const oldestPending = Math.min(scan?.oldestPending ?? Infinity, deferred[0]?.time ?? Infinity);
	const watermark = scanned.complete
		? Math.max(sync.watermark, Math.min(next, oldestPending - 1))
		: sync.watermark;
	for (const [id, time] of processed) if (time <= watermark) processed.delete(id);
	const after: SyncState = {
		watermark,
		processedIds: Object.fromEntries(processed),
		...newestOf(sync, scanned, options.nowMs),
	};
	if (!scanned.complete) {
		if (initialSync)
			Object.assign(after, { initialSync, initialCutoff: initialCutoff ?? cutoffOf(scanned) });
		after.scan = { nextWatermark: next, ...(oldestPending < Infinity && { oldestPending }) };
	}
	return { events, sync: after, deferredIds: new Set(deferred.map(({ id }) => id)) };
}
