/** Knows what each trigger must tell, and what it must not, and compares it with what starts workflows. */
import type { Api } from './api.mts';
import type { Item, Observer, PollNote } from './n8nTypes.mts';
import type { Choice, RefreshType, Trigger } from './trigger.mts';
import { EPOCH_MS, type Post, type Refresh, type Resource, type World } from './world.mts';

/** A poll that took longer may have been cut short, in ms. */
const SURELY_WHOLE_MS = 25_000;
/** For so long a used-up quota alone is no reason for an error, in ms: an hour, without the last poll. */
const PATIENCE_MS = 40 * 60_000;
const TYPES = ['firstRefresh', 'refresh'] as const;
const PLATFORMS = ['instagram', 'tiktok'] as const;

/** Since when a group of resources is watched, in ms since 1970: from `since` on everything that shows up must be told. */
interface Watch {
	/** When the poll began that first saw the group. */
	from?: number;
	/** After the first undisturbed poll. */
	since?: number;
}

interface Known {
	/** By group: platform, half and type of event. */
	watched: Map<string, Watch>;
	told: Set<string>;
	missed: Set<string>;
	/** May be told again. */
	overwritten: Set<string>;
	storedAt: number;
	/** When a poll that the API had answered last ended without an error, in ms since 1970. */
	answeredAt?: number;
	/** When the last of these polls had surely got all that it needed: one that found news may have waited for metrics or posts in vain. */
	servedAt?: number;
	/** What was visible before is the past, which must not be told; only as long as nothing was edited. */
	past?: number;
	isEdited: boolean;
}

const keyOf = (id: string, time: number) => `${id}@${time}`;
const HOUR_MS = 3_600_000;
/** No post that was older when it was found is told: the default Maximum Age. */
const MAXIMUM_AGE_MS = 168 * HOUR_MS;

/** What an item tells of: a refresh, or a post. */
const keyIn = (item: Item): string =>
	item.event === 'accountVideo.new'
		? `post ${String(item.id)}`
		: keyOf(String(item.id), timeIn(item));

/** The time of an item's refresh, however it is written. */
function timeIn(item: Item): number {
	return Date.parse(`${String(item.last_scrape_time).replace(',', '.').slice(0, 23)}Z`);
}

export class Oracle implements Observer {
	readonly lost: string[] = [];
	readonly twice: string[] = [];
	/** Other promises that were broken: the past told, an event that nobody wanted, an alarm without need, a trigger switched off. */
	readonly broken: string[] = [];
	/** Events that started a workflow. */
	events = 0;
	/** Events that n8n lost between state and execution. */
	missedEvents = 0;
	/** Events that were told again because n8n had stored an older state over theirs. */
	again = 0;
	readonly #world: World;
	readonly #api: Api;
	readonly #known = new Map<Trigger, Known>();

	constructor(world: World, api: Api) {
		this.#world = world;
		this.#api = api;
	}

	#of(trigger: Trigger): Known {
		const known = this.#known.get(trigger) ?? {
			watched: new Map<string, Watch>(),
			told: new Set<string>(),
			missed: new Set<string>(),
			overwritten: new Set<string>(),
			storedAt: 0,
			isEdited: false,
		};
		if (!this.#known.has(trigger)) {
			this.#known.set(trigger, known);
			for (const group of this.#groups(trigger))
				known.watched.set(group, trigger.setup.emitExisting ? { from: 0, since: 0 } : {});
		}
		return known;
	}

	#groups(trigger: Trigger): string[] {
		const { platform, parity } = trigger.choice;
		const platforms = platform ? [platform] : PLATFORMS;
		const halves = parity === undefined ? ['0', '1', 'none'] : [String(parity)];
		return platforms.flatMap((one) =>
			halves.flatMap((half) => trigger.types.map((type) => `${one} ${half} ${type}`)),
		);
	}

	#groupOf(trigger: Trigger, resource: Resource, type: RefreshType): string {
		const isNamed = trigger.includes(resource, {
			...trigger.choice,
			platform: undefined,
			parity: resource.parity,
		});
		return `${resource.platform} ${isNamed ? resource.parity : 'none'} ${type}`;
	}

	/** The trigger's user has chosen something else. */
	edit(trigger: Trigger, choice: Choice): void {
		const known = this.#of(trigger);
		trigger.choice = choice;
		known.isEdited = true;
		const before = known.watched;
		known.watched = new Map(this.#groups(trigger).map((group) => [group, before.get(group) ?? {}]));
	}

	pollBegins(trigger: Trigger): PollNote {
		const beganAt = this.#world.now;
		for (const watch of this.#of(trigger).watched.values()) watch.from ??= beganAt;
		return {
			beganAt,
			disturbances: this.#api.disturbances,
			requests: trigger.requests,
			answers: trigger.answers,
			choice: trigger.choice,
		};
	}

	pollEnds(
		trigger: Trigger,
		{ beganAt, disturbances, requests, answers, choice }: PollNote,
		isTaken: boolean,
		items: Item[],
	): void {
		const known = this.#of(trigger);
		const { now } = this.#world;
		const { limit = Infinity, hasMetrics } = choice;
		if (trigger.answers > answers) {
			known.answeredAt = now;
			if (items.length > 0 || !(hasMetrics || trigger.isOnPosts)) known.servedAt = now;
		}
		if (items.length > limit)
			this.broken.push(
				`${trigger.name}: ${items.length} items are more than the limit of ${limit}`,
			);
		const isWhole =
			isTaken &&
			trigger.requests > requests &&
			this.#api.disturbances === disturbances &&
			now - beganAt < SURELY_WHOLE_MS;
		// Only the first poll decides what the past is.
		known.past ??= isWhole && !trigger.setup.emitExisting ? beganAt : -Infinity;
		if (!isWhole) return;
		for (const watch of known.watched.values())
			if (watch.from !== undefined && watch.from <= beganAt) watch.since ??= now;
	}

	failed(trigger: Trigger, error: Error): void {
		const { servedAt = -Infinity, storedAt } = this.#of(trigger);
		const { httpCode } = error as { httpCode?: unknown };
		if (String(httpCode) === '429' && storedAt > 0 && this.#world.now - servedAt < PATIENCE_MS)
			this.broken.push(
				`${trigger.name}: an error of the quota ${this.#world.now - servedAt} ms after a poll that was served`,
			);
	}

	activationFailed(trigger: Trigger, error: Error, hasState: boolean): void {
		const { httpCode = 500, message } = error as { httpCode?: unknown; message: string };
		const isTransient = Number(httpCode) >= 500 || Number(httpCode) === 429;
		if (hasState && isTransient)
			this.broken.push(`${trigger.name}: switched off by what passes by itself: ${message}`);
	}

	started(trigger: Trigger, items: Item[]): void {
		const known = this.#of(trigger);
		for (const item of items) {
			this.events += 1;
			const key = keyIn(item);
			if (known.overwritten.delete(key)) this.again += 1;
			else if (known.told.has(key)) this.twice.push(`${trigger.name}: ${key}`);
			known.told.add(key);
			if (trigger.isOnPosts) this.#checkPost(trigger, known, Number(item.id));
			if (known.isEdited || known.past === undefined) continue;
			const resource = this.#world.resources.find(({ id }) => id === item.id);
			const refresh = resource?.refreshes.find(({ time }) => time === timeIn(item));
			if (refresh && refresh.visibleAt < known.past && this.#api.setup.paging === 'keyset')
				this.broken.push(`${trigger.name}: ${key} is the past`);
		}
	}

	/** Whether a post may be told. */
	#checkPost(trigger: Trigger, { past = 0, isEdited }: Known, id: number): void {
		const { time, foundBy } = this.#world.posts[id - 1]!;
		const { skewMs, hasDates } = this.#world.setup;
		if (foundBy.time - time > MAXIMUM_AGE_MS + HOUR_MS)
			this.broken.push(`${trigger.name}: post ${id} is too old`);
		// The past ends with the newest refresh, but not after the server's time.
		if (!isEdited && foundBy.visibleAt < past && skewMs >= 0 && hasDates)
			this.broken.push(`${trigger.name}: post ${id} is the past`);
	}

	stored(trigger: Trigger, asOfMs: number): void {
		this.#of(trigger).storedAt = EPOCH_MS + asOfMs;
	}

	missed(trigger: Trigger, items: Item[]): void {
		this.missedEvents += items.length;
		for (const item of items) this.#of(trigger).missed.add(keyIn(item));
	}

	overwritten(trigger: Trigger, items: Item[]): void {
		const { overwritten } = this.#of(trigger);
		for (const item of items) overwritten.add(keyIn(item));
	}

	killed(trigger: Trigger, hasState: boolean): void {
		const known = this.#of(trigger);
		for (const [group, { since = 0 }] of known.watched) {
			// What is stored is older than the end of the first scan: it ends once more.
			if (since > 0 && (known.storedAt < since || !hasState)) known.watched.set(group, {});
		}
	}

	/** Whether the API has answered a poll of each trigger since then, in ms since 1970. */
	servedSince(triggers: Trigger[], timeMs: number): boolean {
		return triggers.every((trigger) => (this.#of(trigger).answeredAt ?? -Infinity) >= timeMs);
	}

	/** After a time in which nothing went wrong. */
	settled(triggers: Trigger[]): void {
		for (const trigger of triggers) {
			const known = this.#of(trigger);
			if (trigger.isOnPosts)
				for (const post of this.#world.posts) this.#checkPostTold(trigger, known, post);
			else for (const resource of this.#world.resources) this.#check(trigger, known, resource);
			for (const watch of known.watched.values()) watch.since ??= this.#world.now;
		}
	}

	/** A post is news when both it and its finding are newer than the watching, or when its account is. */
	#checkPostTold(trigger: Trigger, known: Known, { id, account, time, foundBy }: Post): void {
		const key = `post ${id}`;
		if (account.isDeleted || !trigger.includes(account)) return;
		if (foundBy.time - time > MAXIMUM_AGE_MS) return;
		if (known.told.has(key) || known.missed.has(key)) return;
		const [first] = account.refreshes;
		const isNews = trigger.types.every((type) => {
			const group = this.#groupOf(trigger, account, type);
			const { since = Infinity } = known.watched.get(group) ?? {};
			const isNewAccount = first!.time > since && time > first!.time - HOUR_MS;
			return foundBy.visibleAt > since && (time > since || isNewAccount);
		});
		if (!isNews) return;
		this.lost.push(`${trigger.name}: ${key} (visible at ${foundBy.visibleAt - EPOCH_MS})`);
		known.missed.add(key);
	}

	#check(trigger: Trigger, known: Known, resource: Resource): void {
		const last = resource.refreshes.at(-1);
		if (!last || resource.isDeleted || !trigger.includes(resource)) return;
		const key = keyOf(resource.id, last.time);
		if (known.told.has(key) || known.missed.has(key)) return;
		if (!this.#mustBeTold(trigger, known, resource, last)) return;
		this.lost.push(`${trigger.name}: ${key} (visible at ${last.visibleAt - EPOCH_MS})`);
		known.missed.add(key);
	}

	#mustBeTold(trigger: Trigger, { watched }: Known, resource: Resource, last: Refresh): boolean {
		const [first] = resource.refreshes;
		const { types } = trigger.choice;
		// With one type only where nobody can doubt which it is.
		if (types.length === 1) {
			const from = watched.get(this.#groupOf(trigger, resource, types[0]!))?.from ?? 0;
			if (types[0] === 'firstRefresh' ? first !== last : first === last || first!.visibleAt >= from)
				return false;
		}
		return TYPES.every((type) => {
			if (!types.includes(type)) return true;
			const { since = Infinity } = watched.get(this.#groupOf(trigger, resource, type)) ?? {};
			return last.visibleAt > since;
		});
	}
}
