/** One sheet of a spreadsheet: cells, and ranges in A1 notation. */

export type Cell = string | number | boolean;

/** A corner of a range; a side that is left out reaches to the end. Counted from 0. */
interface Range {
	firstRow: number;
	lastRow: number;
	firstColumn: number;
	lastColumn: number;
}

export class Spreadsheet {
	readonly title: string;
	/** All rows that were written, header included, each as long as its last cell. */
	readonly rows: Cell[][];

	constructor(title: string, rows: Cell[][] = []) {
		this.title = title;
		this.rows = rows;
	}

	/** Rows below the header, by the names in the header. An empty cell is ''. */
	get records(): Array<Record<string, Cell>> {
		const [header = [], ...rows] = this.rows;
		return rows.map((row) =>
			Object.fromEntries(header.map((name, at) => [String(name), row[at] ?? ''])),
		);
	}

	/** Values of a range as the API gives them: nothing beyond the last cell of a row or the last row. */
	read(a1: string): Cell[][] {
		const { firstRow, lastRow, firstColumn, lastColumn } = this.#range(a1);
		const rows = this.rows
			.slice(firstRow, lastRow + 1)
			.map((row) => trimmed(row.slice(firstColumn, lastColumn + 1)));
		while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
		return rows;
	}

	/** Writes values from the range's first cell on; null leaves a cell as it is. @returns the number of cells written */
	write(a1: string, values: Array<Array<Cell | null>>): number {
		const { firstRow, firstColumn } = this.#range(a1);
		let count = 0;
		for (const [down, cells] of values.entries()) {
			while (this.rows.length <= firstRow + down) this.rows.push([]);
			const row = this.rows[firstRow + down] as Cell[];
			for (const [right, cell] of cells.entries()) {
				if (cell === null) continue;
				while (row.length < firstColumn + right) row.push('');
				row[firstColumn + right] = cell;
				count++;
			}
		}
		return count;
	}

	/** `'Sheet'`, `Sheet!A:Z`, `Sheet!1:1`, `Sheet!B2`, `Sheet!A2:C9` */
	#range(a1: string): Range {
		const [title = '', cells = ''] = a1.split('!');
		if (title.replace(/^'(.*)'$/, '$1') !== this.title)
			throw new Error(`Unable to parse range: ${a1}`);
		const match = /^([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?$/.exec(cells);
		if (match === null) throw new Error(`Unable to parse range: ${a1}`);
		const [, column = '', row = '', toColumn = column, toRow = row] = match;
		return {
			firstRow: row === '' ? 0 : Number(row) - 1,
			lastRow: toRow === '' ? Infinity : Number(toRow) - 1,
			firstColumn: column === '' ? 0 : columnNumber(column),
			lastColumn: toColumn === '' ? Infinity : columnNumber(toColumn),
		};
	}
}

/** A is 0, Z is 25, AA is 26. */
function columnNumber(letters: string): number {
	return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function trimmed(row: Cell[]): Cell[] {
	const last = row.findLastIndex((cell) => cell !== '');
	return row.slice(0, last + 1);
}
