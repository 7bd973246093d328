/** Refreshes on demand. */
import type { SandboxState } from '../state.mts';
import type { Account, Tracked, Video } from '../world/records.mts';
import type { Table } from '../world/table.mts';

export interface RefreshRequest {
	accountIds?: string[];
	videoIds?: string[];
	/** The n active accounts (videos) whose last refresh is the oldest; those never refreshed come first. */
	accounts?: number;
	videos?: number;
	/** Time of all refreshes (server clock), possibly in the past. Default: a different time for each, the last one now. */
	at?: string;
	/** false = change only last_scrape_time, as when nothing has changed on the platform. */
	bump?: boolean;
}

export interface Refreshed {
	id: string;
	last_scrape_time: string;
	/** Whether it was the first refresh. */
	first: boolean;
}

export interface RefreshResult {
	accounts: Refreshed[];
	videos: Refreshed[];
}

/** The message names the id. */
export class UnknownIdError extends Error {}

/** @throws UnknownIdError before any refresh */
export function refresh(state: SandboxState, request: RefreshRequest): RefreshResult {
	const { world } = state;
	const accounts = chosen(world.accounts, request.accountIds ?? [], request.accounts ?? 0);
	const videos = chosen(world.videos, request.videoIds ?? [], request.videos ?? 0);
	const rows: Array<Account | Video> = [...accounts, ...videos];
	const now = state.now();
	const done = rows.map((row, n) => {
		// Without a given moment no two are equal, as with a real scraper.
		const at = request.at === undefined ? now - (rows.length - 1 - n) : Date.parse(request.at);
		const first = world.refresh(row, at, request.bump);
		return { id: row.id, last_scrape_time: new Date(at).toISOString(), first };
	});
	return { accounts: done.slice(0, accounts.length), videos: done.slice(accounts.length) };
}

function chosen<T extends Tracked>(
	table: Table<T, string>,
	ids: readonly string[],
	oldest: number,
): T[] {
	const named = ids.map((id) => {
		const row = table.get(id);
		if (row === undefined) throw new UnknownIdError(`There is no record ${id}`);
		return row;
	});
	if (oldest === 0) return named;
	const taken = new Set(ids);
	const active = [...table.values()].filter((row) => row.isActive && !taken.has(row.id));
	active.sort((a, b) => (a.lastScrape ?? 0) - (b.lastScrape ?? 0));
	return [...named, ...active.slice(0, oldest)];
}
