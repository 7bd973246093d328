import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { addHints } from '../../nodes/CreatorAudit/runner/hints/hints';
import { isStale } from '../../nodes/CreatorAudit/runner/hints/remarks';
import { callByEngine } from '../support/engineAgent';
import { FORMS } from '../support/nodeForms';
import { knownIn, parametersFor, type Known } from '../support/formValues';
import { sandboxedNode, type BenchResult } from '../support/sandboxedNode';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** What n8n shows below the output of a step. */
const hintsOf = ({ run }: BenchResult): string[] =>
	(run.data.resultData.runData.CreatorAudit[0].hints ?? []).map(({ message }) => message);

describe('hints', () => {
	const node = sandboxedNode();
	let known: Known;
	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))(
		'are not given where all is well: $title',
		async ({ form }) => {
			const result = await node.run(parametersFor(form, known));
			expect(result.error).toBeUndefined();
			expect(hintsOf(result)).toEqual([]);
		},
	);

	it.each<[string, () => INodeParameters, string]>([
		[
			'accounts',
			() => ({
				resource: 'account',
				operation: 'getMetrics',
				accountIds: `${known.accountId}, @nobody.at.all, ${UNKNOWN_ID}`,
			}),
			'CreatorAudit does not track 2 of the 3 that you asked for, for example "nobody.at.all". Their rows have no numbers, and "found" is false.',
		],
		[
			'accounts day by day',
			() => ({
				resource: 'account',
				operation: 'getDailyMetrics',
				period: '7d',
				accountIds: `${UNKNOWN_ID}, ${known.accountId}`,
			}),
			`CreatorAudit does not track 1 of the 2 that you asked for, for example "${UNKNOWN_ID}". Their rows have no numbers, and "found" is false.`,
		],
		[
			'videos',
			() => ({
				resource: 'video',
				operation: 'getDeltas',
				videoIds: `https://www.instagram.com/p/NobodyHasIt/, ${known.videoId}`,
			}),
			'CreatorAudit does not track 1 of the 2 that you asked for, for example "https://www.instagram.com/p/NobodyHasIt/". Their rows have no numbers, and "found" is false.',
		],
		[
			'posts',
			() => ({
				resource: 'accountVideo',
				operation: 'getMetrics',
				instagramPostIds: `${known.instagramPostId}, 7`,
				tiktokVideoIds: '',
			}),
			'CreatorAudit does not track 1 of the 2 that you asked for, for example "7". Their rows have no numbers, and "found" is false.',
		],
	])('name %s that are not tracked, once', async (_, parameters, hint) => {
		expect(hintsOf(await node.run(parameters()))).toEqual([hint]);
	});

	it('count what is not tracked over all items', async () => {
		const input = [known.accountId, 'nobody1', known.freeAccountId, 'nobody2'].map((name) => ({
			name,
		}));
		const result = await node.run(
			{ resource: 'account', operation: 'getMetrics', accountIds: '={{ $json.name }}' },
			{ input },
		);
		expect(hintsOf(result)).toEqual([
			expect.stringContaining('2 of the 4 that you asked for, for example "nobody1"'),
		]);
	});

	it.each([
		['one item', [{}], 'The filters match nothing in CreatorAudit.'],
		[
			'some items',
			[{}, { q: 'a' }, {}],
			'The filters of 2 of 3 items match nothing in CreatorAudit.',
		],
	])('say that the filters of %s match nothing', async (_, input, hint) => {
		const filters = { q: '={{ $json.q ?? "nobody-is-called-that" }}' };
		const result = await node.run(
			{ resource: 'account', operation: 'getAll', filters },
			{ input: input as IDataObject[] },
		);
		expect(hintsOf(result)).toEqual([hint]);
	});

	describe('of an old refresh', () => {
		const age = async (days: number, ids = [known.accountId]) =>
			await node.sandbox.refresh({ accountIds: ids, at: daysAgo(days) });
		const get = (): INodeParameters => ({
			resource: 'account',
			operation: 'get',
			accountId: { __rl: true, mode: 'id', value: known.accountId },
		});

		it('name the account, in any form of output', async () => {
			await age(3);
			for (const output of ['simplified', 'raw', 'selected'])
				expect(hintsOf(await node.run({ ...get(), output, fields: ['username'] }))).toEqual([
					`The numbers of 1 of the results are old, for example those of "${known.username}": the last refresh is longer ago than twice the refresh interval. See in CreatorAudit whether they still exist.`,
				]);
		});

		it('count the accounts of a list', async () => {
			await age(5, [known.accountId, known.freeAccountId]);
			const result = await node.run({ resource: 'account', operation: 'getAll', returnAll: true });
			expect(hintsOf(result)).toEqual([expect.stringMatching(/^The numbers of 2 of the results/)]);
		});

		it('say nothing within twice the interval, nor of what is paused', async () => {
			await age(1.9);
			expect(hintsOf(await node.run(get()))).toEqual([]);
			await age(30);
			await node.run({ ...get(), operation: 'update', updateFields: { isActive: false } });
			expect(hintsOf(await node.run(get()))).toEqual([]);
		});

		it.each<[Partial<IDataObject>, boolean]>([
			[{}, true],
			[{ last_scrape_time: '2026-01-08T00:00:00Z' }, false],
			[{ last_scrape_time: '2026-01-08T00:00:00Z', scrape_interval_hours: 12 }, true],
			[{ last_scrape_time: null }, false],
			[{ last_scrape_time: 'long ago' }, false],
			[{ scrape_interval_hours: null }, false],
			[{ scrape_interval_hours: 0 }, false],
			[{ scrape_interval_hours: '24' }, false],
			[{ is_active: false }, false],
		])('judge %j as old: %s', (fields, expected) => {
			const record = {
				is_active: true,
				last_scrape_time: '2026-01-07T00:00:00Z',
				scrape_interval_hours: 24,
				...fields,
			} as IDataObject;
			expect(isStale(record, Date.parse('2026-01-09T12:00:00Z'))).toBe(expected);
		});
	});

	it('tell of the quota when the step waited for it', async () => {
		await node.sandbox.settings({ rateLimit: { limit: 12, windowSeconds: 7 } });
		const input = Array.from({ length: 30 }, () => ({ id: known.accountId }));
		const startedMs = performance.now();
		const result = await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			},
			{ input },
		);
		const elapsedS = (performance.now() - startedMs) / 1000;
		await node.sandbox.settings({ rateLimit: null });
		const [hint, ...others] = hintsOf(result);
		expect(others).toEqual([]);
		const [, requests, seconds] =
			/^This step sent (\d+) requests and waited (\d+) seconds for the request quota of the API key\.$/.exec(
				hint,
			)!;
		expect(Number(requests)).toBeGreaterThanOrEqual(30);
		expect(Number(seconds)).toBeGreaterThanOrEqual(5);
		expect(Number(seconds)).toBeLessThanOrEqual(Math.ceil(elapsedS));
	});

	it('are not given to the model of an AI agent', async () => {
		const { told, error, hints } = await callByEngine(
			{ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl },
			{ resource: 'account', operation: 'getMetrics', accountIds: UNKNOWN_ID },
			[{}],
		);
		expect(error).toBeUndefined();
		expect(told).toEqual([expect.stringContaining('"found":false')]);
		expect(hints).toEqual([]);
	});

	it('are left out by an n8n that has none', () => {
		const run = { getNode: () => ({ type: 'creatorAudit', parameters: {} }) };
		const nodeRun = { begun: new Set([0]), quotaWaitMs: 60_000, requests: 9 } as never;
		const messages: string[] = [];
		const addExecutionHints = ({ message }: { message: string }) => messages.push(message);
		for (const context of [run, { ...run, addExecutionHints }])
			addHints(context as never, nodeRun, []);
		expect(messages).toHaveLength(1);
	});

	it('show text of others as text', async () => {
		const handle = 'https://www.instagram.com/p/NobodyHasIt/?a=1&b=<b>';
		const result = await node.run({
			resource: 'video',
			operation: 'getDeltas',
			videoIds: `={{ ${JSON.stringify([handle])} }}`,
		});
		expect(hintsOf(result)).toEqual([
			expect.stringContaining('"https://www.instagram.com/p/NobodyHasIt/?a=1&amp;b=&lt;b>"'),
		]);
	});
});
