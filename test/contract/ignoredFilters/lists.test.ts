import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode } from '../../support/sandboxedNode';
import {
	ANSWERS,
	CASES,
	ECHOES,
	filtersOf,
	fittingRows,
	idsOf,
	type Case,
	type EchoMode,
	type Kind,
	type Row,
} from './cases';
import { OutcomeTable } from './outcomeTable';

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

const parametersOf = (one: Case, value: unknown, more: INodeParameters): INodeParameters => ({
	resource: one.resource,
	operation: 'getAll',
	filters: filtersOf(one, value),
	output: 'raw',
	...more,
});

const ALL = { returnAll: true };
const SOME = { limit: 10 };
const COUNT = { returnAll: true, options: { countOnly: true } };

describe.each(CASES)('$resource list, filter $filter', (one) => {
	const value = () => one.value(data[one.kind]!);
	const fitting = () => fittingRows(one, data[one.kind]!, value());

	beforeAll(() => {
		expect(fitting().length).toBeGreaterThan(0);
		expect(fitting().length).toBeLessThan(data[one.kind]!.length);
	});

	it.each(ECHOES)('gives all right rows where it is applied and the echo is %s', async (echo) => {
		await api([], echo);
		const { json, error } = await node.run(parametersOf(one, value(), ALL));
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(idsOf(fitting()));
	});

	it.each(ANSWERS)(
		'gives right rows or an error where it is ignored, the echo is $echo, and rows have the field: $has',
		async ({ echo, has }) => {
			await api([one.parameter], echo, has ? undefined : one.field);
			for (const all of [true, false]) {
				const credential = await newCredential();
				const parameters = parametersOf(one, value(), all ? ALL : SOME);
				const { json, error } = await node.run(parameters, { credential });
				const right = new Set(idsOf(fitting()));
				const wrong = json.filter(({ id }) => !right.has(String(id)));
				const missing = all && !error ? right.size - json.length : 0;
				table.note(
					`${one.shown} of ${one.resource} Get Many, ${all ? 'all' : 'limit'}`,
					{ echo, has },
					{ rows: json.length, wrong: wrong.length, missing, error },
				);
				expect({ wrong, missing }).toEqual({ wrong: [], missing: 0 });
				if (error) expect(error.message).toContain(`"${one.shown}"`);
				if (all) expect(error === undefined).toBe(has);
			}
		},
	);

	it.each(ANSWERS)(
		'counts right with Count Only, or refuses, where it is ignored, the echo is $echo, and rows have the field: $has',
		async ({ echo, has }) => {
			await api([one.parameter], echo, has ? undefined : one.field);
			const credential = await newCredential();
			const { json, error } = await node.run(parametersOf(one, value(), COUNT), { credential });
			const off = error ? 0 : Math.abs(Number(json[0].count) - fitting().length);
			table.note(
				`${one.shown} of ${one.resource} Get Many, Count Only`,
				{ echo, has },
				{ rows: json.length, wrong: off, missing: 0, error },
			);
			expect(off).toBe(0);
			if (error) expect(error.message).toContain(`"${one.shown}"`);
			expect(error === undefined).toBe(has);
		},
	);

	it.each(ECHOES)(
		'counts right where the total that Count Only asks for is left out and the echo is %s',
		async (echo) => {
			await api(['include_total'], echo);
			const { json, error } = await node.run(parametersOf(one, value(), COUNT));
			const off = error ? 0 : Math.abs(Number(json[0].count) - fitting().length);
			table.note(
				`include_total of ${one.resource} Get Many, Count Only`,
				{ echo },
				{ rows: json.length, wrong: off, missing: 0, error },
			);
			expect({ off, error }).toEqual({ off: 0, error: undefined });
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

it('gives the outcomes that contract/NOTES.md#ignored-filters shows', () => {
	table.expectIn('contract/NOTES.md');
});
