interface RunningPoll {
	/** Moment of `performance.now` after which it is given up. */
	untilMs: number;
	/** Stands for the activation that it belongs to. */
	activation?: object;
}

const running = new Map<string, RunningPoll>();

/**
 * Lets one poll of a trigger run at a time: n8n starts the next one on time, also when the last is still at work (docs/n8n-internals.md#overlapping-polls).
 * @param stateKey stands for the trigger
 * @param longestMs a poll that takes longer is given up, so that none can block the trigger for ever
 * @param activation stands for the trigger's activation, where n8n itself does not drop what polls of an earlier one find. A poll of another
 * activation takes over, because it begins with what was stored, and would later emit the same as the one at work.
 * @param poll gets a function that says whether its result still counts
 * @returns undefined when another poll is at work
 */
export async function withPollLock<T>(
	{ stateKey, longestMs, activation }: { stateKey: string; longestMs: number; activation?: object },
	poll: (isCurrent: () => boolean) => Promise<T>,
): Promise<T | undefined> {
	const now = performance.now();
	const other = running.get(stateKey);
	if (other && now < other.untilMs && other.activation === activation) return undefined;
	const mine: RunningPoll = { untilMs: now + longestMs, activation };
	running.set(stateKey, mine);
	const isCurrent = () => running.get(stateKey) === mine;
	try {
		return await poll(isCurrent);
	} finally {
		if (isCurrent()) running.delete(stateKey);
	}
}
