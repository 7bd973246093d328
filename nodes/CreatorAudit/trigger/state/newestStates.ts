import type { WatchedResource } from '../sync/watchedLists';
import { storedState, type TriggerState } from './triggerState';

/** What this process knows of a trigger. */
interface Newest {
	state: TriggerState;
	/** n8n's static data of the last poll. */
	data: object;
	/** n8n keeps one object for all polls of an activation. Else it reads its database for each poll. */
	sharesData: boolean;
	/** n8n was seen to have it stored. */
	wasStored: boolean;
	/** The last emission, until n8n has certainly stored it. */
	emission?: { atMs: number; before: TriggerState | undefined; isTaken: boolean };
}

/** How long an emission may take to reach n8n's database, in ms. After this grace period trust the stored state, even without the emission. */
const COMMIT_GRACE_MS = 60_000;
/** Most triggers that are remembered; the one that polled longest ago goes when there are more. */
const MOST_TRIGGERS = 1_000;

const newest = new Map<string, Newest>();

/**
 * Remembers the state after a poll: n8n does not store it without an emission (docs/n8n-internals.md#activation-and-static-data).
 * @param stateKey stands for the trigger
 * @param data n8n's static data
 */
export function rememberState(
	stateKey: string,
	data: object,
	state: TriggerState,
	isEmission: boolean,
): void {
	const { state: before, sharesData = false, wasStored = false } = newest.get(stateKey) ?? {};
	const emission = { atMs: performance.now(), before, isTaken: false };
	newest.delete(stateKey);
	newest.set(stateKey, { state, data, sharesData, wasStored, ...(isEmission && { emission }) });
	for (const oldest of newest.keys()) if (newest.size > MOST_TRIGGERS) newest.delete(oldest);
}

/** Takes note that n8n takes what a poll has returned: it drops that of an activation that has ended meanwhile. */
export function noteTaken(stateKey: string): void {
	const emission = newest.get(stateKey)?.emission;
	if (emission) emission.isTaken = true;
}

/**
 * The newest state of a trigger: what n8n has stored, or what this process remembers where that is newer.
 * @param data n8n's static data. It may be older than the last emission: n8n reads it some time before a poll, and imports old ones
 * @returns undefined for a trigger without a state; 'pending' while it is uncertain whether n8n has stored the last emission
 */
export function newestState(
	stateKey: string,
	resource: WatchedResource,
	data: object,
): TriggerState | undefined | 'pending' {
	const stored = storedState(data as never, resource);
	const known = newest.get(stateKey);
	if (known?.state.resource !== resource) return stored;
	const { state, emission } = known;
	known.sharesData ||= known.data === data;
	known.data = data;
	known.wasStored ||= stored?.id === state.id;
	const emissions = stored?.emissions ?? 0;
	if ((stored && stored.id !== state.id) || emissions > state.emissions) return stored;
	if (emissions === state.emissions) {
		delete known.emission;
		return state;
	}
	// n8n has stored the last emission. Where nothing is stored any more, the trigger begins anew.
	if (!emission) return stored || !known.wasStored ? state : undefined;
	// With durable cursors n8n hands out copies of what is stored, and may drop also what it has taken. Else another trigger of the workflow may
	// have stored an older state over the newest (docs/n8n-internals.md#the-scheduler).
	if (emission.isTaken && '__dataChanged' in data) return state;
	if (!known.sharesData && performance.now() - emission.atMs < COMMIT_GRACE_MS) return 'pending';
	newest.delete(stateKey);
	return emission.before?.emissions === emissions ? emission.before : stored;
}
