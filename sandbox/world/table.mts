/** Records by id, with an order per sort key that is built when it is first asked for. */
import { SortedIndex, type SortKey } from './sorted-index.mts';

export class Table<T extends { readonly id: string }, K extends string> {
	readonly #rows = new Map<string, T>();
	readonly #keys: Record<K, (row: T) => SortKey>;
	readonly #indexes = new Map<K, SortedIndex<T>>();

	/** @param keys the sort value of a row per sort key; null = no value */
	constructor(keys: Record<K, (row: T) => SortKey>) {
		this.#keys = keys;
	}

	get size(): number {
		return this.#rows.size;
	}

	get(id: string): T | undefined {
		return this.#rows.get(id);
	}

	/** All rows, oldest entry first. */
	values(): IterableIterator<T> {
		return this.#rows.values();
	}

	insert(row: T): void {
		this.#rows.set(row.id, row);
		this.#note(row, true);
	}

	/** To be called after a row was changed. */
	changed(row: T): void {
		this.#note(row, true);
	}

	remove(row: T): void {
		this.#rows.delete(row.id);
		this.#note(row, false);
	}

	sortedBy(key: K): SortedIndex<T> {
		let index = this.#indexes.get(key);
		if (index === undefined) {
			index = new SortedIndex(this.#rows.values(), this.#keys[key]);
			this.#indexes.set(key, index);
		}
		return index;
	}

	/** An order of some of the rows, for filters that leave few. */
	sortedAmong(rows: Iterable<T>, key: K): SortedIndex<T> {
		return new SortedIndex(rows, this.#keys[key]);
	}

	#note(row: T, present: boolean): void {
		for (const index of this.#indexes.values()) index.note(row, present);
	}
}
