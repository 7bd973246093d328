/** The stored records, for assertions. */
import { accountVideoView, accountView, creatorView, videoView } from '../api/views.mts';
import { usernameOf } from '../world/pools.mts';
import { findPost, postsAfter } from '../world/posts.mts';
import type { Platform } from '../world/records.mts';
import type { SandboxState } from '../state.mts';
import type { World } from '../world/world.mts';

/** A kind of record: how to go through all of it, find one, and show one (as the API does, with what it keeps to itself). */
interface Kind<T> {
	all(world: World): Iterable<T>;
	find(world: World, id: string): T | undefined;
	view(world: World, row: T): object;
}

const kind = <T,>(definition: Kind<T>): Kind<T> => definition;

export const KINDS = {
	accounts: kind({
		all: (world) => world.accounts.values(),
		find: (world, id) => world.accounts.get(id),
		view: (world, row) => ({
			...accountView(world, row),
			refreshes: row.refreshes,
			paused_by_creator: row.pausedByCreator,
		}),
	}),
	videos: kind({
		all: (world) => world.videos.values(),
		find: (world, id) => world.videos.get(id),
		view: (world, row) => ({ ...videoView(world, row), refreshes: row.refreshes }),
	}),
	creators: kind({
		all: (world) => world.creators.values(),
		find: (world, id) => world.creators.get(id),
		view: (world, row) => ({ ...creatorView(world, row), account_ids: [...row.accountIds] }),
	}),
	accountVideos: kind({
		all: (world) => postsAfter(world, 0, () => true),
		find: (world, id) => findPost(world, Number(id)),
		view: accountVideoView,
	}),
};

export type DataKind = keyof typeof KINDS;

/**
 * The records of a kind as the pieces of one JSON array, so that 100,000 of them need not be held at once.
 * @param ids null = all; unknown ones are left out
 */
export function* recordsAsJson(
	world: World,
	name: DataKind,
	ids: string[] | null,
): Generator<string> {
	// Each kind's functions belong together; only the union of all kinds does not show it.
	const { all, find, view } = KINDS[name] as Kind<unknown>;
	const rows =
		ids === null ? all(world) : ids.map((id) => find(world, id)).filter((row) => row !== undefined);
	let separator = '[';
	for (const row of rows) {
		yield separator + JSON.stringify(view(world, row));
		separator = ',';
	}
	yield separator === '[' ? '[]' : ']';
}

/**
 * Tracks new accounts as POST /accounts would, in one step: never refreshed, and refreshed for the first time after the set delay.
 * @returns their ids
 */
export function addAccounts(state: SandboxState, count: number, platform?: Platform): string[] {
	const { world } = state;
	return Array.from({ length: count }, () => {
		const seq = world.accountsBySeq.length;
		const username = usernameOf(world.pools, world.hashOf('account', seq), seq);
		const account = world.addAccount(
			platform ?? (seq % 2 === 0 ? 'instagram' : 'tiktok'),
			username,
			state.now(),
		);
		state.scraper.track(account);
		return account.id;
	});
}
