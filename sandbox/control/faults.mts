/** Fault injection. */
import { unit } from '../world/hash.mts';

/** What goes wrong. Without `status` and `body` the handler runs, and the other fields alter its response. */
export interface Fault {
	/** Return this status without running the handler. */
	status?: number;
	/** Added to the response. */
	headers?: Record<string, string>;
	/** Return this body without running the handler: an object as JSON, a string as it is. */
	body?: unknown;
	contentType?: string;
	/** Delay before the handler, in ms. */
	delayMs?: number;
	/** Reset the connection: before the handler, in the middle of the response body, or after the handler and before the response. */
	reset?: 'before' | 'midBody' | 'afterWrite';
	/** Send only the first n bytes of the body, as a complete response. */
	truncate?: number;
	/** Send no response. */
	hang?: boolean;
	/** Run the handler, and return `status` nevertheless. */
	apply?: boolean;
	/** Merged into the response's JSON: `{ pagination: { next_cursor: null } }`, `{ data: { '*': { views: '12' } } }`. */
	patch?: unknown;
	/** Fields to remove from the response's JSON, as dotted paths: `pagination.has_next`, `data.*.id`. */
	remove?: string[];
	/** Names of headers to remove. */
	stripHeaders?: string[];
}

export interface FaultRule {
	/** Requests to match; absent fields match all. `path` is a regular expression on the path below /v2. */
	match?: { method?: string; path?: string; key?: string };
	/** Skip the first n matching requests. */
	skip?: number;
	/** Number of requests to fail; null = all. Default 1. */
	times?: number | null;
	/** Probability for each matching request (seeded). Default 1. */
	probability?: number;
	fault: Fault;
}

/** A rule and its counters. */
export interface FaultState extends FaultRule {
	id: number;
	/** Requests that matched so far. */
	matched: number;
	/** Requests that the fault was applied to. */
	hits: number;
}

/** A request, as rules match it. A rule's `key` is the API key or its name. */
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
	 * The fault for a request: that of the first rule that matches and is not used up.
	 * @param seed seeds the rules with a probability
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

/** Whether the fault replaces the response. */
export function replacesResponse(fault: Fault): boolean {
	return fault.status !== undefined || fault.body !== undefined;
}

/** Whether the handler runs in spite of the fault. */
export function runsHandler(fault: Fault): boolean {
	return (
		!replacesResponse(fault) ||
		fault.apply === true ||
		fault.reset === 'afterWrite' ||
		fault.reset === 'midBody'
	);
}

/**
 * Merges a patch into a JSON value. In an array the key "*" means all items and a number one of them; other values are replaced.
 * Unlike RFC 7396, null is a value: clients have to cope with `next_cursor: null`.
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

/** A JSON value without the field at a dotted path; "*" means all items of an array. */
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
