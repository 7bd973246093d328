/** The callers that wait for a permit: node runs take turns, so that a small one does not wait for a large one. */
import type { SendOptions } from '../types';

/** Requests of one node run in flight at once when the user sets nothing. */
export const DEFAULT_CONCURRENCY = 10;

/** A caller's request for a permit. `first`: a retry, or a call whose result may end the others, goes ahead of its group. */
export interface QueuedRequest extends Pick<SendOptions, 'first' | 'deadlineMs'> {
	/** The node run that asks: its callers share this object, and runs take turns. */
	group: object;
	/** Requests of the group that may be in flight at once. */
	concurrency: number;
	/** The longest time in ms without any served request that the caller waits. */
	maxPauseMs: number;
	/** Ends the waiting of the whole group. */
	signal?: AbortSignal;
	/** The group goes ahead of all other groups: a poll, which ends at its deadline. */
	urgent?: boolean;
}

/** The right to send one request; handed back when it is answered. */
export interface Permit {
	group: object;
	/** Sent alone because nothing is known of the quota: the others wait for what its answer says. */
	probe: boolean;
}

/** One waiting caller, since a moment of the clock in ms. */
export interface QueuedCaller extends QueuedRequest {
	sinceMs: number;
	grant(permit: Permit): void;
	reject(reason: unknown): void;
}

interface Group extends Pick<QueuedRequest, 'concurrency' | 'urgent'> {
	inFlight: number;
	/** Waiting callers: `soon` from its end, then `later` from its beginning, so that none is moved more than once. */
	soon: QueuedCaller[];
	later: QueuedCaller[];
	/** Removes the listener on the group's signal. */
	close(): void;
}

export class FairQueue {
	/** Callers that wait. */
	size = 0;
	/** In the order of their turns. */
	private readonly groups = new Map<object, Group>();

	add(caller: QueuedCaller): void {
		if (caller.signal?.aborted) return caller.reject(caller.signal.reason);
		const group = this.groups.get(caller.group) ?? this.open(caller);
		group.concurrency = caller.concurrency;
		(caller.first ? group.soon : group.later).push(caller);
		this.size += 1;
	}

	/** Removes the next caller whose group may send, and moves its group to the end; urgent groups come first. */
	take(): QueuedCaller | undefined {
		let chosen: [key: object, group: Group] | undefined;
		for (const [key, group] of this.groups) {
			if (group.soon.length + group.later.length === 0) continue;
			if (group.inFlight >= group.concurrency || (chosen && !group.urgent)) continue;
			chosen = [key, group];
			if (group.urgent) break;
		}
		if (!chosen) return undefined;
		const [key, group] = chosen;
		if (group.soon.length === 0) [group.soon, group.later] = [group.later.toReversed(), []];
		this.size -= 1;
		group.inFlight += 1;
		this.groups.delete(key);
		this.groups.set(key, group);
		return group.soon.pop();
	}

	/** A request of the group has been answered. */
	answered(key: object): void {
		const group = this.groups.get(key);
		if (!group) return;
		group.inFlight -= 1;
		this.closeIfEmpty(key, group);
	}

	/** Removes and rejects the callers for which there is a reason. */
	rejectAll(reasonOf: (caller: QueuedCaller) => unknown): void {
		const stays = (caller: QueuedCaller) => {
			const reason = reasonOf(caller);
			if (reason === undefined) return true;
			this.size -= 1;
			caller.reject(reason);
			return false;
		};
		for (const [key, group] of this.groups) {
			group.soon = group.soon.filter(stays);
			group.later = group.later.filter(stays);
			this.closeIfEmpty(key, group);
		}
	}

	/** One listener a group, not one a caller: a run of 10,000 items has one cancel signal. */
	private open({ group: key, signal, concurrency, urgent }: QueuedRequest): Group {
		const cancel = () =>
			this.rejectAll(({ group }) => (group === key ? (signal?.reason as unknown) : undefined));
		const close = () => signal?.removeEventListener('abort', cancel);
		signal?.addEventListener('abort', cancel, { once: true });
		const group = { concurrency, urgent, inFlight: 0, soon: [], later: [], close };
		this.groups.set(key, group);
		return group;
	}

	private closeIfEmpty(key: object, { inFlight, soon, later, close }: Group): void {
		if (inFlight + soon.length + later.length > 0) return;
		close();
		this.groups.delete(key);
	}
}
