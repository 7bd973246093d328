import type { IDataObject } from 'n8n-workflow';

import { PaginationError } from '../../transport/pagination/loopGuard';
import { refreshedAt, timeSpan, type ScannedRows } from './detectChanges';
import {
	cursorAfter,
	fromFirstRefresh,
	placesByCursor,
	resumable,
	sawNoRefresh,
	type PageCheckpoint,
	type PageCheckpoints,
} from './pageCheckpoints';

/** A page with its rows. `serverTime` in ms. */
interface PageRows {
	kind: 'rows';
	rows: IDataObject[];
	etag?: string;
	next?: string;
	serverTime?: number;
}

/**
 * Why a page did not come. `server`: a 5xx answer. `data`: an answer that makes no sense, so the list is read from its beginning next time.
 * Without an error the poll's time is used up.
 */
export interface PageFailure {
	kind: 'failed';
	error?: Error;
	cause?: 'server' | 'data' | 'other';
}

/** What came when a page was asked for. `cursorRefused`: the server does not know the cursor (any more). */
export type PageResult =
	| PageRows
	| { kind: 'unchanged'; serverTime?: number }
	| { kind: 'cursorRefused' }
	| PageFailure;

/** Asks for one page. @param etag of the page as it is remembered */
export type ReadPage = (
	cursor: string | undefined,
	etag: string | undefined,
) => Promise<PageResult>;

export interface ScanOrder {
	/** The list is sorted by refresh, newest first, so the scan can stop early. Rows never refreshed may come first or last. */
	newestFirst: boolean;
	/**
	 * The time at which a scan may stop.
	 * @param newest refresh read so far, in ms; 0 = none
	 * @param startedAt server's time when the scan began
	 * @param resumed whether it goes on with an earlier one
	 */
	stopAt(newest: number, startedAt: number | undefined, resumed: boolean): number;
}

/** One reading of a list, or the rest of one. */
export class Scan implements ScannedRows {
	complete = false;
	newestAtStart = 0;
	startedAt: number | undefined;
	endedAt: number | undefined;
	failure: PageFailure | undefined;
	/** Pages of this scan, those that earlier polls have read first. */
	private readonly pages: PageCheckpoint[];
	private readonly resumeAt: number;
	/** Rows by place; absent for pages that came without a body. */
	private readonly bodies = new Map<number, IDataObject[]>();

	constructor(
		private readonly old: PageCheckpoints,
		private readonly readPage: ReadPage,
		private readonly order: ScanOrder,
	) {
		this.resumeAt = old.resumeAt ?? 0;
		this.pages = old.pages.slice(0, this.resumeAt);
	}

	/** Reads until the end, the stop time or a failure. @returns false when the list has to be read from its beginning */
	async run(): Promise<boolean> {
		const places = placesByCursor(this.old);
		for (;;) {
			const cursor = cursorAfter(this.old, this.pages);
			const known = this.old.pages[places.get(cursor) ?? -1] as PageCheckpoint | undefined;
			const page = await this.readPage(cursor || undefined, known?.[0] || undefined);
			if (page.kind === 'cursorRefused') return false;
			if (page.kind === 'failed') {
				this.failure = page;
				return true;
			}
			this.noteTime(page.serverTime);
			if (page.kind === 'unchanged') this.pages.push(known!);
			else if (!this.add(cursor, page)) return false;
			if (!this.isAtEnd()) continue;
			this.complete = true;
			return !sawNoRefresh(this.old, this.pages);
		}
	}

	private noteTime(serverTime: number | undefined): void {
		if (serverTime === undefined) return;
		this.startedAt = Math.min(serverTime, this.startedAt ?? Infinity);
		this.endedAt = Math.max(serverTime, this.endedAt ?? 0);
	}

	/** @returns false when the page is not one that a scan may start at */
	private add(cursor: string, { rows, etag = '', next = '' }: PageRows): boolean {
		const place = this.pages.length;
		this.bodies.set(place, rows);
		if (place === 0 && cursor !== '' && this.beginsUnrefreshed(place) !== true) return false;
		const span = timeSpan(rows);
		// On later pages of an unsorted list a refresh may be newer than the scan of the pages before it.
		if (span && (this.order.newestFirst || place === 0))
			this.newestAtStart = Math.max(this.newestAtStart, span.newest);
		this.pages.push([etag, next, span?.oldest ?? 0]);
		return true;
	}

	/** Whether a page begins with a row that was never refreshed; undefined when it came without a body. */
	private beginsUnrefreshed(place: number): boolean | undefined {
		const rows = this.bodies.get(place);
		return rows && rows.length > 0 && refreshedAt(rows[0]) === undefined;
	}

	private isAtEnd(): boolean {
		const [, next, oldest] = this.pages[this.pages.length - 1];
		if (next === '') return true;
		if (!this.order.newestFirst || oldest === 0) return false;
		return oldest <= this.order.stopAt(this.newestAtStart, this.startedAt, this.resumed);
	}

	get rows(): IDataObject[] {
		return [...this.bodies.values()].flat();
	}

	/** Pages that came. */
	get pagesRead(): number {
		return this.pages.length - this.resumeAt;
	}

	/** Whether this went on with an unfinished scan. */
	get resumed(): boolean {
		return this.resumeAt > 0;
	}

	/** The checkpoints for the next scan. @param deferredIds ids whose pages have to be read again */
	checkpoints(deferredIds: Set<string>): PageCheckpoints {
		const { old, failure } = this;
		if (failure?.cause === 'data') return { pages: [] };
		const pages = this.pages.map((checkpoint, place): PageCheckpoint => {
			const isDeferred = this.bodies.get(place)?.some(({ id }) => deferredIds.has(String(id)));
			return isDeferred ? ['', checkpoint[1], checkpoint[2]] : checkpoint;
		});
		// 5xx at the resume page: retrying only there would starve earlier pages.
		if (failure?.cause === 'server' && pages.length === this.resumeAt)
			return { ...old, resumeAt: undefined };
		if (!this.complete) return resumable(old, pages);
		if (!this.order.newestFirst) return { pages };
		return fromFirstRefresh(old, pages, (place) => this.beginsUnrefreshed(place));
	}
}

/** Reads a list: from its beginning, or on from where an unfinished scan stopped. A failure ends it; what was read counts. */
export async function scanList(
	checkpoints: PageCheckpoints,
	readPage: ReadPage,
	order: ScanOrder,
): Promise<Scan> {
	let scan = new Scan(checkpoints, readPage, order);
	if (!(await scan.run())) {
		scan = new Scan({ pages: [] }, readPage, order);
		if (await scan.run()) return scan;
		const error = new PaginationError('the list does not accept its own cursor');
		Object.assign(scan, { complete: false, failure: { kind: 'failed', cause: 'data', error } });
	}
	return scan;
}
