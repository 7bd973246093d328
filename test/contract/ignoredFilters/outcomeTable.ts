/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { ANSWERS, type EchoMode } from './cases';

/** What came of a call, or of several alike. */
interface Outcome {
	rows: number;
	wrong: number;
	missing: number;
	error?: unknown;
}

const ROOT = path.resolve(__dirname, '../../..');
const COLUMNS = ANSWERS.map(({ echo, has }) => columnOf(echo, has));

function columnOf(echo: EchoMode, has: boolean): string {
	return `${echo}${has ? '' : ', no field'}`;
}

/** Outcomes by what was asked for (lines) and how the API answered (columns), as a Markdown table. */
export class OutcomeTable {
	private readonly lines = new Map<string, Map<string, Outcome[]>>();

	/** @param has whether rows have the filter's field */
	note(
		line: string,
		{ echo, has = true }: { echo: EchoMode; has?: boolean },
		outcome: Outcome,
	): void {
		const cells = this.lines.get(line) ?? new Map<string, Outcome[]>();
		const column = columnOf(echo, has);
		this.lines.set(line, cells.set(column, [...(cells.get(column) ?? []), outcome]));
	}

	/** One line for each row of the table, the heading first. */
	markdown(): string[] {
		const shown = (outcomes: Outcome[] | undefined): string => {
			if (!outcomes) return '';
			const sum = (name: 'wrong' | 'missing') =>
				outcomes.reduce((total, outcome) => total + outcome[name], 0);
			if (sum('wrong') + sum('missing') > 0)
				return `**${sum('wrong')} wrong, ${sum('missing')} missing**`;
			const failed = outcomes.filter(({ error }) => error !== undefined).length;
			return failed === 0 ? 'right' : failed === outcomes.length ? 'error' : 'right or error';
		};
		const row = (cells: string[]) => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ');
		return [
			row(['What is ignored', ...COLUMNS]),
			row(['---', ...COLUMNS.map(() => '---')]),
			...[...this.lines].map(([line, cells]) =>
				row([line, ...COLUMNS.map((column) => shown(cells.get(column)))]),
			),
		];
	}

	/**
	 * Prints the table and the sum of wrong rows, and holds a document to the table.
	 * @param document path in the project; each line of the table must stand in it
	 */
	expectIn(document: string): void {
		const all = [...this.lines.values()].flatMap((cells) => [...cells.values()].flat());
		const wrong = all.reduce((sum, outcome) => sum + outcome.wrong, 0);
		const lines = this.markdown();
		process.stdout.write(`${lines.join('\n')}\n\n${all.length} calls, ${wrong} wrong rows\n`);
		const text = readFileSync(path.join(ROOT, document), 'utf8').split('\n');
		expect(lines.filter((line) => !text.includes(line))).toEqual([]);
	}
}
