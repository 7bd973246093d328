/* eslint-disable @n8n/community-nodes/no-restricted-globals */
/** What came of one call. */
interface Outcome {
	rows: number;
	wrong: number;
	missing: number;
	error?: unknown;
}

/** Outcomes by what was asked for (rows) and how the API behaved (columns), to be printed at the end of a test file. */
export class OutcomeTable {
	private readonly lines = new Map<string, Map<string, Outcome>>();

	note(line: string, column: string, outcome: Outcome): void {
		const cells = this.lines.get(line) ?? new Map<string, Outcome>();
		this.lines.set(line, cells.set(column, outcome));
	}

	/** Writes the table, and the sum of wrong rows under it. */
	print(): void {
		const columns = [...new Set([...this.lines.values()].flatMap((cells) => [...cells.keys()]))];
		const all = [...this.lines.values()].flatMap((cells) => [...cells.values()]);
		const shown = ({ rows, wrong, missing, error }: Outcome) =>
			wrong + missing > 0
				? `${wrong} WRONG, ${missing} MISSING`
				: error !== undefined
					? 'error'
					: `${rows} right`;
		const rows = [
			['', ...columns],
			...[...this.lines].map(([line, cells]) => [
				line,
				...columns.map((column) => (cells.has(column) ? shown(cells.get(column)!) : '')),
			]),
		];
		const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
		const text = rows
			.map((row) =>
				row
					.map((cell, at) => cell.padEnd(widths[at]))
					.join('  ')
					.trimEnd(),
			)
			.join('\n');
		const wrong = all.reduce((sum, outcome) => sum + outcome.wrong, 0);
		process.stdout.write(`${text}\n${all.length} calls, ${wrong} wrong rows\n`);
	}
}
