/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { COLUMNS, dataIsRight, LISTED_PLATFORM, SPECS, type Cell, type Column } from './columns';
import { ROWS, type Expected, type Row, type World } from './rows';

/** Cells at work at once: they mostly wait. */
const AT_ONCE = 30;
/** How long one cell may take, in ms: everything it waits for is bounded by its options. */
const LONGEST_CELL_MS = 60_000;
const SEEDED = 1_200;

/** A cell and where it stands. */
interface Place {
	row: Row;
	column: Column;
	cell: Cell;
	world: World;
}

interface Result {
	outcome: string;
	requests: number;
	dataRight: boolean;
	ms: number;
}

function expectedOf({ expected }: Row, column: Column): Expected {
	return typeof expected === 'string' ? expected : (expected[column] ?? expected.others);
}

/** The expectation in absolute numbers: `ok 4`. */
function inFull(expected: Expected, column: Column, pages: number): string {
	const { skip, tries } = SPECS[column];
	const [, outcome, sign, count] = /^([a-z ]+)([+*])(\d+|all)$/.exec(expected)!;
	const number = count === 'all' ? tries : Number(count);
	const plain = skip > 0 ? pages : 1;
	return `${outcome} ${sign === '+' ? plain + number : skip + number}`;
}

function table(rows: string[][]): string {
	const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
	return rows
		.map((row) =>
			row
				.map((cell, at) => cell.padEnd(widths[at]))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** A page of the list that getAll (by added_at) or the trigger (by refresh) walks, as the API gives it. */
async function pageOf(sandbox: Sandbox, column: Column, query: Record<string, string>) {
	const sort: Record<string, string> =
		column === 'poll' ? { order_by: 'last_scrape_time', order_direction: 'desc' } : {};
	const search = new URLSearchParams({ platform: LISTED_PLATFORM, ...sort, ...query });
	const response = await fetch(`${sandbox.apiUrl}/accounts?${search}`, {
		headers: { authorization: `Bearer ${sandbox.keys.full}` },
	});
	return (await response.json()) as { pagination: { next_cursor: string } };
}

/** What the faults of a column's cells are made of. */
async function worldOf(sandbox: Sandbox, column: Column, elsewhere: string): Promise<World> {
	const { next_cursor: second } = (await pageOf(sandbox, column, { limit: '200' })).pagination;
	const shortPage =
		SPECS[column].skip > 0
			? await pageOf(sandbox, column, { limit: '100', cursor: second })
			: undefined;
	return { elsewhere, secondCursor: second, shortPage };
}

/** Cells have a key each, so that they share neither quota nor faults nor what the node remembers. */
async function cellsOf(sandbox: Sandbox, worlds: Map<Column, World>) {
	const accounts = await sandbox.data('accounts');
	const listed = accounts
		.filter(({ platform }) => platform === LISTED_PLATFORM)
		.map(({ id }) => String(id));
	const others = accounts
		.filter(({ platform }) => platform !== LISTED_PLATFORM)
		.map(({ id }) => String(id));
	const cells = ROWS.flatMap((row) =>
		COLUMNS.map((column) => ({ row, column, world: worlds.get(column)! })),
	).map((place, at): Place => {
		const apiKey = `cell-${at}`;
		const credential = { apiKey, baseUrl: sandbox.apiUrl };
		return {
			...place,
			cell: {
				sandbox,
				credential,
				healthyKey: `${apiKey}-healthy`,
				accountId: others[at],
				username: `faulty.${at}`,
				listed,
				timeoutMs: place.row.timeoutMs,
			},
		};
	});
	for (const { cell } of cells) {
		for (const key of [cell.credential.apiKey, cell.healthyKey])
			await sandbox.addKey(key, { name: key, scopes: ['read', 'write'] });
	}
	return { cells, pages: Math.ceil(listed.length / 200) };
}

describe('the fault matrix', () => {
	let sandbox: Sandbox;
	let other: Server;
	let strangers = 0;
	let pages = 0;
	const results = new Map<string, Result>();
	const resultOf = (row: Row, column: Column) => results.get(`${row.name}/${column}`)!;

	async function runCell({
		row,
		column,
		cell,
		world,
	}: Place): Promise<Omit<Result, 'requests' | 'dataRight'>> {
		const { skip, run } = SPECS[column];
		const { times = 1 } = row;
		await sandbox.fault({
			match: { key: cell.credential.apiKey },
			skip,
			times,
			fault: row.fault(world),
		});
		const startedMs = Date.now();
		const outcome = await run(cell);
		return { outcome, ms: Date.now() - startedMs };
	}

	beforeAll(async () => {
		sandbox = await startSandbox({
			accounts: SEEDED,
			rateLimit: { limit: 1_000_000, windowSeconds: 3_600 },
			firstRefreshDelayMs: null,
		});
		other = createServer((_, response) => {
			strangers += 1;
			response.end('{}');
		});
		await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
		const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
		const worlds = new Map<Column, World>();
		for (const column of COLUMNS) worlds.set(column, await worldOf(sandbox, column, elsewhere));
		const prepared = await cellsOf(sandbox, worlds);
		const { cells } = prepared;
		({ pages } = prepared);
		const waiting = [...cells];
		const worker = async () => {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				results.set(`${next.row.name}/${next.column}`, {
					requests: 0,
					dataRight: false,
					...(await runCell(next)),
				});
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));

		const requests = new Map<string, number>();
		for (const { key } of await sandbox.requests())
			requests.set(String(key), (requests.get(String(key)) ?? 0) + 1);
		const after = await sandbox.data('accounts');
		const accounts = new Map(after.map((account) => [String(account.id), account]));
		const byUsername = new Map<string, number>();
		for (const { username } of after)
			byUsername.set(String(username), (byUsername.get(String(username)) ?? 0) + 1);
		for (const { row, column, cell } of cells) {
			const result = resultOf(row, column);
			result.requests = requests.get(cell.credential.apiKey) ?? 0;
			result.dataRight = dataIsRight(column, result.outcome, cell, accounts, byUsername);
		}
	}, 240_000);

	afterAll(async () => {
		const body = ROWS.map((row) => [
			row.name,
			...COLUMNS.map((column) => {
				const result = results.get(`${row.name}/${column}`);
				return result ? `${result.outcome} ${result.requests}` : '';
			}),
		]);
		process.stderr.write(
			`\nFault matrix: outcome and number of requests\n${table([['', ...COLUMNS], ...body])}\n\n`,
		);
		other?.close();
		await sandbox?.stop();
	});

	it.each(ROWS)('$name', (row) => {
		const seen = Object.fromEntries(
			COLUMNS.map((column) => [
				column,
				`${resultOf(row, column).outcome} ${resultOf(row, column).requests}`,
			]),
		);
		const wanted = Object.fromEntries(
			COLUMNS.map((column) => [column, inFull(expectedOf(row, column), column, pages)]),
		);
		expect(seen).toEqual(wanted);
	});

	it('leaves in the data what was asked for, and nothing twice', () => {
		const wrong = ROWS.flatMap((row) =>
			COLUMNS.filter((column) => !resultOf(row, column).dataRight).map(
				(column) => `${row.name}: ${column}`,
			),
		);
		expect(wrong).toEqual([]);
	});

	it('keeps within its bounds of time', () => {
		const slow = ROWS.flatMap((row) =>
			COLUMNS.filter((column) => resultOf(row, column).ms > LONGEST_CELL_MS).map(
				(column) => `${row.name}: ${column}`,
			),
		);
		expect(slow).toEqual([]);
	});

	it('asks no other server', () => {
		expect(strangers).toBe(0);
	});

	it('sends nothing that the contract does not know', async () => {
		expect((await sandbox.violations()).requests).toEqual([]);
	});
});
