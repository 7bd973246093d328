import type { IDataObject } from 'n8n-workflow';

import { rowsOf } from '../../output/rows';
import { runScoped } from '../../runner/runScope';
import type { Item } from '../../runner/types';
import { pause, SLICE_MS, systemClock } from '../../transport/clock';
import { connect } from '../../transport/connection';
import { isFailure, type ApiFailure } from '../../transport/errors/failure';
import { parsePage } from '../../transport/pagination/page';
import { LARGEST_PAGE } from '../../transport/pagination/paginate';
import { trySend } from '../../transport/send';

/** First pause between two looks, in ms; grows by half each time (contract/NOTES.md#polling). */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
/** Pages that one look reads beyond those that the pending entries would fill. */
const PAGES_TO_SPARE = 1;

/** Why a wait ended: the refreshed record, a failed look, an error, or the end of the time. */
type Ending = IDataObject | ApiFailure | Error | undefined;

interface PendingRecord {
	item: Item;
	id: string;
	untilMs: number;
	end(ending: Ending): void;
}

/** New entries of one list that items of a run wait for. One look serves all of them. */
class RefreshWatch {
	private readonly pending = new Set<PendingRecord>();
	private isLooking = false;
	private nextLookMs = 0;

	/** @param collection path of the list, such as /accounts */
	constructor(private readonly collection: string) {}

	/** Waits until an entry has been refreshed, or `untilMs` of the clock. */
	async wait(item: Item, id: string, untilMs: number): Promise<Ending> {
		const ending = new Promise<Ending>((end) => this.pending.add({ item, id, untilMs, end }));
		this.nextLookMs = Math.min(
			this.isLooking ? this.nextLookMs : Infinity,
			systemClock.now() + FIRST_PAUSE_MS,
		);
		if (!this.isLooking) void this.look();
		return await ending;
	}

	/** Looks repeatedly while entries are pending. Whatever fails, it ends every wait. */
	private async look(): Promise<void> {
		this.isLooking = true;
		try {
			await this.lookWhileNeeded();
		} catch (error) {
			for (const one of [...this.pending]) this.end(one, error as Error);
		} finally {
			this.isLooking = false;
		}
	}

	private async lookWhileNeeded(): Promise<void> {
		const [first] = this.pending;
		const { signal } = await connect(first.item.context);
		for (let pauseMs = FIRST_PAUSE_MS; this.pending.size > 0; ) {
			// An item that joins meanwhile may move the next look to an earlier time.
			for (let leftMs = this.leftMs(); leftMs > 0 && !signal.aborted; leftMs = this.leftMs())
				await pause(Math.min(leftMs, SLICE_MS), systemClock, signal);
			await this.lookOnce([...this.pending]);
			pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
			this.nextLookMs = systemClock.now() + pauseMs;
		}
	}

	private leftMs(): number {
		const deadlines = [...this.pending].map(({ untilMs }) => untilMs);
		return Math.min(this.nextLookMs, ...deadlines) - systemClock.now();
	}

	private end(one: PendingRecord, ending: Ending): void {
		this.pending.delete(one);
		one.end(ending);
	}

	private async lookOnce(pending: PendingRecord[]): Promise<void> {
		const ids = new Set(pending.map(({ id }) => id));
		const found = ids.size > 1 ? await this.readList(pending[0].item, ids) : new Map();
		if (isFailure(found)) {
			for (const one of pending) this.end(one, found);
			return;
		}
		// A single entry, or one that is not among the newest, is read by itself.
		const missing = new Map(
			pending.filter(({ id }) => !found.has(id)).map(({ id, item }) => [id, item]),
		);
		await Promise.all(
			[...missing].map(async ([id, item]) => found.set(id, await this.readOne(item, id))),
		);
		for (const one of pending) {
			const record = found.get(one.id);
			const isOver = one.untilMs <= systemClock.now();
			if (record && (isFailure(record) || record.last_scrape_time)) this.end(one, record);
			else if (isOver) this.end(one, undefined);
		}
	}

	private async readOne({ context, send }: Item, id: string): Promise<IDataObject | ApiFailure> {
		const path = `${this.collection}/${encodeURIComponent(id)}`;
		const outcome = await trySend(context, { method: 'GET', path }, send);
		return isFailure(outcome) ? outcome : (rowsOf(outcome.body)[0] ?? {});
	}

	/** Reads the newest entries of the list and gives those that are pending. */
	private async readList(
		{ context, send }: Item,
		ids: Set<string>,
	): Promise<Map<string, IDataObject | ApiFailure> | ApiFailure> {
		const found = new Map<string, IDataObject | ApiFailure>();
		const mostPages = Math.ceil(ids.size / LARGEST_PAGE) + PAGES_TO_SPARE;
		let cursor: string | undefined;
		for (let pages = 0; pages < mostPages && found.size < ids.size; pages++) {
			const query = {
				order_by: 'added_at',
				order_direction: 'desc',
				limit: LARGEST_PAGE,
				cursor,
			};
			const request = { method: 'GET', path: this.collection, query, expects: 'list' } as const;
			const outcome = await trySend(context, request, send);
			if (isFailure(outcome)) return outcome;
			const { rows, hasNext, nextCursor } = parsePage(outcome, cursor);
			for (const row of rows) if (ids.has(String(row.id))) found.set(String(row.id), row);
			if (!hasNext || nextCursor === undefined) break;
			cursor = nextCursor;
		}
		return found;
	}
}

const watches = runScoped(() => new Map<string, RefreshWatch>());

/** The watch that items of the run share for a list. */
export function refreshWatch({ context }: Item, collection: string): RefreshWatch {
	const all = watches(context);
	const watch = all.get(collection) ?? new RefreshWatch(collection);
	all.set(collection, watch);
	return watch;
}
