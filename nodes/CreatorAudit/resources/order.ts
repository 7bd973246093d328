/**
 * Merges lists into one in which the entries of each list keep their order.
 * @throws Error when two lists contradict each other
 */
export function merged<T>(lists: ReadonlyArray<readonly T[]>): T[] {
	const all = [...new Set(lists.flat())];
	const done = new Set<T>();
	const isNext = (entry: T) =>
		!done.has(entry) &&
		lists.every((list) =>
			list.slice(0, Math.max(0, list.indexOf(entry))).every((one) => done.has(one)),
		);
	while (done.size < all.length) {
		const next = all.find(isNext);
		if (next === undefined) throw new Error('The lists contradict each other');
		done.add(next);
	}
	return [...done];
}
