import type { IDataObject } from 'n8n-workflow';

import { engagementRate } from '../../nodes/CreatorAudit/output/metricColumns';
import { sandboxedNode, type BenchResult, type Setup } from '../support/sandboxedNode';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const METRICS = [
	'found',
	'period',
	'start_date',
	'end_date',
	'days',
	'views',
	'plays',
	'likes',
	'comments',
	'shares',
	'engagement',
	'engagement_rate',
];

describe('metrics across items', () => {
	const node = sandboxedNode({ accounts: 1000, videos: 450 });
	let accounts: string[];
	let videos: string[];
	let posts: Record<'instagram' | 'tiktok', number[]>;

	beforeAll(async () => {
		accounts = (await node.sandbox.data('accounts')).map(({ id }) => String(id));
		videos = (await node.sandbox.data('videos')).map(({ id }) => String(id));
		const all = await node.sandbox.data('accountVideos');
		const of = (platform: string) =>
			all.filter((post) => post.platform === platform).map(({ id }) => Number(id));
		posts = { instagram: of('instagram'), tiktok: of('tiktok') };
	});

	const accountMetrics = async (values: Parameters<typeof node.run>[0] = {}, setup?: Setup) =>
		await node.run(
			{ resource: 'account', operation: 'getMetrics', accountIds: '={{ $json.id }}', ...values },
			setup,
		);
	const column = (result: BenchResult, name: string) => result.json.map((row) => row[name]);
	const batches = ({ requests }: BenchResult, field = 'account_ids') =>
		requests.map(({ body }) => ((body as IDataObject)[field] as unknown[]).length);

	it('asks for 1,000 accounts in five requests, and gives each item its own row', async () => {
		const result = await accountMetrics({}, { input: accounts.map((id) => ({ id })) });
		expect(batches(result)).toEqual([200, 200, 200, 200, 200]);
		expect(column(result, 'account_id')).toEqual(accounts);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			accounts.map((_, item) => ({ item })),
		);
		expect(column(result, 'found').every((found) => found === true)).toBe(true);
	});

	it('asks for an ID once that many items name, in capitals or not', async () => {
		const input = [accounts[0], accounts[1], accounts[0].toUpperCase(), ` ${accounts[1]} `].map(
			(id) => ({ id }),
		);
		const result = await accountMetrics({}, { input });
		expect(batches(result)).toEqual([2]);
		expect(column(result, 'account_id')).toEqual([
			accounts[0],
			accounts[1],
			accounts[0],
			accounts[1],
		]);
	});

	it('gives a row with found = false for an ID that CreatorAudit does not know', async () => {
		const { json, items } = await accountMetrics({ accountIds: [accounts[0], UNKNOWN_ID] });
		expect(json[1]).toEqual({
			...Object.fromEntries(METRICS.map((name) => [name, null])),
			...{
				account_id: UNKNOWN_ID,
				username: null,
				platform: null,
				found: false,
				period: '30d',
				days: 30,
				start_date: json[0].start_date,
				end_date: json[0].end_date,
			},
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	it.each([
		['an array', () => [accounts[0], accounts[1]]],
		['an array with lists in it', () => [`${accounts[0]},${accounts[1]}`, accounts[0]]],
		['a list with commas', () => `${accounts[0]}, ${accounts[1]},`],
		['a column with line breaks', () => `${accounts[0]}\n${accounts[1]}\r\n`],
		['JSON as text', () => JSON.stringify([accounts[0], accounts[1]])],
		['rows that have an id', () => [{ id: accounts[0], name: 'x' }, { id: accounts[1] }]],
	])('takes IDs as %s', async (_, given) => {
		const result = await accountMetrics(
			{ accountIds: '={{ $json.given }}' },
			{ input: [{ given: given() as never }] },
		);
		expect(result.error).toBeUndefined();
		expect(column(result, 'account_id')).toEqual([accounts[0], accounts[1]]);
		expect(result.requests.length).toBe(1);
	});

	it('keeps the columns of every row in one order, and the numbers numbers', async () => {
		const { json } = await accountMetrics({ accountIds: [UNKNOWN_ID, ...accounts.slice(0, 5)] });
		for (const row of json)
			expect(Object.keys(row)).toEqual(['account_id', 'username', 'platform', ...METRICS]);
		for (const name of METRICS.slice(4)) expect(typeof json[1][name]).toBe('number');
	});

	it('computes the engagement rate as CreatorAudit defines it', async () => {
		const { json } = await accountMetrics({ accountIds: accounts.slice(0, 50) });
		for (const { views, likes, comments, shares, engagement, engagement_rate: rate } of json) {
			expect(engagement).toBe(Number(likes) + Number(comments) + Number(shares));
			if (Number(views) === 0) expect(rate).toBeNull();
			else expect(rate).toBeCloseTo((100 * Number(engagement)) / Number(views), 4);
		}
		expect(engagementRate({ views: 3, likes: 1, comments: 0, shares: 0 })).toBe(33.3333);
		expect(engagementRate({ views: 200, likes: 1 })).toBe(0.5);
		expect(engagementRate({ views: 0, likes: 1, comments: 1, shares: 1 })).toBeNull();
		expect(engagementRate({})).toBeNull();
	});

	it('asks once for each different window', async () => {
		const periods = ['7d', '30d', '7d', '90d'];
		const result = await accountMetrics(
			{ period: '={{ $json.period }}' },
			{ input: periods.map((period, n) => ({ id: accounts[n], period })) },
		);
		expect(column(result, 'period')).toEqual(periods);
		expect(result.requests.map(({ body }) => (body as IDataObject).period).sort()).toEqual([
			'30d',
			'7d',
			'90d',
		]);
		expect(column(result, 'days')).toEqual([7, 30, 7, 90]);
	});

	it.each([
		['from the date picker', '2026-01-05T00:00:00', '2026-01-07T23:30:00'],
		['as days', '2026-01-05', '2026-01-07'],
		[
			'with a zone, by the day that they show',
			'2026-01-05T23:00:00-02:00',
			'2026-01-07T01:00:00.000+03:00',
		],
		[
			'as DateTime',
			'={{ DateTime.fromISO("2026-01-05T10:00:00Z") }}',
			'={{ DateTime.fromISO("2026-01-07T23:59:59Z") }}',
		],
		[
			'as Date',
			'={{ new Date("2026-01-05T10:00:00Z") }}',
			'={{ new Date("2026-01-07T23:59:59Z") }}',
		],
	])('takes dates %s', async (_, startDate, endDate) => {
		const { requests, json } = await accountMetrics({
			accountIds: accounts[0],
			period: 'custom',
			startDate,
			endDate,
		});
		expect(requests[0].body).toEqual({
			account_ids: [accounts[0]],
			period: 'custom',
			start_date: '2026-01-05',
			end_date: '2026-01-07',
		});
		expect(json[0]).toMatchObject({
			period: 'custom',
			start_date: '2026-01-05',
			end_date: '2026-01-07',
			days: 3,
		});
	});

	it('leaves dates out that were entered before another period was chosen', async () => {
		const { requests } = await accountMetrics({
			accountIds: accounts[0],
			period: '7d',
			startDate: '2026-01-05',
			endDate: '2026-01-01',
		});
		expect(requests[0].body).toEqual({ account_ids: [accounts[0]], period: '7d' });
	});

	it('adds the numbers to the rows of a sheet, with Keep Input Fields', async () => {
		const input = [
			{ id: accounts[0], Owner: 'Ada', views: 'overwritten', error: 'of an earlier step' },
			{ id: accounts[1], Owner: 'Bob', views: '', error: null },
		];
		const { json, errors } = await accountMetrics(
			{ options: { keepInputFields: true } },
			{ input, onError: 'continueErrorOutput' },
		);
		expect(errors).toEqual([]);
		expect(json.map(({ id, Owner, account_id }) => [id, Owner, account_id])).toEqual([
			[accounts[0], 'Ada', accounts[0]],
			[accounts[1], 'Bob', accounts[1]],
		]);
		for (const row of json) {
			expect(row).not.toHaveProperty('error');
			expect(typeof row.views).toBe('number');
		}
	});

	it('lets a failed request cost only the items in it', async () => {
		await node.sandbox.fault({
			match: { method: 'POST' },
			skip: 1,
			times: 1,
			fault: { status: 400, body: { code: 'BAD_REQUEST', detail: 'no' } },
		});
		const { items, errors } = await accountMetrics(
			{},
			{ input: accounts.slice(0, 600).map((id) => ({ id })), onError: 'continueErrorOutput' },
		);
		expect([items.length, errors.length]).toEqual([400, 200]);
		const paired = [...items, ...errors].map(
			({ pairedItem }) => (pairedItem as { item: number }).item,
		);
		expect([...paired].sort((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, n) => n));
		for (const { json, pairedItem } of items)
			expect(json.account_id).toBe(accounts[(pairedItem as { item: number }).item]);
	});

	it('names the first item of a failed request, not of those that succeeded before it', async () => {
		await node.sandbox.fault({
			match: { method: 'POST' },
			skip: 1,
			times: 1,
			fault: { status: 400, body: { code: 'BAD_REQUEST', detail: 'no' } },
		});
		const { error } = await accountMetrics(
			{ options: { concurrency: 1 } },
			{ input: accounts.slice(0, 600).map((id) => ({ id })) },
		);
		expect(error).toMatchObject({ context: { itemIndex: 200 } });
	});

	it('repeats a request that broke, because it only reads', async () => {
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'midBody' } });
		const { json, requests } = await accountMetrics({ accountIds: accounts[0] });
		expect(json[0].account_id).toBe(accounts[0]);
		expect(requests.length).toBe(2);
	});

	describe('by name', () => {
		let names: string[];
		beforeAll(async () => {
			const byId = new Map(
				(await node.sandbox.data('accounts')).map((account) => [account.id, account]),
			);
			names = accounts.map(
				(id) => `${String(byId.get(id)!.platform)}:${String(byId.get(id)!.username)}`,
			);
		});

		it('takes usernames and addresses of profiles as well, each looked up once, and asks for the metrics together', async () => {
			const input = Array.from({ length: 300 }, (_, n) => ({
				who: n % 3 === 0 ? accounts[n] : names[n % 30],
			}));
			const result = await accountMetrics({ accountIds: '={{ $json.who }}' }, { input });
			expect(column(result, 'account_id')).toEqual(
				input.map((_, n) => (n % 3 === 0 ? accounts[n] : accounts[n % 30])),
			);
			const lookups = result.requests.filter(({ method }) => method === 'GET');
			expect(lookups.length).toBe(20);
			// Those that are named by ID need not wait for the others.
			const posts = result.requests.filter(({ method }) => method === 'POST');
			expect(batches({ ...result, requests: posts })).toEqual([100, 20]);
		});

		it('takes a list of them, in any form, and each account once', async () => {
			const [platform, name] = names[0].split(':');
			const address = `https://www.${platform}.com/${platform === 'tiktok' ? '@' : ''}${name}/?x=1`;
			const result = await accountMetrics({
				accountIds: `${names[0]}, ${address}\n${accounts[0]};${names[1].toUpperCase()}`,
			});
			expect(column(result, 'account_id')).toEqual([accounts[0], accounts[1]]);
		});

		it('gives a row with found = false for somebody who is not tracked, and asks for nothing more', async () => {
			const input = Array.from({ length: 60 }, (_, n) => ({ who: `${n + 100}.nobody` }));
			const { json, items, error, requests } = await accountMetrics(
				{ accountIds: '={{ $json.who }}' },
				{ input },
			);
			expect(error).toBeUndefined();
			expect(json).toMatchObject(
				input.map(({ who }) => ({
					account_id: null,
					username: who,
					platform: null,
					found: false,
					period: '30d',
					views: null,
				})),
			);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
			expect(requests.length).toBe(input.length);
		});

		it('gives it beside the rows of the others in the same cell', async () => {
			const { json, error } = await accountMetrics({
				accountIds: `${names[0]}, tiktok:nobody.here, ${names[1]}`,
			});
			expect(error).toBeUndefined();
			expect(json.map((row) => [row.account_id, row.username, row.platform, row.found])).toEqual([
				[accounts[0], names[0].split(':')[1], names[0].split(':')[0], true],
				[null, 'nobody.here', 'tiktok', false],
				[accounts[1], names[1].split(':')[1], names[1].split(':')[0], true],
			]);
			// The window is the same for all of them.
			expect(new Set(json.map((row) => row.start_date)).size).toBe(1);
		});

		it('names an account that was given by its ID, if a look-up has seen it or the input row says so', async () => {
			const [platform, username] = names[0].split(':');
			const { json } = await accountMetrics({ accountIds: `${accounts[0]}, ${names[0]}` });
			expect(json).toMatchObject([{ account_id: accounts[0], username, platform }]);
			const rows = await accountMetrics(
				{},
				{ input: [{ id: accounts[0], username, platform }, { id: accounts[1] }] },
			);
			expect(rows.json).toMatchObject([
				{ account_id: accounts[0], username, platform },
				{ account_id: accounts[1], username: null, platform: null },
			]);
			expect(rows.requests).toHaveLength(1);
		});
	});

	describe('of account videos', () => {
		const postMetrics = async (values: Parameters<typeof node.run>[0], setup?: Setup) =>
			await node.run({ resource: 'accountVideo', operation: 'getMetrics', ...values }, setup);

		it('takes both platforms in one run', async () => {
			const input = [
				...posts.instagram.slice(0, 230).map((id) => ({ id, platform: 'instagram' })),
				...posts.tiktok.slice(0, 30).map((id) => ({ id, platform: 'tiktok' })),
			];
			// What the form is filled in with at first.
			const result = await postMetrics({}, { input });
			expect(result.json.map(({ platform, id }) => ({ id, platform }))).toEqual(input);
			expect(column(result, 'found').every((found) => found === true)).toBe(true);
			expect(
				result.requests
					.map(({ body }) =>
						Object.keys(body as object)
							.sort()
							.join(),
					)
					.sort(),
			).toEqual([
				'instagram_post_ids,period',
				'instagram_post_ids,period',
				'period,tiktok_video_ids',
			]);
		});

		it('takes both in one item, and sends numbers', async () => {
			const result = await postMetrics({
				instagramPostIds: `${posts.instagram[0]}`,
				tiktokVideoIds: [posts.tiktok[0]],
			});
			expect(column(result, 'platform')).toEqual(['instagram', 'tiktok']);
			expect(column(result, 'id')).toEqual([posts.instagram[0], posts.tiktok[0]]);
			for (const row of result.json)
				expect(Object.keys(row)).toEqual(['platform', 'id', ...METRICS]);
		});
	});

	describe('growth of videos', () => {
		it('gives one row for each video and number of days', async () => {
			const input = videos.map((id) => ({ id }));
			const result = await node.run(
				{
					resource: 'video',
					operation: 'getDeltas',
					videoIds: '={{ $json.id }}',
					windows: '1, 7d;30 7',
				},
				{ input },
			);
			expect(batches(result, 'video_ids')).toEqual([200, 200, 50]);
			expect((result.requests[0].body as IDataObject).windows).toEqual([1, 7, 30]);
			expect(result.json.length).toBe(450 * 3);
			expect(
				result.json.slice(0, 3).map(({ video_id, window_days }) => [video_id, window_days]),
			).toEqual([1, 7, 30].map((days) => [videos[0], days]));
			expect(result.items.slice(3, 6).map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 1 },
				{ item: 1 },
				{ item: 1 },
			]);
			for (const { view_delta } of result.json) expect(typeof view_delta).toBe('number');
		});

		it('agrees with the metrics of the same days', async () => {
			const { json: metrics } = await node.run({
				resource: 'video',
				operation: 'getMetrics',
				videoIds: videos.slice(0, 20),
				period: '7d',
			});
			const { json: growth } = await node.run({
				resource: 'video',
				operation: 'getDeltas',
				videoIds: videos.slice(0, 20),
				windows: [7],
			});
			expect(growth.map(({ view_delta }) => view_delta)).toEqual(metrics.map(({ views }) => views));
		});

		it('marks unknown IDs, and videos without numbers yet', async () => {
			const { json: tracked } = await node.run({
				resource: 'video',
				operation: 'create',
				platform: 'tiktok',
				identifier: '7123456789012345678',
			});
			const { json } = await node.run({
				resource: 'video',
				operation: 'getDeltas',
				videoIds: [UNKNOWN_ID, tracked[0].id as string],
				windows: '7',
			});
			expect(json).toEqual([
				{
					video_id: UNKNOWN_ID,
					video: UNKNOWN_ID,
					found: false,
					window_days: 7,
					view_delta: null,
				},
				{
					video_id: tracked[0].id,
					video: tracked[0].id,
					found: true,
					window_days: 7,
					view_delta: null,
				},
			]);
		});
	});
});
