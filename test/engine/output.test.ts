import { COLUMNS } from '../../nodes/CreatorAudit/output/columns';
import { shape, type OutputMode } from '../../nodes/CreatorAudit/output/shape';
import { sandboxedNode } from '../support/sandboxedNode';

const LISTS = ['account', 'accountVideo', 'creator', 'video'] as const;
const KINDS = {
	account: 'accounts',
	accountVideo: 'accountVideos',
	creator: 'creators',
	video: 'videos',
} as const;

describe('output', () => {
	const node = sandboxedNode({ unscrapedShare: 0.3, nulls: 'first' });
	const list = async (resource: string, values: Parameters<typeof node.run>[0] = {}) =>
		await node.run({ resource, operation: 'getAll', returnAll: true, ...values });

	describe.each(LISTS)('of %s', (resource) => {
		it('is at most ten flat columns at first, the same on every row', async () => {
			const { json } = await list(resource);
			const columns = COLUMNS[resource].map((column) =>
				typeof column === 'string' ? column : column.as,
			);
			expect(columns.length).toBeLessThanOrEqual(10);
			for (const row of json) {
				expect(Object.keys(row)).toEqual(columns);
				for (const value of Object.values(row))
					expect(value === null || typeof value !== 'object').toBe(true);
			}
		});

		it('is everything that CreatorAudit sends, with Raw', async () => {
			const { json } = await list(resource, { output: 'raw' });
			const stored = await node.sandbox.data(
				KINDS[resource],
				json.map(({ id }) => id as string),
			);
			const byId = new Map(stored.map((record) => [record.id, record]));
			for (const row of json) expect(byId.get(row.id)).toMatchObject(row);
		});

		it('is the chosen fields, the ID first and always, with Selected Fields', async () => {
			const [first] = (await list(resource, { output: 'raw' })).json;
			const names = Object.keys(first)
				.filter((name) => name !== 'id')
				.slice(0, 4);
			for (const fields of [
				names,
				[...names, 'id'],
				`={{ "${names.join(', ')}" }}`,
				JSON.stringify(names),
			]) {
				const { json, error } = await list(resource, { output: 'selected', fields });
				expect(error).toBeUndefined();
				for (const row of json) expect(Object.keys(row)).toEqual(['id', ...names]);
			}
		});
	});

	it.each(['accountVideo', 'video'])(
		'of %s shows what people know a post by, on both platforms',
		async (resource) => {
			const { json } = await list(resource);
			for (const platform of ['instagram', 'tiktok']) {
				const rows = json.filter(
					(row) => row.platform === platform && row.last_scrape_time !== null,
				);
				expect(rows.length).toBeGreaterThan(0);
				for (const { description } of rows) expect(description).toMatch(/\w/);
			}
		},
	);

	it('keeps dates as ISO text and numbers as numbers', async () => {
		const { json } = await list('account', { filters: { isActive: true } });
		for (const { last_scrape_time: time, follower_count: followers } of json) {
			if (time !== null) expect(new Date(String(time)).toISOString()).toBe(time);
			expect(typeof followers).toBe('number');
		}
		expect(json.some(({ last_scrape_time }) => last_scrape_time === null)).toBe(true);
	});

	it('reaches into nested fields', async () => {
		const { json } = await list('creator', {
			output: 'selected',
			fields: ['name', 'accounts_summary.total', 'accounts_summary.platforms'],
		});
		for (const row of json) {
			expect(Object.keys(row)).toEqual([
				'id',
				'name',
				'accounts_summary.total',
				'accounts_summary.platforms',
			]);
			expect(typeof row['accounts_summary.total']).toBe('number');
		}
	});

	it.each([
		['account', 'Follower Count, USERNAME; id', ['follower_count', 'username']],
		[
			'creator',
			'Accounts_Summary.Total, Metadata.tier',
			['accounts_summary.total', 'metadata.tier'],
		],
	])('takes names of fields of %s as people write them: %s', async (resource, fields, names) => {
		const { json, error } = await list(resource, {
			output: 'selected',
			fields: `={{ ${JSON.stringify(fields)} }}`,
		});
		expect(error).toBeUndefined();
		for (const row of json) expect(Object.keys(row)).toEqual(['id', ...names]);
		expect(json.some((row) => names.every((name) => row[name] !== null))).toBe(true);
	});

	describe('a name of which CreatorAudit sends nothing', () => {
		const fields = '={{ "username, Followers" }}';
		const accountId = async () => ({
			__rl: true,
			mode: 'id',
			value: String((await node.sandbox.data('accounts'))[0].id),
		});

		it.each(['get', 'getAll'])(
			'is refused by %s, which lists those that there are',
			async (operation) => {
				const { json, error } = await node.run({
					resource: 'account',
					operation,
					accountId: await accountId(),
					output: 'selected',
					fields,
				});
				expect(json).toEqual([]);
				expect(error?.message).toBe(
					'Fields: "Followers" is none of the fields that CreatorAudit sends.',
				);
				expect(error?.description).toMatch(/There are: added_at, .*follower_count, .*view_count\./);
			},
		);

		it('is an empty column of a change, which has been made already', async () => {
			const { json } = await node.run({
				resource: 'account',
				operation: 'update',
				accountId: await accountId(),
				updateFields: { category: 'x' },
				output: 'selected',
				fields,
			});
			expect(json).toEqual([
				{ id: expect.any(String), username: expect.any(String), Followers: null },
			]);
		});

		it('may be a name that CreatorAudit sends with some rows only', async () => {
			await node.sandbox.fault({
				times: null,
				fault: { patch: { data: { 1: { brand_new: 1 } } } },
			});
			const { json, error } = await list('account', {
				output: 'selected',
				fields: '={{ "brand_new" }}',
				returnAll: false,
				limit: 3,
			});
			await node.sandbox.clearFaults();
			expect(error).toBeUndefined();
			expect(json.map(({ brand_new }) => brand_new)).toEqual([null, 1, null]);
		});

		it('may be a name that CreatorAudit has added, or one that it leaves out where it has no value', async () => {
			await node.sandbox.fault({
				times: null,
				fault: { patch: { data: { '*': { brand_new: 1 } } }, remove: ['data.*.category'] },
			});
			const { json } = await list('account', {
				output: 'selected',
				fields: '={{ "brand_new, category" }}',
			});
			await node.sandbox.clearFaults();
			expect(json.length).toBeGreaterThan(0);
			for (const { id, ...row } of json)
				expect([typeof id, row]).toEqual(['string', { brand_new: 1, category: null }]);
		});
	});

	it('gives single objects and changes in the same form as lists', async () => {
		const [account] = await node.sandbox.data('accounts');
		const accountId = { __rl: true, mode: 'id', value: String(account.id) };
		const columns = COLUMNS.account as string[];
		expect(
			Object.keys((await node.run({ resource: 'account', operation: 'get', accountId })).json[0]),
		).toEqual(columns);
		const updated = await node.run({
			resource: 'account',
			operation: 'update',
			accountId,
			updateFields: { category: 'x' },
		});
		expect(Object.keys(updated.json[0])).toEqual(columns);
	});

	describe('shape', () => {
		const simplified = (resource: string): OutputMode => ({
			mode: 'simplified',
			columns: COLUMNS[resource],
		});

		it('keeps the columns when fields are missing or new', () => {
			expect(shape({ id: '1', brand_new: true }, simplified('account'))).toEqual({
				...Object.fromEntries((COLUMNS.account as string[]).map((name) => [name, null])),
				id: '1',
			});
			expect(Object.keys(shape({}, simplified('creator')))).toEqual(
				COLUMNS.creator.map((column) => (typeof column === 'string' ? column : column.as)),
			);
		});

		it('passes through what has no columns of its own, and everything with Raw', () => {
			const row = { rank: 1, nested: { a: 1 } };
			expect(shape(row, { mode: 'simplified', columns: undefined })).toEqual(row);
			expect(shape(row, { mode: 'raw' })).toBe(row);
		});

		it('is not misled by names that every object has', () => {
			expect(
				shape(
					{ id: '1' },
					{ mode: 'selected', fields: ['constructor', 'toString', '__proto__.x', 'id.length'] },
				),
			).toEqual({
				id: '1',
				constructor: null,
				toString: null,
				'__proto__.x': null,
				'id.length': null,
			});
		});

		it('shows no ID where there is none', () => {
			expect(shape({ name: 'x' }, { mode: 'selected', fields: ['name'] })).toEqual({ name: 'x' });
		});
	});
});
