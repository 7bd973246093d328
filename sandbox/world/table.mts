/** Records by id, and in every requested order. */
import { SortedRows, type Direction, type SortKey } from './sortedRows.mts';

/** An order of a table's rows, by the name of a sort key. */
export interface SortBy<K extends string> {
	key: K;
	direction: Direction;
	nulls: 'first' | 'last';
}

export class Table<T extends { readonly id: string }, K extends string> {
	readonly #rows = new Map<string, T>();
	readonly #keys: Record<K, (row: T) => SortKey>;
	/** By key, direction and place of nulls. */
	readonly #sorted = new Map<string, SortedRows<T>>();

	/** @param keys gives a row's value for each sort key; null = no value */
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
	values(): MapIterator<T> {
		return this.#rows.values();
	}

	insert(row: T): void {
		this.#rows.set(row.id, row);
		for (const sorted of this.#sorted.values()) sorted.add(row);
	}

	/** Call this after a change of a row. */
	changed(): void {
		for (const sorted of this.#sorted.values()) sorted.invalidate();
	}

	remove(row: T): void {
		this.#rows.delete(row.id);
		for (const sorted of this.#sorted.values()) sorted.remove(row);
	}

	/** All rows in an order. The order is cached. */
	sortedBy(by: SortBy<K>): SortedRows<T> {
		const name = `${by.key} ${by.direction} ${by.nulls}`;
		let sorted = this.#sorted.get(name);
		if (sorted === undefined) {
			sorted = this.sortedAmong(this.#rows.values(), by);
			this.#sorted.set(name, sorted);
		}
		return sorted;
	}

	/** Some of the rows in an order, for selective filters. */
	sortedAmong(rows: Iterable<T>, { key, direction, nulls }: SortBy<K>): SortedRows<T> {
		return new SortedRows(rows, { keyOf: this.#keys[key], direction, nulls });
	}
}
