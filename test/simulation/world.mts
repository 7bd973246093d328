/** What CreatorAudit tracks, in simulated time: resources, their refreshes, and the lists that show them. */
import type { SimulatedClock } from '../../bench/simulation/clock.mts';

/** The simulated clock's zero, in ms since 1970. */
export const EPOCH_MS = 1_750_000_000_000;
/** As much as refreshes may be late: the trigger's default overlap. */
export const LOOKBACK_MS = 600_000;

export type Kind = 'account' | 'video';
export type Platform = 'instagram' | 'tiktok';

/** One refresh of a resource. Times in ms since 1970. */
export interface Refresh {
	/** The time that it bears. */
	time: number;
	/** When it shows up in the lists. */
	visibleAt: number;
}

export interface Resource {
	id: string;
	kind: Kind;
	/** Even and odd ones can be told apart by the trigger's IDs. */
	parity: 0 | 1;
	platform: Platform;
	addedAt: number;
	/** In the order in which they show up. */
	refreshes: Refresh[];
	isDeleted: boolean;
}

/** A post of an account. A refresh finds it, and it shows up in the list together with that. */
export interface Post {
	id: number;
	account: Resource;
	/** Time of publication, in ms since 1970. */
	time: number;
	foundBy: Refresh;
}

const HOUR_MS = 3_600_000;
/** How old the posts are that the first refresh of an account finds: on both sides of the default Maximum Age. */
const FIRST_AGES_MS = [HOUR_MS / 2, 72 * HOUR_MS, 720 * HOUR_MS];

/** How times are written: all are ISO 8601 in UTC. */
export const TIME_FORMATS = ['Z', '+00:00', '+00', 'none', 'comma', 'micro'] as const;

export interface WorldSetup {
	nulls: 'first' | 'last';
	/** Server's clock minus the one that refreshes are stamped with, in ms. */
	skewMs: number;
	/** Whether answers say what time it is. */
	hasDates: boolean;
	timeFormat: (typeof TIME_FORMATS)[number];
	accounts: number;
	videos: number;
}

/** A row of a list, with what it is sorted by. */
export interface Row {
	id: string;
	/** null for what was never refreshed. */
	key: number | null;
	/** As JSON. */
	text: string;
	/** Rows with the same version have the same text. */
	version: string;
}

/** The id of the nth resource of all. */
export function idOf(n: number): string {
	return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export class World {
	readonly setup: WorldSetup;
	readonly resources: Resource[] = [];
	readonly posts: Post[] = [];
	readonly #clock: SimulatedClock;
	/** By version. */
	readonly #rows = new Map<string, Row>();

	constructor(setup: WorldSetup, clock: SimulatedClock) {
		this.setup = setup;
		this.#clock = clock;
		for (let n = 0; n < setup.accounts; n++) this.add('account', n % 2 === 0);
		for (let n = 0; n < setup.videos; n++) this.add('video', n % 2 === 0);
		// A past: of three, one was never refreshed.
		for (const [n, { refreshes }] of this.resources.entries()) {
			const time = this.now - LOOKBACK_MS * 2 + 60_000 * (n % 25);
			if (n % 3 === 2) continue;
			refreshes.push({ time, visibleAt: time });
			this.#findPosts(this.resources[n]!);
		}
	}

	/** ms since 1970, by the clock that refreshes are stamped with. */
	get now(): number {
		return EPOCH_MS + Math.floor(this.#clock.now());
	}

	/** When the last refresh shows up. */
	get allVisibleAt(): number {
		return Math.max(0, ...this.resources.map(({ refreshes }) => refreshes.at(-1)?.visibleAt ?? 0));
	}

	get serverNow(): number {
		return this.now + this.setup.skewMs;
	}

	add(kind: Kind, isInstagram: boolean): void {
		const n = this.resources.length;
		this.resources.push({
			id: idOf(n),
			kind,
			parity: Math.floor(n / 2) % 2 === 0 ? 0 : 1,
			platform: isInstagram ? 'instagram' : 'tiktok',
			addedAt: this.now + n,
			refreshes: [],
			isDeleted: false,
		});
	}

	/** The nth of those that are left, counted in a circle. */
	some(which: number): Resource | undefined {
		const alive = this.resources.filter(({ isDeleted }) => !isDeleted);
		return alive[which % Math.max(1, alive.length)];
	}

	/** @param lateMs how long after its time the refresh shows up @param timeMs of the refresh; by default now */
	refresh(resource: Resource | undefined, lateMs: number, timeMs = this.now): void {
		if (!resource) return;
		const last = resource.refreshes.at(-1);
		if (last && last.time >= timeMs) return;
		// A resource is refreshed by one worker: its refreshes show up in their order.
		const visibleAt = Math.max(this.now + lateMs, last?.visibleAt ?? 0);
		resource.refreshes.push({ time: timeMs, visibleAt });
		this.#findPosts(resource);
	}

	/** What the last refresh of an account finds: its first posts, and later two new ones of which one is older, every second time. */
	#findPosts(account: Resource): void {
		const { kind, refreshes } = account;
		const foundBy = refreshes.at(-1)!;
		if (kind !== 'account' || refreshes.length % 2 === 0) return;
		const before = refreshes.at(-2);
		const ages = before ? [1, (foundBy.time - before.time) / 2] : FIRST_AGES_MS;
		for (const age of ages) {
			const time = Math.floor(foundBy.time - age);
			this.posts.push({ id: this.posts.length + 1, account, time, foundBy });
		}
	}

	#written(at: Pick<Refresh, 'time'> | undefined): string | null {
		if (!at) return null;
		const text = new Date(at.time).toISOString().slice(0, -1);
		switch (this.setup.timeFormat) {
			case 'none':
				return text;
			case 'comma':
				return `${text.replace('.', ',')}Z`;
			case 'micro':
				return `${text}000Z`;
			default:
				return text + this.setup.timeFormat;
		}
	}

	/** @param at ms since 1970 */
	rowOf(resource: Resource, at = this.now): Row {
		const { id, kind, platform, addedAt, refreshes } = resource;
		let visible = refreshes.length;
		while (visible > 0 && refreshes[visible - 1]!.visibleAt > at) visible -= 1;
		const version = `${id} ${visible}`;
		const known = this.#rows.get(version);
		if (known) return known;
		const last = refreshes[visible - 1];
		const row: Row = {
			id,
			key: kind === 'account' ? (last?.time ?? null) : addedAt,
			text: JSON.stringify({
				type: kind,
				id,
				platform,
				first_scrape_time: this.#written(last && refreshes[0]),
				last_scrape_time: this.#written(last),
				// Changes with the posts that refreshes find.
				...(kind === 'account' && { total_post_count: Math.ceil(visible / 2) }),
			}),
			version,
		};
		this.#rows.set(version, row);
		return row;
	}

	/** Accounts: newest refresh first. Videos: added first, first. */
	compare(kind: Kind, a: Pick<Row, 'id' | 'key'>, b: Pick<Row, 'id' | 'key'>): number {
		const byId = a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
		if (a.key === null || b.key === null) {
			if (a.key === b.key) return byId;
			return (a.key === null) === (this.setup.nulls === 'first') ? -1 : 1;
		}
		const order = a.key - b.key || byId;
		return kind === 'account' ? -order : order;
	}

	/** Posts that have shown up, in the order in which refreshes found them. @param accountId null = of all accounts */
	listPosts(accountId: string | null): Row[] {
		return this.posts
			.filter(
				({ account, foundBy }) =>
					foundBy.visibleAt <= this.now &&
					!account.isDeleted &&
					account.id === (accountId ?? account.id),
			)
			.map((post) => ({
				id: String(post.id),
				key: post.id,
				version: `post ${post.id}`,
				text: JSON.stringify({
					type: 'account_video',
					id: post.id,
					account_id: post.account.id,
					platform: post.account.platform,
					create_time: this.#written(post),
				}),
			}));
	}

	list(kind: Kind, platform: string | null): Row[] {
		const rows = this.resources
			.filter(
				(one) => one.kind === kind && !one.isDeleted && one.platform === (platform ?? one.platform),
			)
			.map((one) => this.rowOf(one));
		return rows.sort((a, b) => this.compare(kind, a, b));
	}
}
