import type { IDataObject } from 'n8n-workflow';

import { refreshedAt, timeSpan } from './detectChanges';
import {
	cursorAfter,
	isBlind,
	pagesBehind,
	placesOf,
	trailFromRefreshed,
	trailSoFar,
	type PageMemo,
	type Trail,
} from './pageCheckpoints';

/** What came when a page was asked for. */
export type PageAnswer =
	| { kind: 'rows'; rows: IDataObject[]; etag?: string; next?: string; serverTime?: number }
	| { kind: 'unchanged'; serverTime?: number }
	/** The server does not know the cursor (any more). */
	| { kind: 'lost' }
	/** No answer; `error` is absent when the time for the poll is used up, and `byServer` says that the server failed at this page. */
	| { kind: 'failed'; error?: Error; byServer?: boolean };

/** Asks for one page. @param etag of the page as it is remembered */
export type ReadPage = (
	cursor: string | undefined,
	etag: string | undefined,
) => Promise<PageAnswer>;

export interface WalkOrder {
	/** The list is sorted by refresh, newest first, so that the walk can stop at the horizon. Rows never refreshed may stand on either side. */
	newestFirst: boolean;
	/**
	 * Where the walk may stop, given the newest refresh read so far (0 = none), the server's time when the walk began, and whether it goes on
	 * with an earlier one.
	 */
	stopAt(newest: number, startedAt: number | undefined, resumed: boolean): number;
}

interface ReadOne {
	memo: PageMemo;
	rows: IDataObject[];
	/** Cursor that it was asked with. */
	cursor: string | undefined;
	/** Whether its first row was never refreshed; undefined when the page was not sent. */
	beginsUnrefreshed?: boolean;
}

export interface Walked {
	rows: IDataObject[];
	complete: boolean;
	/** Pages asked for with success. */
	read: number;
	/** Whether this went on with an earlier walk. */
	resumed: boolean;
	/** See WalkPart. */
	newestAtStart?: number;
	startedAt?: number;
	endedAt?: number;
	error?: Error;
	/** An earlier walk ended at a page where the server fails, and again it could not be passed. */
	stuck: boolean;
	/** The trail for the next walk. @param held ids whose pages have to be read again */
	trail(held: Set<string>): Trail;
}

/** The list announces a page that it has given before, or gives no way to it. Its walk begins anew next time. */
export class BrokenPaging extends Error {}

/** Pages of a list that is read whole that are asked for at once. */
const AT_ONCE = 8;

/** One go through a list, or the rest of one. */
class Walk {
	private readonly done: ReadOne[] = [];
	private readonly known: Map<string, number>;
	/** Pages that an earlier walk, with which this one goes on, has behind it. */
	private readonly prefix: PageMemo[];
	/** Pages that were asked for before their turn, by cursor. */
	private readonly ahead = new Map<string, Promise<PageAnswer>>();
	private newest = 0;
	private startedAt: number | undefined;
	private endedAt: number | undefined;
	private complete = false;
	private error: Error | undefined;
	private failedByServer = false;

	constructor(
		private readonly old: Trail,
		private readonly readPage: ReadPage,
		private readonly order: WalkOrder,
	) {
		this.prefix = pagesBehind(old);
		this.known = placesOf(old);
	}

	/** Reads on until the end, the horizon or a failure. @returns false when the list has to be walked from its beginning */
	async run(): Promise<boolean> {
		try {
			return await this.readOn();
		} finally {
			await Promise.allSettled(this.ahead.values());
		}
	}

	private async readOn(): Promise<boolean> {
		const passed = new Set(this.prefix.map(([, next]) => next));
		let cursor = cursorAfter(this.old, this.prefix);
		for (;;) {
			passed.add(cursor);
			const memo = this.old.pages[this.known.get(cursor) ?? -1] as PageMemo | undefined;
			const answer = await this.ask(cursor);
			if (answer.kind === 'lost') return false;
			if (answer.kind === 'failed') {
				this.error = answer.error;
				this.failedByServer = answer.byServer === true;
				return true;
			}
			if (!this.note(cursor, answer, memo)) return false;
			if (this.atEnd()) {
				this.complete = true;
				return !isBlind(this.old, this.pages());
			}
			cursor = this.done[this.done.length - 1].memo[1];
			if (passed.has(cursor)) {
				this.error = new BrokenPaging('the next page is one that was read already');
				return true;
			}
		}
	}

	/**
	 * Asks for a page, and where a list is read whole also for pages that will probably follow. Not before the first page has come, because
	 * nothing may be read earlier than that.
	 */
	private async ask(cursor: string): Promise<PageAnswer> {
		const first = this.known.get(cursor);
		const most = this.order.newestFirst || this.done.length === 0 ? 1 : AT_ONCE;
		let next = cursor;
		for (let n = 0; n < most && (n === 0 || next !== ''); n++) {
			const memo =
				first === undefined ? undefined : (this.old.pages[first + n] as PageMemo | undefined);
			if (n > 0 && !memo) break;
			if (!this.ahead.has(next)) this.begin(next, memo);
			next = memo?.[1] ?? '';
		}
		const answer = this.ahead.get(cursor)!;
		this.ahead.delete(cursor);
		return await answer;
	}

	private begin(cursor: string, memo: PageMemo | undefined): void {
		const answer = this.readPage(cursor || undefined, memo?.[0] || undefined);
		// It may fail before somebody waits for it.
		answer.catch(() => undefined);
		this.ahead.set(cursor, answer);
	}

	/** @returns false when the page cannot be where the walk may begin */
	private note(
		cursor: string,
		answer: Extract<PageAnswer, { kind: 'rows' | 'unchanged' }>,
		known: PageMemo | undefined,
	): boolean {
		const { serverTime } = answer;
		if (serverTime !== undefined) {
			this.startedAt = Math.min(serverTime, this.startedAt ?? Infinity);
			this.endedAt = Math.max(serverTime, this.endedAt ?? 0);
		}
		if (answer.kind === 'unchanged') {
			this.done.push({ memo: known!, rows: [], cursor: cursor || undefined });
			return true;
		}
		const { rows } = answer;
		const beginsUnrefreshed = rows.length > 0 && refreshedAt(rows[0]) === undefined;
		const isStart = this.done.length === 0 && this.prefix.length === 0;
		if (isStart && cursor !== '' && !beginsUnrefreshed) return false;
		const span = timeSpan(rows);
		// Elsewhere a page that is read later may show a refresh that came after the walk had passed its row.
		if (span && (this.order.newestFirst || isStart))
			this.newest = Math.max(this.newest, span.newest);
		const memo: PageMemo = [answer.etag ?? '', answer.next ?? '', span?.oldest ?? 0];
		this.done.push({ memo, rows, cursor: cursor || undefined, beginsUnrefreshed });
		return true;
	}

	private atEnd(): boolean {
		const [, next, oldest] = this.done[this.done.length - 1].memo;
		if (next === '') return true;
		return (
			this.order.newestFirst &&
			oldest > 0 &&
			oldest <= this.order.stopAt(this.newest, this.startedAt, this.prefix.length > 0)
		);
	}

	/** All pages that were gone through, those of the earlier walk first. */
	private pages(memos = this.done.map(({ memo }) => memo)): PageMemo[] {
		return [...this.prefix, ...memos];
	}

	/** What the server fails with where an earlier walk ended. Going on there would never come back to the pages before it. */
	get obstacle(): Error | undefined {
		return this.failedByServer && this.prefix.length > 0 && this.done.length === 0
			? this.error
			: undefined;
	}

	/** For a walk that cannot even begin at the beginning. */
	refuse(): void {
		this.error = new BrokenPaging('the list does not accept its own cursor');
	}

	/** @param obstacle where the walk before it could not go on */
	result(obstacle: Error | undefined): Walked {
		const { complete, newest, startedAt, endedAt } = this;
		return {
			rows: this.done.flatMap(({ rows }) => rows),
			complete,
			read: this.done.length,
			resumed: this.prefix.length > 0,
			newestAtStart: newest || undefined,
			startedAt,
			endedAt,
			error: this.error ?? (complete ? undefined : obstacle),
			stuck: obstacle !== undefined && this.failedByServer,
			trail: (held) => this.trail(held),
		};
	}

	private trail(held: Set<string>): Trail {
		const memos = this.done.map(({ memo, rows }): PageMemo => {
			const [, next, oldest] = memo;
			return held.size > 0 && rows.some(({ id }) => held.has(String(id)))
				? ['', next, oldest]
				: memo;
		});
		const pages = this.pages(memos);
		if (this.error instanceof BrokenPaging) return { pages: [] };
		if (!this.complete) return trailSoFar(this.old, pages);
		if (!this.order.newestFirst) return { pages };
		return trailFromRefreshed(
			this.old,
			pages,
			(place) => (this.done[place - this.prefix.length] as ReadOne | undefined)?.beginsUnrefreshed,
		);
	}
}

/**
 * Reads a list for news: from its beginning, or on from where an earlier walk had to stop. A failure ends it; what was read counts.
 * Where the server fails at the very page with which the walk was to go on, it is walked anew, so that what comes before that page is still told.
 */
export async function walkList(
	trail: Trail,
	readPage: ReadPage,
	order: WalkOrder,
): Promise<Walked> {
	let walk = new Walk(trail, readPage, order);
	let begins = await walk.run();
	const { obstacle } = walk;
	if (obstacle) {
		walk = new Walk({ ...trail, at: 0 }, readPage, order);
		begins = await walk.run();
	}
	if (!begins) {
		walk = new Walk({ pages: [] }, readPage, order);
		if (!(await walk.run())) walk.refuse();
	}
	return walk.result(obstacle);
}
