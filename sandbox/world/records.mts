/** Stored records. Times are ms since 1970 on the server's clock. Derived values are not stored. */
import type { Series } from './series.mts';

export type Platform = 'instagram' | 'tiktok';
export type Metadata = Record<string, string>;

/** What accounts and tracked videos have in common: they are refreshed by the scraper and have a history. */
export interface Tracked {
	readonly id: string;
	readonly platform: Platform;
	isActive: boolean;
	metadata: Metadata | null;
	readonly addedAt: number;
	/** null until the first refresh. */
	firstScrape: number | null;
	lastScrape: number | null;
	intervalHours: number;
	/** Refreshes so far. */
	refreshes: number;
	readonly series: Series;
}

export interface Account extends Tracked {
	/** Running number; the integer ids of the account's posts are made of it. */
	readonly seq: number;
	readonly username: string;
	creatorId: string | null;
	/** Paused together with its creator, and so resumed with it. */
	pausedByCreator: boolean;
	category: string | null;
	maxRecentPosts: number | null;
	lookbackDays: number | null;
	/** Times (ms) of posts that were published since the seeding and not found by a refresh yet, and of those that were, in that order. */
	unfoundPosts: number[];
	readonly foundPosts: number[];
}

export interface Video extends Tracked {
	readonly externalId: string;
	readonly shortcode: string | null;
	updatedAt: number;
	/** The tracked account that posted it, when there is one. */
	accountId: string | null;
	accountUsername: string | null;
}

export interface Creator {
	readonly id: string;
	name: string;
	isActive: boolean;
	metadata: Metadata | null;
	readonly accountIds: Set<string>;
}

/** A post from the feed of a tracked account: computed when asked for, never stored. */
export interface AccountVideo {
	readonly id: number;
	readonly hash: number;
	readonly platform: Platform;
	readonly account: Account;
	readonly externalId: string;
	readonly shortcode: string | null;
	readonly createTime: number;
	viewsAt(day: number): number;
}
