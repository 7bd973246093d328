import type {
	RefreshEvent,
	RefreshType,
} from '../../nodes/CreatorAudit/trigger/sync/detectChanges';
import type { Filters } from '../../nodes/CreatorAudit/trigger/state/filters';
import { readChanges } from '../../nodes/CreatorAudit/trigger/sync/readChanges';
import {
	newState,
	saveState,
	storedState,
	type TriggerState,
	withSubscription,
} from '../../nodes/CreatorAudit/trigger/state/triggerState';
import { subscriptionOf, wantedEvents } from '../../nodes/CreatorAudit/trigger/state/subscription';
import { idOf, RefreshedList, type Refresh, type Resource } from './refreshedList';
import {
	BOTH_TYPES,
	LOOKBACK_MS,
	type Chosen,
	type Fault,
	type Step,
	type World,
} from './triggerSteps';

const NUMBERED = [0, 1].map(
	(parity) => new Set(Array.from({ length: 40 }, (_, n) => idOf(2 * n + parity))),
);
/** What is watched together, and told or not: resources of a platform, with even or odd numbers, and their first or later refreshes. */
const GROUPS = (['a', 'b'] as const).flatMap((platform) =>
	([0, 1] as const).flatMap((ids) =>
		BOTH_TYPES.map((type) => ({ name: `${platform}${ids}${type}`, platform, ids, type })),
	),
);

/** Cheaper than jest's `expect`, which would take longer than the histories. */
function must(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}

/** n8n with one trigger, before a list that lives. Checks at each emission what can be checked then. */
export class History {
	readonly list: RefreshedList;
	/** In memory, as n8n keeps it between polls; and in the database, where it gets with an emission only. */
	private memory = '{}';
	private saved = '{}';
	private readonly emitted = new Map<string, number>();
	private choice: Chosen = { types: BOTH_TYPES };
	/** By group: until when its refreshes were not watched, and from when on each one is. */
	private readonly unwatched = new Map<string, { since: number; until: number }>();
	private readonly watchedFrom = new Map<string, number>();
	/** By group: until when nobody wanted to hear of it. What was not told by then is dealt with, or was kept from an unfinished scan. */
	private readonly leftOutUntil = new Map<string, number>();
	/**
	 * The initial scan after a change was cut short: what was left out before and bears a time up to this may have been there before the change, for
	 * all that the server's Date says.
	 */
	private vagueUntil = -Infinity;
	/**
	 * After a restart in the midst of a initial scan, or of the first one after a change: what showed up since it began, and bears a time up to the
	 * other, may have been there already for all that anybody can say.
	 */
	private unsure = { since: Infinity, until: -Infinity };
	/** The same if there should be a restart from what is saved. */
	private unsureWhenSaved = this.unsure;
	/** The scan that decides what is the past goes over several polls, and the server's clock is behind the times of its rows. */
	private guesses = false;
	private activated = false;
	/** Resources that a complete scan has shown with a refresh: a later one is no first refresh. */
	private readonly refreshedBefore = new Map<string, number>();
	private scanStartedAt: number | undefined;

	constructor(private readonly setup: World) {
		this.list = new RefreshedList(setup);
		for (let n = 0; n < setup.resources; n++) this.list.add(n % 2 === 0 ? 'a' : 'b');
		for (const [n, resource] of this.list.resources.entries()) {
			if (n % 3 === 2) continue;
			this.list.now += 60_000 * (n % 4);
			this.list.refresh(resource, n % 5 === 0 ? LOOKBACK_MS / 2 : 0);
		}
	}

	private some(which: number) {
		const alive = this.list.resources.filter(({ deletedAt }) => deletedAt === undefined);
		return alive[which % Math.max(1, alive.length)];
	}

	/** A list that counts its rows to find a page skips one when a row before it goes; no client can help that. */
	private remove(resource: RefreshedList['resources'][number] | undefined): void {
		if (resource && this.setup.paging === 'keyset') resource.deletedAt = this.list.now;
	}

	async take(next: Step): Promise<void> {
		const { list } = this;
		switch (next.do) {
			case 'refresh': {
				const resource = this.some(next.which);
				if (resource) list.refresh(resource, next.late);
				return;
			}
			case 'burst':
				for (const [n, resource] of list.resources.entries()) {
					if (n % 10 >= next.share || resource.deletedAt !== undefined) continue;
					if (!next.oneMoment) list.now += 1;
					list.refresh(resource, next.late);
				}
				return;
			case 'add':
				list.now += 1;
				list.add(next.which % 2 === 0 ? 'a' : 'b');
				return;
			case 'delete': {
				this.remove(this.some(next.which));
				return;
			}
			case 'wait':
				list.now += next.ms;
				return;
			case 'restart':
				this.reload();
				return;
			case 'choose':
				if (next.reloads) this.reload();
				this.choose(next.choice);
				await this.poll(next.faults);
				return;
			case 'poll':
				await this.poll(next.faults);
		}
	}

	private reload(): void {
		this.memory = this.saved;
		const { unsure: now, unsureWhenSaved: saved } = this;
		this.unsure = {
			since: Math.min(now.since, saved.since),
			until: Math.max(now.until, saved.until),
		};
	}

	private choose(next: Chosen): void {
		this.list.now += 1;
		this.choice = next;
		this.list.filter = next.platform === undefined ? {} : { platform: next.platform };
		for (const group of GROUPS) {
			const gap = this.unwatched.get(group.name);
			if (gap && this.isIncluded(group)) gap.until = Math.min(gap.until, this.list.now);
			if (!this.isIncluded(group)) this.leftOutUntil.set(group.name, Infinity);
			else if (this.leftOutUntil.get(group.name) === Infinity)
				this.leftOutUntil.set(group.name, this.list.now);
		}
		this.list.now += 1;
		// n8n saves after the poll of an activation.
		this.activated = false;
		this.scanStartedAt = undefined;
	}

	private isIncluded(group: (typeof GROUPS)[number]): boolean {
		const { platform = group.platform, ids = group.ids, types } = this.choice;
		return platform === group.platform && ids === group.ids && types.includes(group.type);
	}

	/** The groups that a refresh may belong to: of two refreshes between two scans the second is the first that is read. */
	private groupsOf(
		{ id, platform, refreshes }: Resource,
		refresh: Refresh,
	): Array<(typeof GROUPS)[number]> {
		const shownAt = this.refreshedBefore.get(id) ?? Infinity;
		const isKnown = shownAt < refresh.visibleAt && this.setup.limit === Infinity;
		const types: RefreshType[] =
			refresh === refreshes[0] ? ['firstRefresh'] : isKnown ? ['refresh'] : BOTH_TYPES;
		return GROUPS.filter(
			(group) =>
				group.platform === platform && types.includes(group.type) && NUMBERED[group.ids].has(id),
		);
	}

	private get settings() {
		const { ids, types } = this.choice;
		return {
			types: new Set(types),
			onlyChanged: false,
			comparedFields: [],
			...(ids !== undefined && { ids: NUMBERED[ids] }),
		};
	}

	private async read(data: string): Promise<{
		data: Record<string, never>;
		state: TriggerState;
		changes: Awaited<ReturnType<typeof readChanges>>;
	}> {
		const stored = JSON.parse(data) as Record<string, never>;
		const { resource, emitExisting } = this.setup;
		const subscription = subscriptionOf(this.settings, this.list.filter as Filters);
		const known = storedState(stored, resource);
		const state = known
			? withSubscription(known, subscription)
			: newState(resource, subscription, emitExisting);
		const changes = await readChanges(state, this.list.readPage, {
			lookbackMs: LOOKBACK_MS,
			nowMs: Date.now(),
			isWanted: wantedEvents(this.settings.ids, state),
		});
		return { data: stored, state, changes };
	}

	/** A poll that nothing disturbs tells the same from what is saved as from what is in memory. */
	private async checkRepeatable(): Promise<void> {
		const [a, b] = [await this.read(this.memory), await this.read(this.saved)];
		if (
			a.state.sync.scan ||
			b.state.sync.scan ||
			a.state.sync.initialSync ||
			b.state.sync.initialSync ||
			a.state.previous ||
			b.state.previous
		)
			return;
		const told = ({ events }: { events: RefreshEvent[] }) =>
			events.map(({ id, time }) => `${id}@${time}`).join();
		const [inMemory, saved] = [
			told(a.changes.select(this.setup.limit)),
			told(b.changes.select(this.setup.limit)),
		];
		must(
			inMemory === saved,
			`From memory it tells ${inMemory || 'nothing'}, from what is saved ${saved || 'nothing'}`,
		);
	}

	async poll(faults: Fault): Promise<number> {
		const { list } = this;
		if (faults.moving.length === 0 && faults.endsAfter === undefined && faults.forgets !== true)
			await this.checkRepeatable();
		const startedAt = list.now;
		let page = 0;
		let forgotten = false;
		let serverError: string | undefined;
		list.beforePage = () => {
			const which = faults.moving[page];
			if (page > 0 && which !== undefined) {
				// Now and then the API is very slow.
				list.now += which % 5 === 0 ? which * 2_000 : which;
				const resource = this.some(which);
				if (resource) list.refresh(resource, which % 3 === 0 ? LOOKBACK_MS : 0);
				if (which % 7 === 0) this.remove(resource);
			}
			page += 1;
		};
		list.instead = (cursor) => {
			if (faults.endsAfter !== undefined && page > faults.endsAfter)
				return { kind: 'failed', error: faults.broken ? new Error('reset') : undefined };
			if (faults.serverError && cursor !== undefined && cursor === (serverError ??= cursor))
				return { kind: 'failed', error: new Error('500'), cause: 'server' as const };
			if (faults.forgets && cursor !== undefined && !forgotten) {
				forgotten = true;
				return { kind: 'cursorRefused' };
			}
			return undefined;
		};
		const { data, changes } = await this.read(this.memory);
		list.beforePage = () => undefined;
		list.instead = () => undefined;
		if (changes.scan.pagesRead === 0) {
			// What the process remembers of a failed poll.
			saveState(data, changes.select(this.setup.limit).state);
			this.memory = JSON.stringify(data);
			return 0;
		}
		if (faults.dropped) return 0;
		const { events, state } = changes.select(this.setup.limit);
		saveState(data, state);
		this.memory = JSON.stringify(data);
		this.note(events, state, changes.scan.resumed ? undefined : startedAt, changes.scan.complete);
		if (events.length > 0 || !this.activated) this.save(state);
		this.activated = true;
		return events.length;
	}

	private save(state: TriggerState): void {
		this.saved = this.memory;
		const isSure = !state.sync.initialSync && !state.previous;
		const { scanStartedAt = Infinity } = this;
		const { since, until } = isSure ? { since: Infinity, until: -Infinity } : this.unsureWhenSaved;
		const latest = this.latestBy(scanStartedAt);
		this.unsureWhenSaved = isSure
			? { since, until }
			: { since: Math.min(since, scanStartedAt), until: Math.max(until, latest) };
	}

	/** The latest moment that an answer's Date can stand for: dates count in whole seconds, and a clock that is ahead says too much. */
	private latestBy(startedAt: number): number {
		const { dates, skewMs } = this.setup;
		return dates ? startedAt + Math.max(0, skewMs) + 1_000 : Infinity;
	}

	private note(
		events: RefreshEvent[],
		state: TriggerState,
		startedAt: number | undefined,
		complete: boolean,
	): void {
		must(events.length <= this.setup.limit, 'The limit was passed');
		must(
			events.every(({ time }, at) => at === 0 || events[at - 1].time <= time),
			'Events are out of order',
		);
		for (const { id, time } of events) {
			const key = `${id}@${time}`;
			must(!this.emitted.has(key), `${key} was emitted twice`);
			this.emitted.set(key, this.list.now);
		}
		if (startedAt !== undefined) this.noteStart(startedAt);
		const { watermark, newest, processedIds, scan } = state.sync;
		must(
			Object.values(processedIds).every((time) => time > watermark),
			'More is remembered than what lies behind the watermark',
		);
		must(
			complete === (scan === undefined),
			'An unfinished scan is remembered exactly as long as it is unfinished',
		);
		if (!complete && this.setup.skewMs < 0) this.guesses = true;
		if (!complete && state.previous && startedAt !== undefined)
			this.vagueUntil = Math.max(this.vagueUntil, this.latestBy(startedAt));
		if (!complete) return;
		for (const resource of this.list.resources) {
			const [first] = resource.refreshes;
			const isShown = first && startedAt !== undefined && first.visibleAt <= startedAt;
			if (isShown && this.list.includes(resource) && !this.refreshedBefore.has(resource.id))
				this.refreshedBefore.set(resource.id, this.list.now);
		}
		this.vagueUntil = Math.min(this.vagueUntil, this.list.now);
		const settled =
			this.setup.resource === 'account' && startedAt !== undefined && this.setup.limit === Infinity;
		// A scan takes time, and dates count in whole seconds.
		must(
			!settled || watermark >= newest - LOOKBACK_MS - (this.list.now - startedAt) - 1_000,
			'The watermark stays behind',
		);
		for (const group of GROUPS) {
			const { name } = group;
			const watched = this.watchedFrom.has(name);
			if (watched && !this.isIncluded(group)) {
				this.unwatched.set(name, { since: this.list.now, until: Infinity });
				this.watchedFrom.delete(name);
			} else if (!watched && this.isIncluded(group)) {
				this.watchedFrom.set(name, this.list.now);
			}
		}
	}

	/** What shows up before the initial scan begins that includes it is the past. */
	private noteStart(startedAt: number): void {
		this.scanStartedAt ??= startedAt;
		for (const group of GROUPS) {
			if (this.isIncluded(group) && !this.unwatched.has(group.name))
				this.unwatched.set(group.name, { since: -Infinity, until: startedAt });
		}
	}

	/** Time passes until everything has shown up, and polls go on undisturbed until nothing is left. */
	async settle(): Promise<void> {
		for (let n = 0; n < 3; n++) {
			this.list.now += LOOKBACK_MS;
			for (let quiet = 0, polls = 0; quiet < 3; polls++) {
				quiet = (await this.poll({ moving: [], endsAfter: 1_000 })) === 0 ? quiet + 1 : 0;
				if (polls > 300) throw new Error('The polls come to no end');
			}
		}
	}

	check(): void {
		for (const resource of this.list.resources) {
			if (resource.deletedAt !== undefined || !this.list.includes(resource)) continue;
			const last = resource.refreshes.at(-1);
			const told = ({ id, time }: Refresh) => this.emitted.has(`${id}@${time}`);
			const named = ({ id, time, visibleAt }: Refresh) => `${id}@${time} (visible at ${visibleAt})`;
			// A later refresh is told as such also where it is the first that is read, if nobody wants to hear of first ones.
			const group = last && this.groupsOf(resource, last).at(-1)!;
			if (last && this.mustBeEmitted(last, group!)) must(told(last), `${named(last)} was lost`);
			for (const refresh of resource.refreshes) {
				const groups = this.groupsOf(resource, refresh);
				if (groups.every((group) => this.mustNotBeEmitted(refresh, group)))
					must(!told(refresh), `${named(refresh)} is no news`);
			}
		}
	}

	private mustBeEmitted({ time, visibleAt }: Refresh, group: (typeof GROUPS)[number]): boolean {
		const { name } = group;
		if (!this.isIncluded(group) || visibleAt <= (this.leftOutUntil.get(name) ?? -Infinity))
			return false;
		if (this.leftOutUntil.has(name) && time <= this.vagueUntil) return false;
		if (this.setup.emitExisting && !this.leftOutUntil.has(name)) return true;
		return time > this.unsure.until && visibleAt > (this.watchedFrom.get(name) ?? Infinity);
	}

	private mustNotBeEmitted(
		{ time, visibleAt }: Refresh,
		{ name }: (typeof GROUPS)[number],
	): boolean {
		// Where rows are counted, one that moves can hide another from the initial scan, which is then told as news.
		if (this.setup.emitExisting || this.setup.paging === 'offset' || this.guesses) return false;
		if (visibleAt >= this.unsure.since && time <= this.unsure.until) return false;
		const gap = this.unwatched.get(name);
		return gap !== undefined && visibleAt >= gap.since && visibleAt < gap.until;
	}
}
