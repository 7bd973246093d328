import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { ChangedApi, changes, omit, type Change } from '../support/changedAnswers';
import { knownIn, parametersFor, type Known } from '../support/formValues';
import { FORMS, type Form } from '../support/nodeForms';
import { sandboxedNode, type BenchResult } from '../support/sandboxedNode';

/**
 * The API may change its answers some day: fields come, go, get another name or type, values are new. Then every operation either gives all
 * its rows, each with its own item, or an error in words: no crash, no silent loss, no wrong pairing.
 */
const RUNS_FOR_EACH = 4;
const SEED = 20_261_128;
const PATIENCE: INodeParameters = { options: { maxAttempts: 1, maxWait: 1 } };

const node = sandboxedNode({ accounts: 12, creators: 4, videos: 6, accountVideosPerAccount: 2 });
const api = new ChangedApi(() => node.sandbox.apiUrl);
let known: Known;

beforeAll(async () => {
	await api.start();
	known = await knownIn(node.sandbox);
});
afterAll(async () => await api.stop());

const CRASH =
	/undefined|null \(|is not a function|not iterable|Cannot (read|convert|destructure)|Invalid|\[object|NaN|Unexpected token/;

async function run(
	form: Form,
	change: Change | undefined,
	more: INodeParameters,
): Promise<BenchResult> {
	await node.sandbox.reset();
	api.change = change;
	api.sent = [];
	const parameters = { ...parametersFor(form, known), ...more };
	const credential = { apiKey: node.sandbox.keys.full, baseUrl: api.baseUrl };
	return await node.run(parameters, { credential, input: [{ note: 'kept' }] });
}

const READS = FORMS.filter(({ resource }) => resource !== 'api');

describe.each(READS.map((form) => ({ form, title: `${form.resource} ${form.operation}` })))(
	'$title',
	({ form, title }) => {
		it.each([['simplified'], ['raw']])(
			'bears a change of the answer with %s output',
			async (output) => {
				const whole = await run(form, undefined, { ...PATIENCE, output });
				expect(whole.error).toBeUndefined();
				await fc.assert(
					fc.asyncProperty(changes, async (change) => {
						const { items, error } = await run(form, change, { ...PATIENCE, output });
						const at = api.sent.map((sent) => `${sent.method} ${sent.path}: ${sent.at}`).join(', ');
						const where = `${change.kind} ${at}`;
						if (error) {
							expect({ where, name: error.name }).toEqual({
								where,
								name: expect.stringMatching(/^Node(Api|Operation)Error$/) as string,
							});
							expect({ where, message: error.message.replace(/\(.*\)/, '') }).not.toEqual({
								where,
								message: expect.stringMatching(CRASH) as string,
							});
							return;
						}
						// The days of a creator's analytics are in a list whose form is not known.
						const rows =
							title === 'creator getAnalytics' ? Math.max(items.length, 1) : whole.items.length;
						expect({ where, rows: items.length }).toEqual({ where, rows });
						expect({ where, paired: items.map(({ pairedItem }) => pairedItem) }).toEqual({
							where,
							paired: items.map(() => ({ item: 0 })),
						});
					}),
					{ numRuns: RUNS_FOR_EACH, seed: SEED + FORMS.indexOf(form) },
				);
			},
		);
	},
);

const formOf = (resource: string, operation: string) =>
	FORMS.find((form) => form.resource === resource && form.operation === operation)!;

/** What the API sends, with one thing different in each of its answers. */
async function runPatched(
	form: Form,
	more: INodeParameters,
	patch: (body: Record<string, unknown>) => unknown,
) {
	await node.sandbox.reset();
	api.change = undefined;
	api.patch = patch;
	const credential = { apiKey: node.sandbox.keys.full, baseUrl: api.baseUrl };
	try {
		return await node.run({ ...parametersFor(form, known), ...PATIENCE, ...more }, { credential });
	} finally {
		api.patch = undefined;
	}
}

describe('an envelope of another name', () => {
	const renamed = ({ data, ...others }: Record<string, unknown>) => ({ ...others, result: data });

	it.each(
		READS.filter(({ option }) => (option.routing?.request?.method ?? 'GET') === 'GET').map(
			(form) => [`${form.resource} ${form.operation}`, form] as const,
		),
	)('is an error of %s that shows what came', async (_, form) => {
		const { error, items } = await runPatched(form, {}, renamed);
		expect(items).toEqual([]);
		expect(error?.message).toContain('without the requested data');
		expect(error?.description).toMatch(/sent: \{.*"result":/s);
	});

	it.each([
		['account', 'getMetrics'],
		['video', 'getMetrics'],
		['video', 'getDeltas'],
		['accountVideo', 'getMetrics'],
	])('is an error of %s %s, also one level deeper', async (resource, operation) => {
		const form = formOf(resource, operation);
		expect((await runPatched(form, {}, renamed)).error?.message).toContain(
			'without the requested data',
		);
		for (const keep of [true, false]) {
			const { error } = await runPatched(form, {}, ({ data, meta }) => ({
				data: { metrics: data },
				...(keep && { meta }),
			}));
			expect(error?.message).toMatch(/^CreatorAudit's answer says nothing of the ID/);
			expect(error?.description).toContain('"metrics":');
		}
	});

	it('does not make a change look as if it had failed', async () => {
		const { json, error } = await runPatched(formOf('account', 'update'), {}, renamed);
		expect(error).toBeUndefined();
		expect(json).toEqual([{ id: known.freeAccountId, success: true }]);
	});

	it('is an error of the pages, unless the Link header says how to go on', async () => {
		const all = { returnAll: true, output: 'raw' };
		const form = formOf('accountVideo', 'getAll');
		const expected = (await node.sandbox.data('accountVideos')).length;
		api.pageSize = 10;
		try {
			const without = ({ pagination, ...others }: Record<string, unknown>) => ({
				...others,
				paging: pagination,
			});
			expect((await runPatched(form, all, without)).json).toHaveLength(expected);
			api.pageSize = undefined;
		} finally {
			api.pageSize = undefined;
		}
	});

	it('is an error of the sections of a search', async () => {
		const { error } = await runPatched(formOf('organization', 'search'), {}, ({ data, meta }) => {
			const { accounts, ...others } = data as Record<string, unknown>;
			return { data: { ...others, profiles: accounts }, meta };
		});
		expect(error?.message).toBe('CreatorAudit sent search results in a form that is not known');
		expect(error?.description).toContain('"profiles":');
	});
});

describe('fields and values that are not known', () => {
	const eachRow =
		(change: (row: Record<string, unknown>) => unknown) => (body: Record<string, unknown>) => ({
			...body,
			data: Array.isArray(body.data)
				? body.data.map(change)
				: change(body.data as Record<string, unknown>),
		});

	it('pass through, and so does a new value of an enum', async () => {
		const { json } = await runPatched(
			formOf('account', 'getAll'),
			{ output: 'raw' },
			eachRow((row) => ({ ...row, platform: 'youtube', story_count: 3 })),
		);
		expect(json.length).toBe(12);
		for (const row of json) expect(row).toMatchObject({ platform: 'youtube', story_count: 3 });
		const simplified = await runPatched(
			formOf('account', 'get'),
			{},
			eachRow((row) => ({ ...row, platform: 'youtube' })),
		);
		expect(simplified.json[0].platform).toBe('youtube');
	});

	it('are null in Simplified where they are missing, and the columns stay', async () => {
		const form = formOf('video', 'get');
		const whole = await runPatched(form, {}, (body) => body);
		const { json } = await runPatched(
			form,
			{},
			eachRow((row) => omit(row, 'view_count')),
		);
		expect(Object.keys(json[0])).toEqual(Object.keys(whole.json[0]));
		expect(json[0]).toMatchObject({ view_count: null, id: whole.json[0].id });
	});
});

describe('IDs of another form', () => {
	const IDS = ['acc_01JD9ZK3', '7c9e6679', 'QWNjb3VudDox=='];

	it.each(IDS)('%s are taken in By ID and From List, and become part of the path', async (id) => {
		for (const locator of [
			{ __rl: true, mode: 'id', value: id },
			{ __rl: true, mode: 'list', value: id, cachedResultName: '@natgeo' },
		]) {
			for (const [resource, parameter] of [
				['account', 'accountId'],
				['video', 'videoId'],
				['creator', 'creatorId'],
			]) {
				api.sent = [];
				api.reply = () => ({ data: { id, type: resource } });
				const { json, error } = await runPatched(
					formOf(resource, 'get'),
					{ [parameter]: locator },
					(body) => body,
				);
				api.reply = undefined;
				expect(error).toBeUndefined();
				expect(json[0].id).toBe(id);
				expect(api.sent.map(({ path }) => path)).toEqual([
					`/${resource}s/${encodeURIComponent(id)}`,
				]);
			}
		}
	});

	it('fills a filter and a batch', async () => {
		api.sent = [];
		api.reply = (path) =>
			path.startsWith('/videos?')
				? { data: [], pagination: { has_next: false, next_cursor: null } }
				: { data: { 'vid=1': { views: 5 } }, meta: { not_found: [] } };
		const list = await runPatched(
			formOf('video', 'getAll'),
			{ filters: { accountId: { __rl: true, mode: 'id', value: 'acc_1' } } },
			(body) => body,
		);
		const metrics = await runPatched(
			formOf('video', 'getMetrics'),
			{ videoIds: 'vid=1' },
			(body) => body,
		);
		api.reply = undefined;
		expect(list.error).toBeUndefined();
		expect(api.sent[0].path).toContain('account_id=acc_1');
		expect(metrics.json).toEqual([
			expect.objectContaining({ video_id: 'vid=1', found: true, views: 5 }),
		]);
	});

	it.each(['..', '.', 'a/b', 'a b', '%2e', 'a?b', 'a#b', '@natgeo', 'x'.repeat(201)])(
		'%s is refused, because it cannot be part of a path',
		async (id) => {
			const { error } = await runPatched(
				formOf('video', 'get'),
				{ videoId: { __rl: true, mode: 'id', value: id } },
				(body) => body,
			);
			expect(error?.message).toMatch(/^Video: ".*" is not an ID\.$/);
		},
	);
});
