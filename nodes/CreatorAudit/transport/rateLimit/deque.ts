/** Double-ended FIFO queue with O(1) dequeue; `Array.shift` is O(n). */
export class Deque<T> {
	private entries: T[] = [];
	/** Index of the first entry: those before it were taken already. */
	private head = 0;

	get length(): number {
		return this.entries.length - this.head;
	}

	/** The first entry; undefined when there is none. */
	get next(): T | undefined {
		return this.entries[this.head];
	}

	add(entry: T): void {
		this.entries.push(entry);
	}

	addFirst(entry: T): void {
		if (this.head > 0) this.entries[--this.head] = entry;
		else this.entries.unshift(entry);
	}

	/** Removes and returns the first entry. */
	take(): T | undefined {
		const { next } = this;
		if (next === undefined) return undefined;
		this.head += 1;
		// Copies at most half as many entries as were taken, so the mean cost is constant.
		if (this.head * 2 >= this.entries.length) this.keep(this.entries.slice(this.head));
		return next;
	}

	/** Removes and returns all entries that match. */
	remove(matches: (entry: T) => boolean): T[] {
		const removed: T[] = [];
		const kept: T[] = [];
		for (const entry of this) (matches(entry) ? removed : kept).push(entry);
		if (removed.length > 0) this.keep(kept);
		return removed;
	}

	*[Symbol.iterator](): Iterator<T> {
		for (let at = this.head; at < this.entries.length; at++) yield this.entries[at];
	}

	private keep(entries: T[]): void {
		this.entries = entries;
		this.head = 0;
	}
}
