import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ChangedApi, changes } from '../support/changedAnswers';
import { OutcomeTable } from '../support/outcomeTable';
import { polledSandbox } from '../support/polledSandbox';

/**
 * The trigger before an API that ignores its filters, or answers in another form: it emits what fits, all of it and each once, or fails
 * with an error in words.
 */
const SETTINGS = { accounts: 60, creators: 6, videos: 40 };
const bench = polledSandbox(SETTINGS);
const table = new OutcomeTable();
const api = new ChangedApi(() => bench.sandbox.apiUrl);

beforeAll(async () => void (await api.start()));
afterAll(async () => await api.stop());
afterAll(() => table.print());

type Row = Record<string, unknown>;
type Resource = 'account' | 'video';

interface Case {
	resource: Resource;
	filter: string;
	parameter: string;
	field: string;
	value(rows: Row[]): unknown;
	fits?(row: Row, value: unknown): boolean;
}

const first = (field: string) => (rows: Row[]) => rows.find((row) => row[field] !== null)![field];

const CASES: Case[] = [
	{
		resource: 'account',
		filter: 'platform',
		parameter: 'platform',
		field: 'platform',
		value: () => 'tiktok',
	},
	{
		resource: 'account',
		filter: 'isActive',
		parameter: 'is_active',
		field: 'is_active',
		value: () => false,
	},
	{
		resource: 'account',
		filter: 'category',
		parameter: 'category',
		field: 'category',
		value: first('category'),
	},
	{
		resource: 'account',
		filter: 'creatorId',
		parameter: 'creator_id',
		field: 'creator_id',
		value: first('creator_id'),
	},
	{
		resource: 'account',
		filter: 'q',
		parameter: 'q',
		field: 'username',
		value: (rows) => String(rows[0].username).slice(0, 3),
		fits: (row, value) => String(row.username).includes(String(value)),
	},
	{
		resource: 'video',
		filter: 'platform',
		parameter: 'platform',
		field: 'platform',
		value: () => 'tiktok',
	},
	{
		resource: 'video',
		filter: 'accountId',
		parameter: 'account_id',
		field: 'account_id',
		value: first('account_id'),
	},
	{
		resource: 'video',
		filter: 'isActive',
		parameter: 'is_active',
		field: 'is_active',
		value: () => false,
	},
];

/** All that a new workflow emits, the past included. */
async function emitted(parameters: INodeParameters, baseUrl = bench.sandbox.apiUrl) {
	const items: IDataObject[] = [];
	let error: Error | undefined;
	const polled = bench.workflow({
		credential: { apiKey: bench.sandbox.keys.full, baseUrl },
		parameters: { ...parameters, options: { emitExisting: true } },
	});
	try {
		items.push(...((await polled.activate()) ?? []));
		for (let polls = 0; polls < 3; polls++) items.push(...((await polled.poll()) ?? []));
	} catch (thrown) {
		error = thrown as Error;
	}
	return { ids: items.map(({ id }) => String(id)), error };
}

const parametersOf = ({ resource, filter }: Case, value: unknown): INodeParameters => ({
	triggerOn: resource,
	filters: {
		[filter]: filter.endsWith('Id')
			? { __rl: true, mode: 'id', value: String(value) }
			: (value as string),
	},
});

describe.each(CASES)('triggerOn $resource, filter $filter', (one) => {
	it.each(['active', 'absent', 'asked', 'wrong'] as const)(
		'emits what fits, or fails, where the filter is ignored and the echo is %s',
		async (echo) => {
			const rows = await bench.sandbox.data(`${one.resource}s`);
			const value = one.value(rows);
			const right = rows
				.filter((row) => (one.fits ? one.fits(row, value) : row[one.field] === value))
				.map(({ id }) => String(id))
				.sort();
			expect(right.length).toBeLessThan(rows.length);
			await bench.sandbox.settings({ ignoreFilters: [one.parameter], filterEcho: echo });
			for (const has of [true, false]) {
				// Where the answer claims what is not so and shows nothing to check it by, nobody can tell.
				if (!has && echo === 'asked') continue;
				if (!has)
					await bench.sandbox.fault({
						times: null,
						fault: { remove: [`data.*.${one.field}`] },
					});
				const { ids, error } = await emitted(parametersOf(one, value));
				const wrong = ids.filter((id) => !right.includes(id));
				table.note(`trigger ${one.resource} ${one.filter}`, `${echo}${has ? '' : ', no field'}`, {
					rows: ids.length,
					wrong: wrong.length,
					missing: error ? 0 : right.length - ids.length,
					error,
				});
				expect(wrong).toEqual([]);
				if (has) expect({ ids: [...ids].sort(), error }).toEqual({ ids: right, error: undefined });
				else expect(error?.message).toContain('did not show that it applied the filter');
			}
		},
	);
});

it('fails where accounts are not sorted by their refresh, because it would stop before the news', async () => {
	await bench.sandbox.settings({ ignoreFilters: ['order_by', 'order_direction'] });
	const { ids, error } = await emitted({ triggerOn: 'account' });
	expect(ids).toEqual([]);
	expect(error?.message).toBe('CreatorAudit did not sort by "last_scrape_time"');
});

it('emits an event for IDs of another form', async () => {
	const [account] = await bench.sandbox.data('accounts');
	const row = { ...account, id: 'acc_01JD9ZK3', type: 'account' };
	api.reply = (path) =>
		path.startsWith('/accounts?')
			? { data: [row], pagination: { has_next: false, next_cursor: null } }
			: { data: row };
	const { ids, error } = await emitted(
		{ triggerOn: 'account', filters: { ids: 'acc_01JD9ZK3' } },
		api.baseUrl,
	);
	api.reply = undefined;
	expect({ ids, error }).toEqual({ ids: ['acc_01JD9ZK3'], error: undefined });
});

describe('an answer of another form', () => {
	const CRASH =
		/undefined|null \(|is not a function|not iterable|Cannot (read|convert|destructure)|\[object|NaN|Unexpected token/;

	it.each(['account', 'video'] as const)(
		'loses no event of a %s without a word',
		async (resource) => {
			const count = SETTINGS[`${resource}s`];
			await fc.assert(
				fc.asyncProperty(changes, async (change) => {
					await bench.sandbox.reset({ ...SETTINGS, rateLimit: null, firstRefreshDelayMs: null });
					api.change = change;
					api.sent = [];
					const { ids, error } = await emitted({ triggerOn: resource }, api.baseUrl);
					api.change = undefined;
					const { at } = api.sent[0];
					const where = `${change.kind} ${at} ${JSON.stringify(change.value)}`;
					if (error) {
						expect({ where, message: error.message }).not.toEqual({
							where,
							message: expect.stringMatching(CRASH) as string,
						});
						return;
					}
					// What was never refreshed has no time.
					const isNever =
						at === 'data.*.last_scrape_time' && change.kind === 'retype' && change.value === null;
					expect({ where, events: ids.length }).toEqual({ where, events: isNever ? 0 : count });
				}),
				{ numRuns: 25, seed: 20_261_128 },
			);
		},
	);
});
