/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** The longest time in ms for which nothing else had its turn while something was done, without what other programs took of it. */
export async function standstillOf(work: () => Promise<unknown>): Promise<number> {
	let longest = 0;
	let isOver = false;
	const watch = (async () => {
		while (!isOver) {
			const { user, system } = process.threadCpuUsage();
			await new Promise((resolve) => setImmediate(resolve));
			const after = process.threadCpuUsage();
			longest = Math.max(longest, (after.user - user + after.system - system) / 1_000);
		}
	})();
	await work().catch(() => undefined);
	isOver = true;
	await watch;
	return longest;
}
