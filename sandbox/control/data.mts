/** The stored records, for assertions. */
import { accountVideoView, accountView, creatorView, videoView } from '../api/views.mts';
import { usernameOf } from '../world/pools.mts';
import { findPost, postsAfter } from '../world/posts.mts';
import type { Platform } from '../world/records.mts';
import { UnknownIdError } from './refresh.mts';
import type { SandboxState } from '../state.mts';
import type { World } from '../world/world.mts';

/** A type of record. `view` adds internal fields to what the API shows. */
interface RecordType<T> {
	all(world: World): Iterable<T>;
	find(world: World, id: string): T | undefined;
	view(world: World, row: T): object;
}

const recordType = <T,>(definition: RecordType<T>): RecordType<T> => definition;

export const RECORD_TYPES = {
	accounts: recordType({
		all: (world) => world.accounts.values(),
		find: (world, id) => world.accounts.get(id),
		view: (world, row) => ({
			...accountView(world, row),
			refreshes: row.refreshes,
			paused_by_creator: row.pausedByCreator,
		}),
	}),
	videos: recordType({
		all: (world) => world.videos.values(),
		find: (world, id) => world.videos.get(id),
		view: (world, row) => ({ ...videoView(world, row), refreshes: row.refreshes }),
	}),
	creators: recordType({
		all: (world) => world.creators.values(),
		find: (world, id) => world.creators.get(id),
		view: (world, row) => ({ ...creatorView(world, row), account_ids: [...row.accountIds] }),
	}),
	accountVideos: recordType({
		all: (world) => postsAfter(world, 0, () => true),
		find: (world, id) => findPost(world, Number(id)),
		view: accountVideoView,
	}),
};

export type RecordTypeName = keyof typeof RECORD_TYPES;

/**
 * Streams the records of a type as one JSON array, so that 100,000 of them need not be in memory at once.
 * @param ids null = all; unknown ids are skipped
 */
export function* recordsAsJson(
	world: World,
	name: RecordTypeName,
	ids: string[] | null,
): Generator<string> {
	// The functions of one type fit together, which the union of all types does not express.
	const { all, find, view } = RECORD_TYPES[name] as RecordType<unknown>;
	const rows =
		ids === null ? all(world) : ids.map((id) => find(world, id)).filter((row) => row !== undefined);
	let separator = '[';
	for (const row of rows) {
		yield separator + JSON.stringify(view(world, row));
		separator = ',';
	}
	yield separator === '[' ? '[]' : ']';
}

/** Posts of an account's owner. */
export interface PublishRequest {
	accountId: string;
	/** Time of publication (server clock). Default: now. */
	at?: string;
	/** Posts at that time. Default: 1. */
	count?: number;
}

/** Publishes posts; the account's next refresh after that time finds them. @throws UnknownIdError */
export function publish(state: SandboxState, request: PublishRequest): void {
	const { accountId, at, count = 1 } = request;
	const account = state.world.accounts.get(accountId);
	if (account === undefined) throw new UnknownIdError(`There is no record ${accountId}`);
	for (let n = 0; n < count; n++)
		state.world.publish(account, at === undefined ? state.now() : Date.parse(at));
}

/**
 * Tracks new accounts as POST /accounts does, many in one call. Their first refresh comes after `settings.firstRefreshDelayMs`.
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
