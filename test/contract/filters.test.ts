import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { searchList } from '../support/listSearch';
import { sandboxedNode } from '../support/sandboxedNode';
import { OutcomeTable } from '../support/outcomeTable';

/**
 * Each filter of each list in turn is ignored by the API, which says so, says nothing, says that it was applied, or says something else; and
 * the rows have the field, or not. What comes out of the nodes fits, or is an error that names the filter.
 */
const node = sandboxedNode({
	accounts: 150,
	creators: 40,
	videos: 130,
	accountVideosPerAccount: 4,
});
const table = new OutcomeTable();

const ECHOES = ['active', 'absent', 'asked', 'wrong'] as const;
type EchoMode = (typeof ECHOES)[number];
type Kind = 'accounts' | 'videos' | 'creators' | 'accountVideos';
type Row = Record<string, unknown>;

interface Case {
	resource: string;
	kind: Kind;
	/** Name of the field in the editor, of the query parameter, and of the row's field. */
	filter: string;
	parameter: string;
	field: string;
	/** A value that some rows fit and others do not. */
	value(rows: Row[]): unknown;
	fits?(row: Row, value: unknown): boolean;
}

const first = (field: string) => (rows: Row[]) => rows.find((row) => row[field] !== null)![field];
const never = () => false;
const constant = (value: unknown) => () => value;

const CASES: Case[] = [
	{
		resource: 'account',
		kind: 'accounts',
		filter: 'platform',
		parameter: 'platform',
		field: 'platform',
		value: constant('tiktok'),
	},
	{
		resource: 'account',
		kind: 'accounts',
		filter: 'isActive',
		parameter: 'is_active',
		field: 'is_active',
		value: never,
	},
	{
		resource: 'account',
		kind: 'accounts',
		filter: 'category',
		parameter: 'category',
		field: 'category',
		value: first('category'),
	},
	{
		resource: 'account',
		kind: 'accounts',
		filter: 'creatorId',
		parameter: 'creator_id',
		field: 'creator_id',
		value: first('creator_id'),
	},
	{
		resource: 'account',
		kind: 'accounts',
		filter: 'q',
		parameter: 'q',
		field: 'username',
		value: (rows) => String(rows[0].username).slice(0, 3),
		fits: (row, value) => String(row.username).includes(String(value)),
	},
	{
		resource: 'video',
		kind: 'videos',
		filter: 'platform',
		parameter: 'platform',
		field: 'platform',
		value: constant('tiktok'),
	},
	{
		resource: 'video',
		kind: 'videos',
		filter: 'isActive',
		parameter: 'is_active',
		field: 'is_active',
		value: never,
	},
	{
		resource: 'video',
		kind: 'videos',
		filter: 'accountId',
		parameter: 'account_id',
		field: 'account_id',
		value: first('account_id'),
	},
	{
		resource: 'accountVideo',
		kind: 'accountVideos',
		filter: 'platform',
		parameter: 'platform',
		field: 'platform',
		value: constant('tiktok'),
	},
	{
		resource: 'accountVideo',
		kind: 'accountVideos',
		filter: 'accountId',
		parameter: 'account_id',
		field: 'account_id',
		value: first('account_id'),
	},
	{
		resource: 'creator',
		kind: 'creators',
		filter: 'isActive',
		parameter: 'is_active',
		field: 'is_active',
		value: never,
	},
];

const SHOWN: Record<string, string> = {
	platform: 'Platform',
	isActive: 'Active',
	category: 'Category',
	creatorId: 'Creator',
	accountId: 'Account',
	q: 'Username Contains',
};

const data: Partial<Record<Kind, Row[]>> = {};

beforeAll(async () => {
	// The seeded data has nothing paused among creators and videos.
	const [video] = await node.sandbox.data('videos');
	const [creator] = (await node.sandbox.data('creators')).slice(-1);
	const update = async (resource: string, locator: string, id: unknown) =>
		await node.run({
			resource,
			operation: 'update',
			[locator]: { __rl: true, mode: 'id', value: String(id) },
			updateFields: { isActive: false },
		});
	expect((await update('video', 'videoId', video.id)).error).toBeUndefined();
	expect((await update('creator', 'creatorId', creator.id)).error).toBeUndefined();
	for (const kind of ['accounts', 'videos', 'creators', 'accountVideos'] as const)
		data[kind] = await node.sandbox.data(kind);
});

afterEach(async () => {
	await node.sandbox.settings({ ignoreFilters: [], filterEcho: 'active' });
	await node.sandbox.clearFaults();
});

afterAll(() => table.print());

/** How the API is set up. */
async function api(ignored: string[], filterEcho: EchoMode, without?: string) {
	await node.sandbox.settings({ ignoreFilters: ignored, filterEcho });
	if (without !== undefined)
		await node.sandbox.fault({
			match: { method: 'GET' },
			times: null,
			fault: { apply: true, remove: [`data.*.${without}`] },
		});
}

let keys = 0;

/** A key for which nothing is remembered: an answer that is known already would not be sent again, and would not lack the field. */
async function newCredential() {
	keys += 1;
	const apiKey = `filters-key-${keys}`;
	await node.sandbox.addKey(apiKey, { name: apiKey });
	return { apiKey, baseUrl: node.sandbox.apiUrl };
}

const located = (value: unknown): INodeParameters => ({
	__rl: true,
	mode: 'id',
	value: String(value),
});

function parametersOf({ resource, filter }: Case, value: unknown, all: boolean): INodeParameters {
	const isLocator = filter === 'creatorId' || filter === 'accountId';
	return {
		resource,
		operation: 'getAll',
		returnAll: all,
		...(!all && { limit: 10 }),
		filters: { [filter]: isLocator ? located(value) : (value as string) },
		output: 'raw',
	};
}

const idsOf = (rows: Array<IDataObject | Row>) => rows.map(({ id }) => String(id)).sort();

describe.each(CASES)('$resource list, filter $filter', (one) => {
	const value = () => one.value(data[one.kind]!);
	const fitting = () =>
		data[one.kind]!.filter((row) =>
			one.fits ? one.fits(row, value()) : row[one.field] === value(),
		);

	beforeAll(() => {
		expect(fitting().length).toBeGreaterThan(0);
		expect(fitting().length).toBeLessThan(data[one.kind]!.length);
	});

	it.each(ECHOES)('gives all right rows where it is applied and the echo is %s', async (echo) => {
		await api([], echo);
		const { json, error } = await node.run(parametersOf(one, value(), true));
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(idsOf(fitting()));
	});

	const ways = ECHOES.flatMap((echo) => [
		{ echo, has: true },
		// Where the answer claims what is not so and shows nothing to check it by, nobody can tell.
		...(echo === 'asked' ? [] : [{ echo, has: false }]),
	]);

	it.each(ways)(
		'gives right rows or an error where it is ignored, the echo is $echo, and rows have the field: $has',
		async ({ echo, has }) => {
			await api([one.parameter], echo, has ? undefined : one.field);
			for (const all of [true, false]) {
				const credential = await newCredential();
				const { json, error } = await node.run(parametersOf(one, value(), all), { credential });
				const right = new Set(idsOf(fitting()));
				const wrong = json.filter(({ id }) => !right.has(String(id)));
				const missing = all && !error ? right.size - json.length : 0;
				table.note(
					`${one.resource} ${one.filter}${all ? '' : ' (limit)'}`,
					`${echo}${has ? '' : ', no field'}`,
					{ rows: json.length, wrong: wrong.length, missing, error },
				);
				expect({ wrong, missing }).toEqual({ wrong: [], missing: 0 });
				if (error) expect(error.message).toContain(`"${SHOWN[one.filter]}"`);
				if (all) expect(error === undefined).toBe(has);
			}
		},
	);
});

describe('a sort that is ignored', () => {
	it.each([
		['account', 'follower_count', 'desc'],
		['account', 'last_scrape_time', 'asc'],
		['video', 'view_count', 'desc'],
	])(
		'is an error of the %s list where rows show it (%s %s)',
		async (resource, orderBy, orderDirection) => {
			const parameters = {
				resource,
				operation: 'getAll',
				limit: 20,
				sort: { orderBy, orderDirection },
			};
			const sorted = await node.run(parameters);
			expect(sorted.error).toBeUndefined();
			await node.sandbox.settings({ ignoreFilters: ['order_by', 'order_direction'] });
			const { json, error } = await node.run(parameters, { credential: await newCredential() });
			expect(json).toEqual([]);
			expect(error?.message).toBe(`CreatorAudit did not sort by "${orderBy}"`);
		},
	);
});

describe('search', () => {
	it.each(ECHOES)(
		'gives right rows or an error where the text is ignored and the echo is %s',
		async (echo) => {
			await api(['q'], echo);
			const text = String(data.accounts![0].username).slice(0, 4);
			const { json, error } = await node.run({
				resource: 'organization',
				operation: 'search',
				q: text,
			});
			const wrong = json.filter((row) => !JSON.stringify(row).toLowerCase().includes(text));
			table.note('organization search', echo, {
				rows: json.length,
				wrong: wrong.length,
				missing: 0,
				error,
			});
			expect(wrong).toEqual([]);
			expect(error?.message).toBe(`CreatorAudit did not search for "${text}"`);
		},
	);

	it.each(ECHOES)(
		'gives what it finds where the text is searched for and the echo is %s',
		async (echo) => {
			await api([], echo);
			const text = String(data.accounts![0].username).slice(0, 4);
			const { json, error } = await node.run({
				resource: 'organization',
				operation: 'search',
				q: text,
			});
			expect(error).toBeUndefined();
			expect(json.length).toBeGreaterThan(0);
		},
	);
});

describe('the lists of the locators', () => {
	const credential = () => ({ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl });
	const LOCATORS = [
		{
			name: 'searchAccounts',
			ignored: 'q',
			text: () => String(data.accounts![0].username),
			fits: (name: string, text: string) => name.includes(text),
		},
		{
			name: 'searchAccounts',
			ignored: 'platform',
			text: () => 'https://www.tiktok.com/@a',
			fits: (name: string) => name.includes('TikTok'),
		},
		{
			name: 'searchCreators',
			ignored: 'q',
			text: () => String(data.creators![0].name),
			fits: (name: string, text: string) => name.includes(text),
		},
		{
			name: 'searchVideos',
			ignored: 'q',
			text: () => String(data.videos![0].description).slice(0, 12),
			fits: (name: string, text: string) => name.includes(text),
		},
	] as const;

	it.each(LOCATORS.flatMap((locator) => ECHOES.map((echo) => ({ ...locator, echo }))))(
		'$name shows right entries or an error where $ignored is ignored and the echo is $echo',
		async ({ name, ignored, text, fits, echo }) => {
			await api([ignored], echo);
			let error: Error | undefined;
			let entries: string[] = [];
			try {
				entries = (await searchList(credential(), name, text())).results.map((entry) => entry.name);
			} catch (thrown) {
				error = thrown as Error;
			}
			const wrong = entries.filter((entry) => !fits(entry, text()));
			table.note(`${name} (${ignored})`, echo, {
				rows: entries.length,
				wrong: wrong.length,
				missing: 0,
				error,
			});
			expect(wrong).toEqual([]);
			if (error) expect(error.message).toMatch(/did not (apply|search)/);
		},
	);
});

describe('look-ups by name', () => {
	const LOOKUPS: Array<{
		title: string;
		ignored: string;
		parameters(account: Row): INodeParameters;
	}> = [
		{
			title: 'account get',
			ignored: 'q',
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'get',
				accountId: {
					__rl: true,
					mode: 'username',
					value: `${String(platform)}:${String(username)}`,
				},
			}),
		},
		{
			title: 'account get',
			ignored: 'platform',
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'get',
				accountId: {
					__rl: true,
					mode: 'username',
					value: `${String(platform)}:${String(username)}`,
				},
			}),
		},
		{
			title: 'account getMetrics',
			ignored: 'q',
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'getMetrics',
				accountIds: `${String(platform)}:${String(username)}`,
			}),
		},
		{
			title: 'account create (return)',
			ignored: 'q',
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'create',
				platform: String(platform),
				username: String(username),
				options: { ifExists: 'return' },
			}),
		},
		{
			title: 'account create (return)',
			ignored: 'platform',
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'create',
				platform: String(platform),
				username: String(username),
				options: { ifExists: 'return' },
			}),
		},
	];

	it.each(LOOKUPS.flatMap((lookup) => ECHOES.map((echo) => ({ ...lookup, echo }))))(
		'$title finds the right account where $ignored is ignored and the echo is $echo',
		async ({ title, ignored, parameters, echo }) => {
			await api([ignored], echo);
			const account = data.accounts!.at(-1)!;
			const { json, error } = await node.run(parameters(account));
			const wrong = json.filter((row) => (row.account_id ?? row.id) !== account.id);
			table.note(`${title} (${ignored})`, echo, {
				rows: json.length,
				wrong: wrong.length,
				missing: json.length === 1 ? 0 : 1,
				error,
			});
			expect(error).toBeUndefined();
			expect(json).toHaveLength(1);
			expect(wrong).toEqual([]);
		},
	);

	it.each(ECHOES)(
		'does not take another account for one that is not tracked (echo: %s)',
		async (echo) => {
			await api(['q', 'platform'], echo);
			const { json, error } = await node.run({
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'username', value: 'instagram:nobody.at.all' },
			});
			table.note('account get, unknown (q, platform)', echo, {
				rows: json.length,
				wrong: json.length,
				missing: 0,
				error,
			});
			expect(json).toEqual([]);
			expect(error?.message).toContain('@nobody.at.all on Instagram is not tracked');
		},
	);

	it.each(ECHOES)(
		'video create (return) finds the right video where platform is ignored (echo: %s)',
		async (echo) => {
			await api(['platform'], echo);
			const video = data.videos!.at(-1)!;
			const { json, error } = await node.run({
				resource: 'video',
				operation: 'create',
				platform: String(video.platform),
				identifier: String(video.shortcode ?? video.external_id),
				options: { ifExists: 'return' },
			});
			const wrong = json.filter((row) => row.id !== video.id);
			table.note('video create (return) (platform)', echo, {
				rows: json.length,
				wrong: wrong.length,
				missing: json.length === 1 ? 0 : 1,
				error,
			});
			expect(error).toBeUndefined();
			expect({ rows: json.length, wrong }).toEqual({ rows: 1, wrong: [] });
		},
	);
});
