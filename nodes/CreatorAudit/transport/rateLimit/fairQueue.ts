import { Line } from './deque';

/** Requests of one node run under way at once when the user sets nothing. */
export const DEFAULT_CONCURRENCY = 10;

/** A caller's place in the queue. */
export interface TurnRequest {
	/** Whose turn it is: callers of one node run share an object; groups take turns, so that none starves. */
	group: object;
	/** How many requests of the group may be under way at once. */
	concurrency: number;
	/** The longest single pause for the quota, in ms. */
	maxPauseMs: number;
	/** Moment of the clock beyond which the caller will not wait, in ms. */
	deadlineMs?: number;
	signal?: AbortSignal;
	/** Ahead of the group's other callers, because it has waited before, or because what it asks may end them. */
	first?: boolean;
}

/** The right to send one request, to be handed back when it is answered. */
export interface Permit {
	group: object;
	/** Nothing is known of the window, so this request goes ahead of all others to find out. */
	scout: boolean;
}

/** One waiting caller. */
export interface Turn {
	request: TurnRequest;
	/** When it came, in ms of the limiter's clock. */
	sinceMs: number;
	/** Resolves when the caller may go on, rejects when it is turned away. */
	granted: Promise<Permit>;
	grant(permit: Permit): void;
	refuse(reason: unknown): void;
}

interface Group {
	key: object;
	waiting: Line<Turn>;
	inFlight: number;
	/** Ends listening to the group's signal. */
	release(): void;
}

function deadlineOf({ deadlineMs = Infinity }: TurnRequest): number {
	return deadlineMs;
}

/** Waiting callers by group. The groups take turns; inside a group the order is that of arrival. */
export class TurnQueue {
	private readonly groups = new Map<object, Group>();
	private waitingCount = 0;
	private earliestMs = Infinity;

	/** How many callers wait. */
	get size(): number {
		return this.waitingCount;
	}

	/** No caller's deadline is earlier than this moment, in ms; Infinity when none has one. */
	get earliestDeadlineMs(): number {
		return this.earliestMs;
	}

	add(request: TurnRequest, nowMs: number): Turn {
		let settle!: Pick<Turn, 'grant' | 'refuse'>;
		const granted = new Promise<Permit>((grant, refuse) => {
			settle = { grant, refuse };
		});
		const turn: Turn = { request, sinceMs: nowMs, granted, ...settle };
		if (request.signal?.aborted) {
			turn.refuse(request.signal.reason);
			return turn;
		}
		const group = this.groups.get(request.group) ?? this.open(request);
		if (request.first) group.waiting.addFirst(turn);
		else group.waiting.add(turn);
		this.waitingCount += 1;
		this.earliestMs = Math.min(this.earliestMs, deadlineOf(request));
		return turn;
	}

	/** Takes out the next caller whose group has a free place, and moves its group to the end of the line. */
	next(): Turn | undefined {
		for (const group of this.groups.values()) {
			const turn = group.waiting.next;
			if (!turn || group.inFlight >= turn.request.concurrency) continue;
			group.waiting.take();
			this.waitingCount -= 1;
			group.inFlight += 1;
			this.groups.delete(group.key);
			this.groups.set(group.key, group);
			return turn;
		}
		return undefined;
	}

	/** A request of the group has been answered. */
	done(key: object): void {
		const group = this.groups.get(key);
		if (!group) return;
		group.inFlight -= 1;
		this.closeIfEmpty(group);
	}

	/** Takes out and returns those whose deadline has passed. */
	takeLate(nowMs: number): Turn[] {
		if (nowMs < this.earliestMs) return [];
		const late = this.remove(({ request }) => deadlineOf(request) <= nowMs);
		this.earliestMs = Infinity;
		for (const { waiting } of this.groups.values()) {
			for (const { request } of waiting)
				this.earliestMs = Math.min(this.earliestMs, deadlineOf(request));
		}
		return late;
	}

	/** Takes out and returns all waiting callers that `matches` accepts. */
	remove(matches: (turn: Turn) => boolean): Turn[] {
		const removed: Turn[] = [];
		for (const group of [...this.groups.values()]) {
			const out = group.waiting.remove(matches);
			if (out.length === 0) continue;
			for (const turn of out) removed.push(turn);
			this.waitingCount -= out.length;
			this.closeIfEmpty(group);
		}
		return removed;
	}

	/** Turns away a whole group. */
	abandon(key: object, reason: unknown): void {
		const group = this.groups.get(key);
		if (!group) return;
		const turned = group.waiting.remove(() => true);
		this.waitingCount -= turned.length;
		for (const turn of turned) turn.refuse(reason);
		this.closeIfEmpty(group);
	}

	/** One listener a group, not one a caller: a run of 10,000 items has one cancel signal. */
	private open({ group: key, signal }: TurnRequest): Group {
		const onAbort = () => this.abandon(key, signal?.reason);
		signal?.addEventListener('abort', onAbort, { once: true });
		const group: Group = {
			key,
			waiting: new Line<Turn>(),
			inFlight: 0,
			release: () => signal?.removeEventListener('abort', onAbort),
		};
		this.groups.set(key, group);
		return group;
	}

	private closeIfEmpty(group: Group): void {
		if (group.waiting.length > 0 || group.inFlight > 0) return;
		group.release();
		this.groups.delete(group.key);
	}
}
