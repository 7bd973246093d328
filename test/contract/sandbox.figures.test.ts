import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { caller, type Reply } from './sandboxSupport';

type Totals = Record<'views' | 'plays' | 'likes' | 'comments' | 'shares' | 'engagement', number>;

const DAY_MS = 86_400_000;
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

describe('the figures of the sandbox', () => {
	let sandbox: Sandbox;
	let accountIds: string[];
	let videoIds: string[];
	/** Begin of today on the sandbox's clock: tests that compare answers stay inside one day of it. */
	let today: number;
	const call = caller(() => sandbox);
	const post = async (path: string, body: unknown) => await call(`POST ${path}`, { body });
	const metrics = async (period: object) =>
		(await post('/accounts/metrics', { account_ids: accountIds, ...period })).body as {
			data: Record<string, Totals>;
			meta: { start_date: string; end_date: string; days: number };
		};
	const custom = async (fromDaysAgo: number, toDaysAgo: number) =>
		(
			await metrics({
				period: 'custom',
				start_date: dateOf(today - fromDaysAgo * DAY_MS),
				end_date: dateOf(today - toDaysAgo * DAY_MS),
			})
		).data;

	const add = (sum: Totals, more: Totals) =>
		Object.fromEntries(
			Object.entries(sum).map(([name, value]) => [name, value + more[name as keyof Totals]]),
		) as Totals;

	beforeAll(async () => {
		sandbox = await startSandbox({
			rateLimit: null,
			firstRefreshDelayMs: null,
			unscrapedShare: 0.1,
		});
		// Noon, so that no test crosses midnight.
		const now = Date.now();
		today = Math.floor(now / DAY_MS) * DAY_MS;
		await sandbox.reset({ clockSkewMs: today + DAY_MS / 2 - now });
		accountIds = (await sandbox.data('accounts')).map(({ id }) => id as string);
		videoIds = (await sandbox.data('videos')).map(({ id }) => id as string);
		await sandbox.refresh({ accounts: 20, videos: 20 });
		await sandbox.refresh({ accounts: 10, at: new Date(today - 3 * DAY_MS).toISOString() });
	});
	afterAll(async () => await sandbox.stop());

	it.each([
		['7d', 7],
		['30d', 30],
		['90d', 90],
	])(
		'of %s are those of the custom window of the same days, and of its days added up',
		async (period, days) => {
			const whole = await metrics({ period });
			expect(whole.meta).toMatchObject({
				days,
				start_date: dateOf(today - (days - 1) * DAY_MS),
				end_date: dateOf(today),
			});
			expect(await custom(days - 1, 0)).toEqual(whole.data);
			let sum: Record<string, Totals> | undefined;
			for (let ago = days - 1; ago >= 0; ago--) {
				const day = await custom(ago, ago);
				const before = sum;
				sum = before
					? Object.fromEntries(
							Object.entries(day).map(([id, totals]) => [id, add(before[id], totals)]),
						)
					: day;
			}
			expect(sum).toEqual(whole.data);
		},
	);

	it('never fall, and rise with each refresh that finds something', async () => {
		for (const totals of Object.values(await custom(0, 0))) {
			for (const value of Object.values(totals)) expect(value).toBeGreaterThanOrEqual(0);
		}
		const [id] = accountIds;
		const before = {
			account: (await call(`GET /accounts/${id}`)).body.data,
			day: (await custom(0, 0))[id],
		};
		await sandbox.refresh({ accountIds: [id] });
		const after = {
			account: (await call(`GET /accounts/${id}`)).body.data,
			day: (await custom(0, 0))[id],
		};
		const gained = after.account.view_count - before.account.view_count;
		expect(gained).toBeGreaterThan(0);
		expect(after.day.views - before.day.views).toBe(gained);
		expect(after.day.likes - before.day.likes).toBe(
			after.account.like_count - before.account.like_count,
		);
		await sandbox.refresh({ accountIds: [id], bump: false });
		expect((await call(`GET /accounts/${id}`)).body.data.view_count).toBe(after.account.view_count);
	});

	it('count engagement as likes, comments and shares, and give TikTok no plays of its own', async () => {
		const { data } = await metrics({ period: '30d' });
		for (const account of await sandbox.data('accounts')) {
			const totals = data[account['id'] as string];
			expect(totals.engagement).toBe(totals.likes + totals.comments + totals.shares);
			if (account['platform'] === 'tiktok') {
				expect(totals.plays).toBe(totals.views);
				expect(account['saved_count']).toBeNull();
			}
		}
	});

	it('of videos agree between metrics and deltas, and are null for a video that was never refreshed', async () => {
		const added = await post('/videos', { platform: 'tiktok', identifier: '7123456789012345678' });
		const ids = [...videoIds, added.body.data.id as string];
		const week = (await post('/videos/metrics', { video_ids: ids, period: '7d' })).body
			.data as Record<string, Totals>;
		const { data, meta } = (await post('/videos/deltas', { video_ids: ids, windows: [7, 1, 7] }))
			.body;
		for (const id of videoIds) expect(data[id]['7d']).toBe(week[id].views);
		expect(data[added.body.data.id]).toEqual({ '7d': null, '1d': null });
		expect(meta).toEqual({ windows: [7, 1], video_count: ids.length, not_found: [] });
	});

	it('of posts stay below those of their account', async () => {
		const posts = await sandbox.data('accountVideos');
		const ids = (platform: string) =>
			posts.filter((row) => row['platform'] === platform).map(({ id }) => id);
		const half = (list: unknown[]) => list.slice(0, 100);
		const body = {
			instagram_post_ids: half(ids('instagram')),
			tiktok_video_ids: half(ids('tiktok')),
			period: '90d',
		};
		const { data, meta } = (await post('/account-videos/metrics', body)).body;
		expect(meta.not_found).toEqual([]);
		const accounts = (await metrics({ period: '90d' })).data;
		const byAccount = new Map<string, number>();
		for (const row of posts) {
			const account = row['account_id'] as string;
			const views = (data[String(row['id'])] as Totals | undefined)?.views ?? 0;
			byAccount.set(account, (byAccount.get(account) ?? 0) + views);
		}
		expect(byAccount.size).toBeGreaterThan(40);
		for (const [account, views] of byAccount)
			expect(views).toBeLessThanOrEqual(accounts[account].views);
	});

	it('leave out what is not tracked, and name it', async () => {
		const unknown = '00000000-0000-4000-8000-000000000000';
		const { body } = await post('/accounts/metrics', {
			account_ids: [unknown, accountIds[0], unknown],
			period: '7d',
		});
		expect(Object.keys(body.data)).toEqual([accountIds[0]]);
		expect(body.meta.not_found).toEqual([unknown]);
		const [tiktok] = (await call('GET /account-videos?platform=tiktok&limit=1')).body.data;
		const wrongList = await post('/account-videos/metrics', { instagram_post_ids: [tiktok.id, 7] });
		expect(wrongList.body).toMatchObject({ data: {}, meta: { not_found: [tiktok.id, 7] } });
	});

	it.each([
		['/accounts/metrics', 'account_ids'],
		['/videos/metrics', 'video_ids'],
		['/videos/deltas', 'video_ids'],
	])('of %s are refused for more than 200 ids at once', async (path, field) => {
		const ids = Array.from(
			{ length: 201 },
			(_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
		);
		expect((await post(path, { [field]: ids.slice(1) })).status).toBe(200);
		expect((await post(path, { [field]: ids })).body).toMatchObject({
			status: 422,
			errors: [{ field }],
		});
	});

	it.each<[string, object, string]>([
		['no dates', {}, 'start_date'],
		['no end', { start_date: '2025-03-01' }, 'end_date'],
		['an end before the start', { start_date: '2025-03-02', end_date: '2025-03-01' }, 'end_date'],
	])('of a custom window with %s are refused', async (_, dates, field) => {
		const reply = await post('/accounts/metrics', {
			account_ids: accountIds,
			period: 'custom',
			...dates,
		});
		expect(reply.body).toMatchObject({ status: 422, errors: [{ field }] });
	});

	it('of a creator are those of its accounts, day by day', async () => {
		const creator = (await sandbox.data('creators')).find(
			(row) => (row['account_ids'] as string[]).length > 1,
		);
		const linked = creator?.['account_ids'] as string[];
		const range = `start_date=${dateOf(today - 6 * DAY_MS)}&end_date=${dateOf(today)}`;
		const { data } = (await call(`GET /creators/${String(creator?.['id'])}/analytics?${range}`))
			.body;
		const week = (await metrics({ period: '7d' })).data;
		expect(data.totals.views).toBe(linked.reduce((sum, id) => sum + week[id].views, 0));
		expect(data.daily).toHaveLength(7);
		expect((data.daily as Totals[]).reduce((sum, { views }) => sum + views, 0)).toBe(
			data.totals.views,
		);
	});

	it('rank creators by the views of the period', async () => {
		const top = (await call('GET /creators/top?period=7d&limit=25')).body.data as Array<{
			id: string;
			total_views: number;
		}>;
		expect(top).toHaveLength(20);
		expect([...top].sort((a, b) => b.total_views - a.total_views)).toEqual(top);
		const range = `start_date=${dateOf(today - 6 * DAY_MS)}&end_date=${dateOf(today)}`;
		const first = (await call(`GET /creators/${top[0].id}/analytics?${range}`)).body.data;
		expect(first.totals.views).toBe(top[0].total_views);
	});

	it('of the organization are those of its accounts, and of the videos that no tracked account posted', async () => {
		const { current, previous, changes } = (await call('GET /overview?period=7d')).body.data;
		const foreign = (await sandbox.data('videos'))
			.filter((video) => video['account_id'] === null)
			.map(({ id }) => id);
		const sumOf = (reply: Reply) =>
			Object.values(reply.body.data as Record<string, Totals>).reduce(
				(sum, { views }) => sum + views,
				0,
			);
		const window = {
			period: 'custom',
			start_date: dateOf(today - 13 * DAY_MS),
			end_date: dateOf(today - 7 * DAY_MS),
		};
		const total = async (period: object) =>
			sumOf(await post('/accounts/metrics', { account_ids: accountIds, ...period })) +
			sumOf(await post('/videos/metrics', { video_ids: foreign, ...period }));
		expect(current.total_views).toBe(await total({ period: '7d' }));
		expect(previous.total_views).toBe(await total(window));
		const percent = ((current.total_views - previous.total_views) / previous.total_views) * 100;
		expect(changes.total_views_pct).toBeCloseTo(percent, 1);
	});
});
