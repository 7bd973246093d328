import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { runNode } from '../../support/engine';
import { sandboxedNode } from '../../support/sandboxedNode';
import { operations, type Operation } from './operations';
import { Organization, type Answer, type ModelRecord } from './organization';

/**
 * Sequences of operations through n8n's engine, from an organization in which nothing is tracked. Each answer is compared with a model's. A
 * failure prints the shortest sequence that shows it, and the seed and path with which it comes again.
 */
const SEQUENCES = 100;
const LONGEST = 20;
const SEED = 20_261_128;
/** On a busy machine shrinking takes minutes. It ends before jest ends the test, so that the shortest sequence so far is printed. */
const TIMEOUT_MS = 300_000;

const EMPTY = { accounts: 0, creators: 0, videos: 0, rateLimit: null, firstRefreshDelayMs: null };
const node = sandboxedNode(EMPTY);

/** An answer of the node, as far as the expected one speaks of it. */
function expectRow(row: IDataObject, record: ModelRecord | undefined, expected: IDataObject): void {
	expect(row).toMatchObject(expected);
	if (!record) return;
	record.id ??= String(row.id);
	expect(row.id).toBe(record.id);
}

function expectAnswer(json: IDataObject[], errors: IDataObject[], answer: Answer): void {
	if ('error' in answer) {
		expect(json).toEqual([]);
		expect(errors.map(({ error }) => error)).toEqual([expect.stringMatching(answer.error)]);
		return;
	}
	expect(errors).toEqual([]);
	if ('row' in answer) {
		expect(json).toHaveLength(1);
		expectRow(json[0], answer.record, answer.row);
		return;
	}
	const idOf = ({ id }: { id?: unknown }) => String(id);
	const byId = new Map(json.map((row) => [idOf(row), row]));
	expect(json).toHaveLength(byId.size);
	expect([...byId.keys()].sort()).toEqual(answer.rows.map(({ record }) => idOf(record)).sort());
	for (const { record, row } of answer.rows) expectRow(byId.get(idOf(record))!, record, row);
	for (const sorted of ['username', 'name'])
		if (json.every((row) => sorted in row && sorted in answer.rows[0].row))
			expect(json.map((row) => row[sorted])).toEqual(answer.rows.map(({ row }) => row[sorted]));
}

class Command implements fc.AsyncCommand<Organization, object> {
	constructor(private readonly operation: Operation) {}

	check = () => true;

	async run(model: Organization): Promise<void> {
		const { parameters, input, expected } = this.operation;
		const given = input(model);
		const answers = expected(model);
		const credential = { apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl };
		const onError = 'continueErrorOutput';
		const result = await runNode({ credential, parameters, input: given, onError });
		expect(result.error).toBeUndefined();
		answers.forEach((answer, index) => {
			const own = (items: typeof result.items) =>
				items
					.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index)
					.map(({ json }) => json);
			expectAnswer(own(result.items), own(result.errors), answer);
		});
	}

	toString = () => this.operation.title;
}

it(
	'answers every sequence of operations as an organization that keeps count of them',
	async () => {
		const commands = fc.commands(
			operations.map((operation) => operation.map((one) => new Command(one))),
			{ maxCommands: LONGEST, size: 'max' },
		);
		await fc.assert(
			fc.asyncProperty(commands, async (sequence) => {
				await node.sandbox.reset(EMPTY);
				const setup = () => ({ model: new Organization(), real: {} });
				await fc.asyncModelRun(setup, sequence);
				const { requests, responses } = await node.sandbox.violations();
				expect({ requests, responses }).toEqual({ requests: [], responses: [] });
			}),
			{
				numRuns: SEQUENCES,
				seed: SEED,
				interruptAfterTimeLimit: TIMEOUT_MS - 30_000,
				markInterruptAsFailure: true,
			},
		);
	},
	TIMEOUT_MS,
);
