/** The callers that wait for a permit: node runs take turns, so that a small one does not wait for a large one. */
import { Deque } from './deque';

/** Requests of one node run in flight at once when the user sets nothing. */
export const DEFAULT_CONCURRENCY = 10;

/** A caller's request for a permit. */
export interface QueuedRequest {
	/** The node run that asks: its callers share this object, and runs take turns. */
	group: object;
	/** Requests of the group that may be in flight at once. */
	concurrency: number;
	/** The longest time in ms without any served request that the caller waits. */
	maxPauseMs: number;
	/** Moment of the clock in ms after which the caller does not wait. */
	deadlineMs?: number;
	signal?: AbortSignal;
	/** Goes ahead of the group's other callers: a retry, or a call whose result may end the others. */
	first?: boolean;
	/** The group goes ahead of all other groups: a poll, which ends at its deadline. */
	urgent?: boolean;
}

/** The right to send one request; handed back when it is answered. */
export interface Permit {
	group: object;
	/** Sent alone because nothing is known of the quota: the others wait for what its answer says. */
	probe: boolean;
}

/** One waiting caller. */
export interface QueuedCaller {
	request: QueuedRequest;
	/** When it came, in ms of the clock. */
	sinceMs: number;
	/** Resolves with the permit; rejects when the caller is turned away. */
	granted: Promise<Permit>;
	grant(permit: Permit): void;
	reject(reason: unknown): void;
}

interface Group {
	key: object;
	waiting: Deque<QueuedCaller>;
	inFlight: number;
	urgent: boolean;
	/** Removes the listener on the group's signal. */
	close(): void;
}

const deadlineOf = ({ request }: QueuedCaller): number => request.deadlineMs ?? Infinity;

export class FairQueue {
	/** In the order of their turns. */
	private readonly groups = new Map<object, Group>();
	private waiting = 0;
	private earliestMs = Infinity;

	get size(): number {
		return this.waiting;
	}

	/** Lower bound of all deadlines in ms; Infinity when there is none. */
	get earliestDeadlineMs(): number {
		return this.earliestMs;
	}

	add(request: QueuedRequest, nowMs: number): QueuedCaller {
		let settle!: Pick<QueuedCaller, 'grant' | 'reject'>;
		const granted = new Promise<Permit>((grant, reject) => (settle = { grant, reject }));
		const caller: QueuedCaller = { request, sinceMs: nowMs, granted, ...settle };
		if (request.signal?.aborted) {
			caller.reject(request.signal.reason);
			return caller;
		}
		const { waiting } = this.groups.get(request.group) ?? this.open(request);
		if (request.first) waiting.addFirst(caller);
		else waiting.add(caller);
		this.waiting += 1;
		this.earliestMs = Math.min(this.earliestMs, deadlineOf(caller));
		return caller;
	}

	/** Removes the next caller whose group may send, and moves its group to the end; urgent groups come first. */
	next(): QueuedCaller | undefined {
		const isFree = ({ waiting: { next }, inFlight }: Group) =>
			next !== undefined && inFlight < next.request.concurrency;
		let chosen: Group | undefined;
		for (const group of this.groups.values()) {
			if (!isFree(group)) continue;
			if (group.urgent) {
				chosen = group;
				break;
			}
			chosen ??= group;
		}
		if (!chosen) return undefined;
		this.waiting -= 1;
		chosen.inFlight += 1;
		this.groups.delete(chosen.key);
		this.groups.set(chosen.key, chosen);
		return chosen.waiting.take();
	}

	/** A request of the group has been answered. */
	answered(key: object): void {
		const group = this.groups.get(key);
		if (!group) return;
		group.inFlight -= 1;
		this.closeIfEmpty(group);
	}

	/** Removes and returns the callers whose deadline has passed. */
	takeLate(nowMs: number): QueuedCaller[] {
		if (nowMs < this.earliestMs) return [];
		const late = this.remove((caller) => deadlineOf(caller) <= nowMs);
		this.earliestMs = Infinity;
		for (const { waiting } of this.groups.values())
			for (const caller of waiting) this.earliestMs = Math.min(this.earliestMs, deadlineOf(caller));
		return late;
	}

	/** Removes and returns all callers that match. */
	remove(matches: (caller: QueuedCaller) => boolean): QueuedCaller[] {
		return [...this.groups.values()].flatMap((group) => this.removeFrom(group, matches));
	}

	private removeFrom(group: Group, matches: (caller: QueuedCaller) => boolean): QueuedCaller[] {
		const removed = group.waiting.remove(matches);
		this.waiting -= removed.length;
		this.closeIfEmpty(group);
		return removed;
	}

	/** One listener a group, not one a caller: a run of 10,000 items has one cancel signal. */
	private open({ group: key, signal, urgent = false }: QueuedRequest): Group {
		const onAbort = () => {
			for (const caller of this.removeFrom(group, () => true)) caller.reject(signal?.reason);
		};
		const close = () => signal?.removeEventListener('abort', onAbort);
		const group: Group = { key, waiting: new Deque(), inFlight: 0, urgent, close };
		signal?.addEventListener('abort', onAbort, { once: true });
		this.groups.set(key, group);
		return group;
	}

	private closeIfEmpty(group: Group): void {
		if (group.waiting.length > 0 || group.inFlight > 0) return;
		group.close();
		this.groups.delete(group.key);
	}
}
