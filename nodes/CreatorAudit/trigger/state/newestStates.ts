import type { WatchedResource } from '../sync/watchedLists';
import type { TriggerState } from './triggerState';

/** The newest state of a trigger in this process. */
interface Newest {
	state: TriggerState;
	/** Moment of `performance.now` when it was emitted; absent once n8n has certainly stored it. */
	emittedAtMs?: number;
	/** The state before that emission. */
	before?: TriggerState;
}

/** How long an emission may take to reach n8n's database, in ms. After this grace period n8n has dropped it. */
const COMMIT_GRACE_MS = 60_000;
/** Most triggers that are remembered; the one that polled longest ago goes when there are more. */
const MOST_TRIGGERS = 1_000;

const newest = new Map<string, Newest>();

/**
 * Remembers a trigger's state in this process: n8n does not store the state of every poll without an emission.
 * @param stateKey stands for the trigger
 * @param emission `certain` when n8n always stores what is emitted, `none` when nothing is
 */
export function rememberState(
	stateKey: string,
	state: TriggerState,
	emission: 'none' | 'pending' | 'certain',
): void {
	const before = newest.get(stateKey)?.state;
	newest.delete(stateKey);
	newest.set(stateKey, {
		state,
		...(emission === 'pending' && { emittedAtMs: performance.now(), before }),
	});
	for (const oldest of newest.keys()) if (newest.size > MOST_TRIGGERS) newest.delete(oldest);
}

/**
 * The newest state of a trigger: what n8n has stored, or what this process remembers where that is newer.
 * @param stored what n8n has stored, which may be older than the last emission: it is read some time before a poll, and also imported
 * @returns undefined for a trigger that has no state; 'pending' while it is uncertain whether n8n has stored or dropped the last emission
 */
export function newestState(
	stateKey: string,
	resource: WatchedResource,
	stored: TriggerState | undefined,
): TriggerState | undefined | 'pending' {
	const known = newest.get(stateKey);
	if (known?.state.resource !== resource) return stored;
	const { state, emittedAtMs, before } = known;
	if (stored && stored.id !== state.id) return stored;
	const emissions = stored?.emissions ?? 0;
	if (emissions > state.emissions) return stored;
	if (emissions === state.emissions) {
		newest.set(stateKey, { state });
		return state;
	}
	// Somebody has removed a stored state: the trigger begins anew.
	if (emittedAtMs === undefined) return stored && state;
	if (performance.now() - emittedAtMs < COMMIT_GRACE_MS) return 'pending';
	newest.delete(stateKey);
	if (before?.emissions !== emissions) return stored;
	newest.set(stateKey, { state: before });
	return before;
}
