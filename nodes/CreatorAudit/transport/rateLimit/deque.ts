/**
 * Those who wait, in their order. Taking the next one costs the same however many there are: an array's own `shift` moves all the others,
 * which for 100,000 takes seconds in sum.
 */
export class Line<T> {
	private entries: T[] = [];
	/** Entries before it have been taken already. */
	private head = 0;

	get length(): number {
		return this.entries.length - this.head;
	}

	/** Who is next; undefined when nobody waits. */
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

	/** Takes out who is next. */
	take(): T | undefined {
		const { next } = this;
		if (next === undefined) return undefined;
		this.head += 1;
		// By then half of it has been taken, so that on average each costs little.
		if (this.head * 2 >= this.entries.length) this.keep(this.entries.slice(this.head));
		return next;
	}

	/** Takes out and returns all that `matches` accepts. */
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
