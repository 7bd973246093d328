/** Faults that tests put in the way of requests. */
import { unit } from '../world/hash.mts';

/** What goes wrong. Without status and body the true answer is made, and then spoilt as the other fields say. */
export interface Fault {
	/** Answer with this status instead of doing the work. */
	status?: number;
	/** Set on the answer. */
	headers?: Record<string, string>;
	/** Answer with this body instead of doing the work: an object as JSON, a string as it is. */
	body?: unknown;
	contentType?: string;
	/** Wait this long first. */
	delayMs?: number;
	/** Break the connection: before the work, in the middle of the answer's body, or after the work and before the answer. */
	reset?: 'before' | 'midBody' | 'afterWrite';
	/** Send only the first bytes of the body, as if they were all. */
	truncate?: number;
	/** Never answer. */
	hang?: boolean;
	/** Do the work, and then answer `status` all the same. */
	apply?: boolean;
	/** Merge patch (RFC 7396) on the answer's JSON. */
	patch?: unknown;
	/** Header names to leave out. */
	stripHeaders?: string[];
}

export interface FaultRule {
	/** Requests that it concerns; absent fields match all. `path` is the source of a regular expression on the path below /v2. */
	match?: { method?: string; path?: string; key?: string };
	/** Let the first n matching requests pass. */
	skip?: number;
	/** How many requests it spoils; null = all. Default 1. */
	times?: number | null;
	/** Share of the matching requests that it spoils (seeded). Default 1. */
	probability?: number;
	fault: Fault;
}

/** A rule and what it has done. */
export interface FaultState extends FaultRule {
	id: number;
	/** Requests that matched. */
	matched: number;
	/** Requests that were spoilt. */
	hits: number;
}

/** How a rule's `key` may be given: by the key itself or by its name. */
export interface FaultTarget {
	method: string;
	path: string;
	authorization: string | undefined;
	keyName: string | null;
}

export class FaultBox {
	#rules: Array<{ state: FaultState; path: RegExp | null }> = [];
	#count = 0;

	clear(): void {
		this.#rules = [];
	}

	list(): FaultState[] {
		return this.#rules.map(({ state }) => state);
	}

	/** @throws SyntaxError when `path` is no regular expression */
	add(rule: FaultRule): number {
		const path = rule.match?.path === undefined ? null : new RegExp(rule.match.path);
		const id = ++this.#count;
		this.#rules.push({ state: { ...rule, id, matched: 0, hits: 0 }, path });
		return id;
	}

	/**
	 * The fault that strikes a request; the first rule that has something left wins.
	 * @param seed decides with the request's place in the row whether a rule with a probability strikes
	 */
	take(target: FaultTarget, seed: number): Fault | undefined {
		for (const { state, path } of this.#rules) {
			if (!concerns(state, path, target)) continue;
			const nth = state.matched++;
			const spent = state.times !== null && state.hits >= (state.times ?? 1);
			if (spent || nth < (state.skip ?? 0)) continue;
			if (state.probability !== undefined && unit(seed + state.id, nth) >= state.probability) continue;
			state.hits++;
			return state.fault;
		}
		return undefined;
	}
}

function concerns({ match }: FaultState, path: RegExp | null, target: FaultTarget): boolean {
	if (match?.method !== undefined && match.method.toUpperCase() !== target.method) return false;
	if (
		match?.key !== undefined &&
		match.key !== target.keyName &&
		`Bearer ${match.key}` !== target.authorization
	)
		return false;
	return path === null || path.test(target.path);
}

/** Whether the fault's own answer takes the place of the true one. */
export function replacesAnswer(fault: Fault): boolean {
	return fault.status !== undefined || fault.body !== undefined;
}

/** Whether the work is done in spite of the fault. */
export function letsWork(fault: Fault): boolean {
	return (
		!replacesAnswer(fault) ||
		fault.apply === true ||
		fault.reset === 'afterWrite' ||
		fault.reset === 'midBody'
	);
}

/** RFC 7396: null removes, objects are merged, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
	if (!isObject(patch)) return patch;
	const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) delete merged[key];
		else merged[key] = mergePatch(merged[key], value);
	}
	return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
