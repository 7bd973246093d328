/** Records in the order of one key, kept for keyset paging over many records. */

export type SortKey = number | string | null;

/** The last row of the page before: its sort key and id. */
export interface Position {
	key: SortKey;
	id: string;
}

export type Direction = 'asc' | 'desc';

/** Up to here rows are moved one by one; beyond, one pass over all rows is faster. */
const FEW = 64;

interface Row {
	readonly id: string;
}

/**
 * Sorted by key, then by id; rows without a key stand at the end of the array and are placed by `walk`.
 *
 * A change only notes the row, and the next walk brings the order up to date. So a burst of writes costs nothing until somebody
 * reads, and then one pass.
 */
export class SortedIndex<T extends Row> {
	readonly #keyOf: (row: T) => SortKey;
	#rows: T[];
	/** Changed rows; false = no longer there. */
	readonly #changed = new Map<T, boolean>();
	#firstNull = 0;

	constructor(rows: Iterable<T>, keyOf: (row: T) => SortKey) {
		this.#keyOf = keyOf;
		this.#rows = this.#sorted([...rows]);
		this.#firstNull = this.#findFirstNull();
	}

	/** Notes that a row is new, has changed (present) or is gone. */
	note(row: T, present: boolean): void {
		this.#changed.set(row, present);
	}

	/** The position of a row, to go on after it later. */
	positionOf(row: T): Position {
		return { key: this.#keyOf(row), id: row.id };
	}

	/** Rows in the wanted order, from behind `after` or from the start. */
	*walk(direction: Direction, nulls: 'first' | 'last', after?: Position): Generator<T> {
		this.#settle();
		const ascending = direction === 'asc';
		const [start, end, step] = ascending ? [0, this.#firstNull, 1] : [this.#firstNull - 1, -1, -1];
		const [nullStart, nullEnd] = ascending
			? [this.#firstNull, this.#rows.length]
			: [this.#rows.length - 1, this.#firstNull - 1];
		const segments = [
			{ start: start as number, end: end as number, ofNulls: false },
			{ start: nullStart as number, end: nullEnd as number, ofNulls: true },
		];
		if (nulls === 'first') segments.reverse();
		let skipping = after !== undefined;
		for (const segment of segments) {
			let at = segment.start;
			if (skipping && after !== undefined) {
				if (segment.ofNulls !== (after.key === null)) continue;
				at = this.#resume(after, ascending);
				skipping = false;
			}
			for (; at !== segment.end; at += step as number) yield this.#rows[at] as T;
		}
	}

	/** Index of the first row behind a position, in the direction of travel. */
	#resume(after: Position, ascending: boolean): number {
		const at = this.#lowerBound(this.#rows, after);
		if (!ascending) return at - 1;
		const row = this.#rows[at];
		return row !== undefined && this.#compare(row, after) === 0 ? at + 1 : at;
	}

	#settle(): void {
		if (this.#changed.size === 0) return;
		if (this.#changed.size <= FEW) this.#moveFew();
		else this.#moveMany();
		this.#changed.clear();
		this.#firstNull = this.#findFirstNull();
	}

	/** The old sort values are gone, so changed rows are looked for by identity, which is fast enough for a few. */
	#moveFew(): void {
		for (const row of this.#changed.keys()) {
			const at = this.#rows.indexOf(row);
			if (at >= 0) this.#rows.splice(at, 1);
		}
		for (const [row, present] of this.#changed) {
			if (present) this.#rows.splice(this.#lowerBound(this.#rows, this.positionOf(row)), 0, row);
		}
	}

	#moveMany(): void {
		const kept = this.#rows.filter((row) => !this.#changed.has(row));
		const fresh = this.#sorted(
			[...this.#changed].filter(([, present]) => present).map(([row]) => row),
		);
		const merged: T[] = [];
		let from = 0;
		for (const row of fresh) {
			const at = this.#lowerBound(kept, this.positionOf(row), from);
			for (; from < at; from++) merged.push(kept[from] as T);
			merged.push(row);
		}
		for (; from < kept.length; from++) merged.push(kept[from] as T);
		this.#rows = merged;
	}

	/** Keys are computed once per row, since some are derived from the history. */
	#sorted(rows: T[]): T[] {
		return rows
			.map((row) => ({ row, key: this.#keyOf(row) }))
			.sort((a, b) => compareKeys(a.key, b.key) || compareIds(a.row.id, b.row.id))
			.map(({ row }) => row);
	}

	#compare(row: T, position: Position): number {
		return compareKeys(this.#keyOf(row), position.key) || compareIds(row.id, position.id);
	}

	/** First index at or behind a position. */
	#lowerBound(rows: readonly T[], position: Position, from = 0): number {
		let low = from;
		let high = rows.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#compare(rows[middle] as T, position) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#findFirstNull(): number {
		return this.#lowerBound(this.#rows, { key: null, id: '' });
	}
}

function compareKeys(a: SortKey, b: SortKey): number {
	if (a === b) return 0;
	if (a === null) return 1;
	if (b === null) return -1;
	return a < b ? -1 : 1;
}

function compareIds(a: string, b: string): number {
	return a === b ? 0 : a < b ? -1 : 1;
}
