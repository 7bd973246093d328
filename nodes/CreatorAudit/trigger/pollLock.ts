interface Running {
	/** Moment of `performance.now` after which the poll counts as dead. */
	until: number;
	/** What stands for the activation that it belongs to. */
	activation?: object;
}

interface Emitted {
	count: number;
	/** Moment of `performance.now`. */
	at: number;
}

/**
 * How long an emission may take to reach n8n's database, in ms. Afterwards what n8n has stored is right, whatever it is: it may also have
 * dropped the emission.
 */
const LANDING_MS = 60_000;
/** States remembered at the most; those whose emission has landed go when there are more. */
const MOST_STATES = 1_000;

const running = new Map<string, Running>();
const emitted = new Map<string, Emitted>();

/**
 * Lets one poll of a node run at a time: n8n starts the next one on time, also when the last is still at work (docs/n8n-internals.md#overlapping-polls).
 * @param node stands for the node
 * @param longestMs a poll that takes longer than this is given up, so that none can block the node for ever
 * @param poll gets a function that says whether its result still counts
 * @param activation stands for the node's activation, where n8n itself does not drop what polls of an earlier one find. A poll of another
 * activation takes over, because it begins with what was saved, and would later tell the same as the one at work.
 * @returns undefined when another poll is at work
 */
export async function alone<T>(
	node: string,
	longestMs: number,
	poll: (counts: () => boolean) => Promise<T>,
	activation?: object,
): Promise<T | undefined> {
	const now = performance.now();
	const other = running.get(node);
	if (other && now < other.until && other.activation === activation) return undefined;
	const mine: Running = { until: now + longestMs, activation };
	running.set(node, mine);
	const counts = () => running.get(node) === mine;
	try {
		return await poll(counts);
	} finally {
		if (counts()) running.delete(node);
	}
}

/**
 * Takes note of an emission.
 * @param lineage stands for a node's state, through all its changes
 * @param count the emissions so far, this one included
 */
export function noteEmission(lineage: string, count: number): void {
	const now = performance.now();
	emitted.set(lineage, { count, at: now });
	if (emitted.size <= MOST_STATES) return;
	for (const [other, { at }] of emitted) if (now - at > LANDING_MS) emitted.delete(other);
}

/**
 * Whether a state is older than the last emission: n8n with durable cursors reads it some time before a poll begins, and another
 * poll may have emitted meanwhile. Such a poll would tell the same again.
 * @param count the emissions that the state knows of
 */
export function isOutdated(lineage: string, count: number): boolean {
	const last = emitted.get(lineage);
	return last !== undefined && count < last.count && performance.now() - last.at < LANDING_MS;
}
