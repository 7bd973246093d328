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
	/** Changes parts of the answer's JSON: `{ pagination: { next_cursor: null } }`, `{ data: { '*': { views: '12' } } }`. */
	patch?: unknown;
	/** Fields to take out of the answer's JSON, as dotted paths: `pagination.has_next`, `data.*.id`. */
	remove?: string[];
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
			if (state.probability !== undefined && unit(seed + state.id, nth) >= state.probability)
				continue;
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

/**
 * Changes parts of a JSON value: objects are merged, in a list the key "*" stands for all items and a number for one, and everything
 * else replaces what was there. Unlike RFC 7396, null is a value, since `next_cursor: null` is one that clients have to meet.
 */
export function patched(target: unknown, patch: unknown): unknown {
	if (!isObject(patch)) return patch;
	if (Array.isArray(target)) {
		return target.map((item, n) => {
			const changes = [patch['*'], patch[n]].filter((change) => change !== undefined);
			return changes.reduce(patched, item as unknown);
		});
	}
	const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
	for (const [key, value] of Object.entries(patch)) merged[key] = patched(merged[key], value);
	return merged;
}

/** A JSON value without the field at a dotted path; "*" stands for all items of a list. */
export function without(target: unknown, path: string): unknown {
	const [key = '', ...rest] = path.split('.');
	const inside = rest.join('.');
	if (Array.isArray(target))
		return target.map((item, n) =>
			key === '*' || key === String(n) ? without(item, inside) : (item as unknown),
		);
	if (!isObject(target) || !(key in target)) return target;
	const { [key]: field, ...others } = target;
	return inside === '' ? others : { ...others, [key]: without(field, inside) };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
