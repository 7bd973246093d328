/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PolledWorkflow } from '../support/poll';
import { ScriptedServer } from '../support/scriptedServer';

/**
 * What each published version of the trigger has stored, from which every later version goes on.
 * `WRITE_STATES=<version>` writes the states of a version that is about to be published; files of published versions stay as they are.
 */
const STATES = join(__dirname, '../fixtures/triggerStates');
const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const PAGE_SIZE = 2;

/** What is listed: minute of the last refresh after noon by name. */
type World = Record<string, number>;

interface Scenario {
	parameters: INodeParameters;
	/** When the workflow is activated. */
	before: World;
	/** At the poll after that. Pages from this place on fail. */
	then?: World;
	failFrom?: number;
	/** What is edited before that poll. */
	edit?: INodeParameters;
	/** What is emitted until then. */
	emitted: string[];
	/** What is refreshed later, and what has to be emitted then. */
	later: World;
	expected: string[];
}

const VIDEOS = { triggerOn: 'video' };
const BASE: World = { a: 0, b: 1, c: 2, d: 3, e: 3, f: 3 };
const SCENARIOS: Record<string, Scenario> = {
	'accounts, and one refresh that shows up late': {
		parameters: {},
		before: { ...BASE, e: -60 },
		emitted: [],
		later: { ...BASE, a: 30, e: -5.5 },
		expected: ['e', 'a'],
	},
	'accounts of which some were told': {
		parameters: {},
		before: BASE,
		then: { ...BASE, a: 20, b: 21 },
		emitted: ['a', 'b'],
		later: { ...BASE, a: 20, b: 22, c: 12 },
		expected: ['c', 'b'],
	},
	'accounts that wait for their turn': {
		parameters: { options: { limit: 1 } },
		before: BASE,
		then: { ...BASE, a: 20, b: 21, c: 22 },
		emitted: ['a'],
		later: { ...BASE, a: 20, b: 21, c: 22, d: 23 },
		expected: ['b', 'c', 'd'],
	},
	'videos, with a scan that goes on': {
		parameters: VIDEOS,
		before: BASE,
		then: { ...BASE, a: 20, f: 21 },
		failFrom: 4,
		emitted: ['a'],
		later: { ...BASE, a: 20, f: 21 },
		expected: ['f'],
	},
	'videos, with an initial sync that goes on': {
		parameters: VIDEOS,
		before: BASE,
		failFrom: 4,
		emitted: [],
		later: { ...BASE, b: 90, f: 91 },
		// The pages that are still to be read come first.
		expected: ['f', 'b'],
	},
	'an edit before the list was read whole': {
		parameters: { ...VIDEOS, events: ['firstRefresh'] },
		before: BASE,
		then: { ...BASE, a: 20 },
		failFrom: 4,
		edit: VIDEOS,
		emitted: [],
		later: { ...BASE, a: 20, c: 90 },
		expected: ['c'],
	},
	'videos by their IDs': {
		parameters: { ...VIDEOS, filters: { ids: 'a' } },
		before: BASE,
		then: { ...BASE, a: 20 },
		emitted: ['a'],
		later: { ...BASE, a: 25, b: 26 },
		expected: ['a'],
	},
	'numbers of the last emission': {
		parameters: { options: { includeChanges: ['view_count'], onlyChanged: true } },
		before: BASE,
		then: { ...BASE, a: 20, b: 21 },
		emitted: ['a', 'b'],
		later: { ...BASE, a: 120, b: 121 },
		expected: ['a', 'b'],
	},
};

const server = new ScriptedServer();
beforeAll(async () => await server.start());
afterAll(async () => await server.stop());

const idOf = (name: string) => `00000000-0000-4000-8000-00000000000${name}`;
const rowOf = ([name, minute]: [string, number]): IDataObject => ({
	id: idOf(name),
	first_scrape_time: new Date(NOON - 86_400_000).toISOString(),
	last_scrape_time: new Date(NOON + minute * MINUTE_MS).toISOString(),
	view_count: Math.round(minute) + 10,
});

/** Serves a world as the API does; the server's clock shows `minute` after noon. */
function serve(world: World, minute: number, failFrom = Infinity): void {
	server.answer = (request, response) => {
		const url = new URL(request.url!, 'http://localhost');
		const rows = Object.entries(world).map(rowOf);
		if (url.searchParams.get('order_by') === 'last_scrape_time')
			rows.sort((a, b) => String(b.last_scrape_time).localeCompare(String(a.last_scrape_time)));
		const start = Number(url.searchParams.get('cursor') ?? 0);
		const next = start + PAGE_SIZE < rows.length ? String(start + PAGE_SIZE) : null;
		const record = rows.find(({ id }) => url.pathname.endsWith(`/${String(id)}`));
		const page = {
			data: rows.slice(start, start + PAGE_SIZE),
			pagination: { has_next: next !== null, next_cursor: next },
		};
		const body = JSON.stringify(record ? { data: record } : page);
		const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 12)}"`;
		const status = start >= failFrom ? 500 : request.headers['if-none-match'] === etag ? 304 : 200;
		const date = new Date(NOON + minute * MINUTE_MS).toUTCString();
		response.writeHead(status, { 'content-type': 'application/json', etag, date });
		response.end(status === 200 ? body : status === 500 ? '{}' : undefined);
	};
}

const withIds = (parameters: INodeParameters): INodeParameters =>
	JSON.parse(
		JSON.stringify(parameters).replace('"ids":"a"', `"ids":"${idOf('a')}"`),
	) as INodeParameters;
const namesOf = (items: IDataObject[] | null) =>
	(items ?? []).map(({ id }) => String(id).slice(-1));
const workflow = (parameters: INodeParameters, saved?: string) =>
	new PolledWorkflow({
		credential: { apiKey: 'key', baseUrl: server.baseUrl },
		parameters: withIds(parameters),
		saved,
	});

/** Lives through a scenario until its state is stored. */
async function live({
	parameters,
	before,
	then = before,
	failFrom,
	edit,
	emitted,
}: Scenario): Promise<IDataObject> {
	const trigger = workflow(parameters);
	serve(before, 5, then === before ? failFrom : undefined);
	if (failFrom !== undefined && then === before) trigger.edit({ budgetMs: 1_000 });
	expect(await trigger.activate()).toBeNull();
	if (then !== before) {
		serve(then, 60, failFrom);
		if (edit) trigger.edit({ parameters: withIds(edit) });
		if (failFrom !== undefined) trigger.edit({ budgetMs: 1_000 });
		// n8n stores the state after an activation, also when nothing is emitted.
		expect(namesOf(await trigger.activate())).toEqual(emitted);
	}
	return JSON.parse(trigger.saved) as IDataObject;
}

const versions = readdirSync(STATES).map((file) => file.replace('.json', ''));
const written = process.env.WRITE_STATES;
if (written !== undefined) {
	it(`writes the states of version ${written}`, async () => {
		const states: IDataObject = {};
		for (const [name, scenario] of Object.entries(SCENARIOS)) states[name] = await live(scenario);
		writeFileSync(join(STATES, `${written}.json`), `${JSON.stringify(states, undefined, '\t')}\n`);
	});
}

for (const version of versions) {
	describe(`What version ${version} has stored`, () => {
		const states = JSON.parse(readFileSync(join(STATES, `${version}.json`), 'utf8')) as Record<
			string,
			IDataObject
		>;

		it.each(Object.keys(states))(
			'is gone on from, nothing lost and nothing told twice: %s',
			async (name) => {
				const { parameters, edit = parameters, later, expected } = SCENARIOS[name];
				const trigger = workflow(edit, JSON.stringify(states[name]));
				serve(later, 180);
				const told: string[] = [];
				for (let polls = 0; polls < 8; polls++) told.push(...namesOf(await trigger.poll()));
				expect(told).toEqual(expected);
			},
		);
	});
}
