interface Running {
	/** Moment of `performance.now` after which the poll counts as dead. */
	until: number;
}

const running = new Map<string, Running>();

/**
 * Lets one poll of a node run at a time: n8n starts the next one on time, also when the last is still at work (n8n-facts 2.5).
 * @param node stands for the node
 * @param longestMs a poll that takes longer than this is given up, so that none can block the node for ever
 * @param poll gets a function that says whether its result still counts
 * @returns undefined when another poll is at work
 */
export async function alone<T>(node: string, longestMs: number, poll: (counts: () => boolean) => Promise<T>): Promise<T | undefined> {
	const now = performance.now();
	const other = running.get(node);
	if (other && now < other.until) return undefined;
	const mine: Running = { until: now + longestMs };
	running.set(node, mine);
	const counts = () => running.get(node) === mine;
	try {
		return await poll(counts);
	} finally {
		if (counts()) running.delete(node);
	}
}
