/** The organization that the sandbox serves: its records and the rules that keep them consistent. */
import { beginSeries, addGain, createSeries } from './series.mts';
import { dayOf } from './days.mts';
import { mix, uuidOf } from './hash.mts';
import type { PostIdentity } from './identifiers.mts';
import { createPools, type Pools } from './pools.mts';
import type { Account, Creator, Metadata, Platform, Tracked, Video } from './records.mts';
import {
	ACCOUNT_SORT_KEYS,
	VIDEO_SORT_KEYS,
	type AccountSort,
	type VideoSort,
} from './sortKeys.mts';
import { Table } from './table.mts';

/** Settings of a newly tracked account or video. */
export interface TrackOptions {
	metadata?: Metadata | null;
	is_active?: boolean;
	scrape_interval_hours?: number;
	category?: string | null;
}

/** Hours between two refreshes when nothing else is asked for (contract/openapi.yaml, schema Account and schema Video). */
export const DEFAULT_INTERVAL_HOURS = 24;

/** Posts of one account, the seeded ones included. */
export const MOST_POSTS = 64;

const KIND = { account: 1, video: 2, creator: 3 } as const;

/** A record that is about to be tracked; n counts the records of its kind. */
interface NewRecord {
	kind: 'account' | 'video';
	n: number;
	platform: Platform;
	addedAt: number;
}

export class World {
	readonly accounts = new Table<Account, AccountSort>(ACCOUNT_SORT_KEYS);
	readonly videos = new Table<Video, VideoSort>(VIDEO_SORT_KEYS);
	readonly creators = new Table<Creator, 'name'>({ name: (row) => row.name.toLowerCase() });
	readonly pools: Pools;
	readonly organizationId: string;
	/** Posts in the feed of each refreshed account. */
	readonly postsPerAccount: number;
	readonly #seed: number;
	readonly #accountsBySeq: Array<Account | undefined> = [];
	readonly #accountsByName = new Map<string, Account>();
	readonly #videosByPost = new Map<string, Video>();
	#videoCount = 0;
	#creatorCount = 0;

	constructor(seed: number, postsPerAccount: number) {
		this.#seed = seed;
		this.postsPerAccount = postsPerAccount;
		this.pools = createPools(seed);
		this.organizationId = uuidOf(seed, 0, 0);
	}

	/** Seeds what belongs to the n-th record of a kind. */
	hashOf(kind: keyof typeof KIND, n: number): number {
		return mix(mix(this.#seed, KIND[kind] + 100), n);
	}

	/** Accounts that were ever tracked; deleted ones leave a hole, so that numbers stay what they are. */
	get accountsBySeq(): ReadonlyArray<Account | undefined> {
		return this.#accountsBySeq;
	}

	findAccount(platform: Platform, username: string): Account | undefined {
		return this.#accountsByName.get(`${platform}:${username}`);
	}

	findVideo(platform: Platform, externalId: string): Video | undefined {
		return this.#videosByPost.get(`${platform}:${externalId}`);
	}

	/** @param username normalised and not tracked yet on this platform */
	addAccount(
		platform: Platform,
		username: string,
		addedAt: number,
		options: TrackOptions = {},
	): Account {
		const seq = this.#accountsBySeq.length;
		const account: Account = {
			...this.#tracked({ kind: 'account', n: seq, platform, addedAt }, options),
			seq,
			username,
			creatorId: null,
			pausedByCreator: false,
			category: options.category ?? null,
			maxRecentPosts: null,
			lookbackDays: null,
			unfoundPosts: [],
			foundPosts: [],
		};
		this.#accountsBySeq.push(account);
		this.#accountsByName.set(`${platform}:${username}`, account);
		this.accounts.insert(account);
		return account;
	}

	/** @param post not tracked yet on this platform */
	addVideo(
		platform: Platform,
		post: PostIdentity,
		addedAt: number,
		options: TrackOptions = {},
	): Video {
		const author = post.username === null ? undefined : this.findAccount(platform, post.username);
		const video: Video = {
			...this.#tracked({ kind: 'video', n: this.#videoCount++, platform, addedAt }, options),
			externalId: post.externalId,
			shortcode: post.shortcode,
			updatedAt: addedAt,
			accountId: author?.id ?? null,
			accountUsername: post.username,
		};
		this.#videosByPost.set(`${platform}:${post.externalId}`, video);
		this.videos.insert(video);
		return video;
	}

	addCreator(
		name: string,
		options: { is_active?: boolean; metadata?: Metadata | null } = {},
	): Creator {
		const creator: Creator = {
			id: uuidOf(this.#seed, KIND.creator, this.#creatorCount++),
			name,
			isActive: options.is_active ?? true,
			metadata: options.metadata ?? null,
			accountIds: new Set(),
		};
		this.creators.insert(creator);
		return creator;
	}

	/** Videos of the account stay tracked and lose the link. */
	removeAccount(account: Account): void {
		this.accounts.remove(account);
		this.#accountsBySeq[account.seq] = undefined;
		this.#accountsByName.delete(`${account.platform}:${account.username}`);
		if (account.creatorId !== null)
			this.creators.get(account.creatorId)?.accountIds.delete(account.id);
		for (const video of this.videos.values()) {
			if (video.accountId === account.id) video.accountId = null;
		}
	}

	removeVideo(video: Video): void {
		this.videos.remove(video);
		this.#videosByPost.delete(`${video.platform}:${video.externalId}`);
	}

	/** Accounts of the creator stay tracked and lose the link. */
	removeCreator(creator: Creator): void {
		for (const account of this.accountsOf(creator)) this.unlink(creator, account);
		this.creators.remove(creator);
	}

	link(creator: Creator, account: Account): void {
		creator.accountIds.add(account.id);
		account.creatorId = creator.id;
	}

	unlink(creator: Creator, account: Account): void {
		creator.accountIds.delete(account.id);
		account.creatorId = null;
		account.pausedByCreator = false;
	}

	*accountsOf(creator: Creator): Generator<Account> {
		for (const id of [...creator.accountIds]) yield this.accounts.get(id) as Account;
	}

	/** Pausing a creator pauses its accounts (contract/NOTES.md#paused-and-archived); resuming it resumes those that it paused. */
	setCreatorActive(creator: Creator, active: boolean): void {
		creator.isActive = active;
		for (const account of this.accountsOf(creator)) {
			if (active && !account.pausedByCreator) continue;
			if (!active && !account.isActive) continue;
			account.isActive = active;
			account.pausedByCreator = !active;
		}
	}

	/**
	 * Does what the scraper does when it has collected a resource.
	 * @param at moment of the refresh in ms; may lie in the past
	 * @param bump false = nothing had changed on the platform, only last_scrape_time moves
	 * @returns whether it was the first refresh
	 */
	refresh(row: Account | Video, at: number, bump = true): boolean {
		const first = row.firstScrape === null;
		const day = dayOf(at);
		if (first) {
			row.firstScrape = at;
			beginSeries(row.series, day, day - 1);
		} else if (bump) {
			addGain(row.series, day, row.refreshes, row.intervalHours / 24);
		}
		row.lastScrape = at;
		row.refreshes++;
		if ('externalId' in row) {
			row.updatedAt = at;
			this.videos.changed();
		} else {
			row.foundPosts.push(...row.unfoundPosts.filter((time) => time <= at));
			row.unfoundPosts = row.unfoundPosts.filter((time) => time > at);
			this.accounts.changed();
		}
		return first;
	}

	/** The owner of an account posts something; the next refresh after that finds it. @param at in ms */
	publish(account: Account, at: number): void {
		const { foundPosts, unfoundPosts } = account;
		if (this.postsPerAccount + foundPosts.length + unfoundPosts.length >= MOST_POSTS)
			throw new RangeError(`An account has at most ${MOST_POSTS} posts`);
		unfoundPosts.push(at);
	}

	#tracked({ kind, n, platform, addedAt }: NewRecord, options: TrackOptions): Tracked {
		return {
			id: uuidOf(this.#seed, KIND[kind], n),
			platform,
			isActive: options.is_active ?? true,
			metadata: options.metadata ?? null,
			addedAt,
			firstScrape: null,
			lastScrape: null,
			intervalHours: options.scrape_interval_hours ?? DEFAULT_INTERVAL_HOURS,
			refreshes: 0,
			series: createSeries(this.hashOf(kind, n)),
		};
	}
}
