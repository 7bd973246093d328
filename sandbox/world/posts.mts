/**
 * Posts in the feeds of tracked accounts: computed from their account, never stored.
 * Each post holds a fixed share of its account's views, and all shares together stay below the whole: the rest is older posts.
 */
import { DAY_MS, dayOf } from './days.mts';
import { mix, unit } from './hash.mts';
import { externalIdOf, shortcodeOf } from './identifiers.mts';
import type { Account, AccountVideo } from './records.mts';
import { viewsAt } from './series.mts';
import { MOST_POSTS, type World } from './world.mts';

const FIRST_ID = 1_000_000;

/** Posts that are known of an account: none before its first refresh. */
export function postCountOf(world: World, account: Account): number {
	return account.firstScrape === null ? 0 : world.postsPerAccount + account.foundPosts.length;
}

/** The n-th post of an account. */
export function postOf(world: World, account: Account, n: number): AccountVideo {
	const { series } = account;
	const hash = mix(series.hash, 1000 + n);
	const publishedAt = account.foundPosts[n - world.postsPerAccount];
	const createDay = postDayOf(world, account, n);
	// Seeded posts share nine tenths, those published later the last one.
	const share =
		publishedAt === undefined
			? (0.3 + 0.6 * unit(hash, 1)) / world.postsPerAccount
			: 0.1 / MOST_POSTS;
	// A post from before the history has its part of the views from before it, and gains nothing before the history begins.
	const before = createDay >= series.fromDay ? viewsAt(series, createDay - 1) : 0;
	const instagram = account.platform === 'instagram';
	const externalId = externalIdOf(instagram ? 3 : 7, account.seq, hash);
	return {
		id: FIRST_ID + account.seq * MOST_POSTS + n,
		hash,
		platform: account.platform,
		account,
		externalId,
		shortcode: instagram ? shortcodeOf(externalId) : null,
		createTime: publishedAt ?? createDay * DAY_MS + (mix(hash, 3) % DAY_MS),
		viewsAt: (day) => Math.floor(Math.max(0, viewsAt(series, day) - before) * share),
	};
}

/** The day on which the n-th post of an account appeared. A seeded one: inside the history, or in the 60 days before it. */
export function postDayOf(world: World, account: Account, n: number): number {
	const publishedAt = account.foundPosts[n - world.postsPerAccount];
	if (publishedAt !== undefined) return dayOf(publishedAt);
	const { fromDay, toDay, hash } = account.series;
	const span = Math.max(0, toDay - fromDay) + 60;
	return fromDay - 60 + (mix(mix(hash, 1000 + n), 2) % span);
}

/** The post with an integer id. */
export function findPost(world: World, id: number): AccountVideo | undefined {
	const seq = Math.floor((id - FIRST_ID) / MOST_POSTS);
	const account = world.accountsBySeq[seq];
	const n = (id - FIRST_ID) % MOST_POSTS;
	return account !== undefined && n < postCountOf(world, account)
		? postOf(world, account, n)
		: undefined;
}

/**
 * Posts in the order of their ids.
 * @param afterId where to go on; 0 = from the start
 * @param wanted accounts whose posts are asked for
 */
export function* postsAfter(
	world: World,
	afterId: number,
	wanted: (account: Account) => boolean,
): Generator<AccountVideo> {
	const from = Math.max(0, Math.floor((afterId - FIRST_ID) / MOST_POSTS));
	for (let seq = from; seq < world.accountsBySeq.length; seq++) {
		const account = world.accountsBySeq[seq];
		if (account === undefined || !wanted(account)) continue;
		const count = postCountOf(world, account);
		for (let n = 0; n < count; n++) {
			if (FIRST_ID + seq * MOST_POSTS + n > afterId) yield postOf(world, account, n);
		}
	}
}
