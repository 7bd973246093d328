import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../output/parseTime';
import { HOUR_MS } from '../../transport/clock';
import { hashOf, hashesIn, watches, type Subscription } from '../state/subscription';
import type { RefreshEvent, SyncState } from '../sync/detectChanges';
import { VIDEO_NUMBERS } from '../sync/watchedLists';

/** What is remembered of posts. Plain JSON, because n8n stores it; times are ms since 1970. */
export interface PostState {
	/** Posts published up to this time are not emitted (any more). Never goes back. */
	floor: number;
	/** Of accounts that were tracked at this time, only posts published after it are news. */
	from: number;
	/** What was watched before edits, the oldest first, and from which time. */
	before: Array<{ from: number; subscription: Subscription }>;
	/** Hashes of emitted posts by the hour of their publication, for those after `floor`. */
	emitted: Record<string, string>;
	/** Hashes of accounts with the numbers that they had when their posts were last read, the newest last. */
	read: string;
}

/** Most posts that are remembered, with 6 bytes each, and most accounts. */
export const MOST_POSTS = 50_000;
const MOST_ACCOUNTS = 5_000;
/** Edits that are kept apart. Later ones count as made at the time of the last of these. */
const MOST_EDITS = 5;

/** Numbers of an account that move with its posts. */
const NUMBERS = [...VIDEO_NUMBERS, 'profile_post_count', 'total_post_count'];

/** The state after the initial sync. @param newest refresh known then; what was published before it is the past */
export function beginPosts(newest: number, maximumAgeMs: number, emitExisting: boolean): PostState {
	const from = emitExisting ? 0 : newest;
	return { floor: newest - maximumAgeMs, from, before: [], emitted: {}, read: '' };
}

/** The state after an edit of what is watched: posts of accounts that were added are news from now on. */
export function afterEdit(posts: PostState, subscription: Subscription, now: number): PostState {
	const { before, from } = posts;
	if (before.length >= MOST_EDITS) return posts;
	return { ...posts, from: now, before: [...before, { from, subscription }] };
}

/** The time after which a post of an account must have been published to be news, in ms. */
export function newsAfter(posts: PostState, account: IDataObject, maximumAgeMs: number): number {
	let start = posts.from;
	for (const { from, subscription } of [...posts.before].reverse()) {
		if (!watches(subscription, account)) break;
		start = from;
	}
	const first = parseTime(account.first_scrape_time) ?? 0;
	return Math.max(posts.floor, first > start ? first - maximumAgeMs : start);
}

const timeOf = (post: IDataObject) => parseTime(post.create_time) ?? 0;

/** An account's post with what people want to know of the account. */
function rowOf(post: IDataObject, account: IDataObject): IDataObject {
	const { id, platform, username, name, follower_count, creator_id, creator_name } = account;
	return {
		...post,
		platform: post.platform ?? platform ?? null,
		account_id: id,
		account_username: username ?? post.account_username ?? null,
		account_name: name ?? null,
		account_follower_count: follower_count ?? null,
		creator_id: creator_id ?? null,
		creator_name: creator_name ?? null,
	};
}

/** A hash of the account and of its numbers; undefined when it does not say how many posts it has. */
function hashOfNumbers(account: IDataObject): string | undefined {
	if (typeof account.total_post_count !== 'number') return undefined;
	return hashOf([account.id, ...NUMBERS.map((name) => account[name])].join());
}

/** Posts of one poll: which are news, and what to remember of them. */
export class PostLog {
	private readonly known: Set<string>;
	private readonly emitted: Record<string, string>;
	private readonly read: Set<string>;

	constructor(private readonly posts: PostState) {
		this.emitted = { ...posts.emitted };
		this.known = new Set(hashesIn(Object.values(posts.emitted).join('')));
		this.read = new Set(hashesIn(posts.read));
	}

	/** Whether an account cannot have a new post, because its numbers are those with which its posts were read. */
	isRead(account: IDataObject): boolean {
		return this.read.has(hashOfNumbers(account) ?? '');
	}

	/** Takes note that all posts of an account have been emitted. One that does not say yet when it was published must be read again. */
	noteRead(account: IDataObject, rows: IDataObject[]): void {
		const hash = hashOfNumbers(account);
		if (hash === undefined || !rows.every(timeOf)) return;
		this.read.delete(hash);
		this.read.add(hash);
	}

	/**
	 * Takes news among an account's posts, the oldest first.
	 * @param after time of publication, in ms
	 * @returns the events, and whether there are more
	 */
	take(
		account: IDataObject,
		rows: IDataObject[],
		{ after, limit }: { after: number; limit: number },
	): { events: RefreshEvent[]; hasMore: boolean } {
		const news = new Map<string, RefreshEvent>();
		for (const post of rows) {
			const time = timeOf(post);
			const row = rowOf(post, account);
			const hash = hashOf(`${String(row.platform)} ${String(post.id)}`);
			if (time <= after || this.known.has(hash)) continue;
			news.set(hash, { id: String(post.id), type: 'new', time, row });
		}
		const sorted = [...news].sort(([, a], [, b]) => a.time - b.time || (a.id < b.id ? -1 : 1));
		const taken = sorted.slice(0, limit);
		for (const [hash, { time }] of taken) {
			const hour = Math.floor(time / HOUR_MS);
			this.known.add(hash);
			this.emitted[hour] = (this.emitted[hour] ?? '') + hash;
		}
		return { events: taken.map(([, event]) => event), hasMore: sorted.length > taken.length };
	}

	/** What to remember after the poll. A post must be remembered until it is too old to be emitted. */
	after({ watermark }: SyncState, maximumAgeMs: number): PostState {
		const { from, before } = this.posts;
		let floor = Math.max(this.posts.floor, watermark - maximumAgeMs);
		let left = this.known.size;
		const emitted: Record<string, string> = {};
		for (const hour of Object.keys(this.emitted).sort((a, b) => Number(a) - Number(b))) {
			const endMs = (Number(hour) + 1) * HOUR_MS - 1;
			if (left > MOST_POSTS) floor = Math.max(floor, endMs);
			if (endMs > floor) emitted[hour] = this.emitted[hour];
			else left -= hashesIn(this.emitted[hour]).length;
		}
		const read = [...this.read].slice(-MOST_ACCOUNTS).join('');
		// Edits before which nothing is news any more do not matter.
		return { floor, from, before: floor < from ? before : [], emitted, read };
	}
}
