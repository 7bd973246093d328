import type { IDataObject } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';
import type { PollSetup } from '../support/poll';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const bench = polledSandbox({ accounts: 40, accountVideosPerAccount: 5 });
const posts = (options: IDataObject = {}, filters: IDataObject = {}): PollSetup['parameters'] =>
	({ triggerOn: 'accountVideo', options, filters }) as PollSetup['parameters'];

const short = (requests: Array<{ method: string; path: string; status: number }>) =>
	requests.map(({ method, path, status }) => `${method} ${path} ${status}`);

/** The ids of some accounts, those refreshed longest ago first. */
async function accountIds(count: number): Promise<string[]> {
	const rows = await bench.sandbox.data('accounts');
	const active = rows.filter(({ is_active: isActive }) => isActive);
	active.sort((a, b) => String(a.last_scrape_time).localeCompare(String(b.last_scrape_time)));
	return active.slice(0, count).map(({ id }) => String(id));
}

/** Publishes a post and lets a refresh find it. */
async function post(accountId: string, agoMs = 0, count = 1): Promise<void> {
	const at = new Date(Date.now() - agoMs).toISOString();
	await bench.sandbox.publish({ accountId, count, at });
	await bench.sandbox.refresh({ accountIds: [accountId] });
}

describe.each(['memory', 'durable'] as const)(
	'CreatorAudit Trigger on new posts, in the %s engine',
	(engine) => {
		it('says nothing on activation, and emits each new post once, also after a restart', async () => {
			const trigger = await bench.active({ engine, parameters: posts() });
			expect(await trigger.poll()).toBeNull();
			const [id] = await accountIds(1);
			await post(id);
			const [account] = await bench.sandbox.data('accounts', [id]);
			const { items } = await bench.poll(trigger);
			expect(items).toHaveLength(1);
			expect(items[0]).toMatchObject({
				event: 'accountVideo.new',
				type: 'account_video',
				platform: account.platform,
				account_id: id,
				account_username: account.username,
				account_name: account.name,
				account_follower_count: account.follower_count,
				view_count: expect.any(Number) as number,
			});
			expect(Object.keys(items[0]).slice(0, 3)).toEqual(['event', 'id', 'platform']);
			trigger.restart();
			expect(await trigger.activate()).toBeNull();
			expect(await bench.drain(trigger)).toEqual([]);
		});
	},
);

describe('CreatorAudit Trigger on new posts', () => {
	it('needs one request without a body while nothing moves, and one more for each account with other numbers', async () => {
		const trigger = await bench.active({ parameters: posts() });
		await bench.poll(trigger);
		const quiet = await bench.poll(trigger);
		expect([short(quiet.requests), quiet.bytes]).toEqual([['GET /accounts 304'], 0]);
		const ids = await accountIds(3);
		for (const id of ids) await post(id);
		const busy = await bench.poll(trigger);
		expect(short(busy.requests)).toEqual([
			'GET /accounts 200',
			...Array<string>(3).fill('GET /account-videos 200'),
		]);
		expect(busy.items.map(({ account_id: id }) => id)).toEqual(ids);
		await bench.sandbox.refresh({ accountIds: ids, bump: false });
		expect(short((await bench.poll(trigger)).requests)).toEqual(['GET /accounts 200']);
	});

	it('emits the posts of a poll in the order of their publication', async () => {
		const trigger = await bench.active({ parameters: posts() });
		const [a, b] = await accountIds(2);
		await bench.sandbox.refresh({ accountIds: [a, b] });
		await bench.poll(trigger);
		const nowMs = Date.now();
		for (const [id, time] of [
			[a, 900],
			[b, 800],
			[a, 700],
		] as const)
			await bench.sandbox.publish({ accountId: id, at: new Date(nowMs + time).toISOString() });
		await bench.sandbox.clock(1_000);
		await bench.sandbox.refresh({ accountIds: [a, b] });
		const { items } = await bench.poll(trigger);
		expect(items.map(({ account_id: id }) => id)).toEqual([a, b, a]);
		const times = items.map(({ create_time: time }) => String(time));
		expect(times).toEqual([...times].sort());
	});

	it('keeps the back catalogue of a newly tracked account out', async () => {
		const trigger = await bench.active({ parameters: posts({ maximumAge: 2 }) });
		const [id] = await bench.sandbox.addAccounts(1);
		for (const days of [1, 1.9, 2.1, 30])
			await bench.sandbox.publish({ accountId: id, at: daysAgo(days) });
		await bench.sandbox.refresh({ accountIds: [id] });
		const { items } = await bench.poll(trigger);
		const ages = items.map(({ create_time: time }) => Date.now() - Date.parse(String(time)));
		expect(ages.map((age) => Math.round((10 * age) / DAY_MS) / 10)).toEqual([1.9, 1]);
	});

	it('tells nothing published before the activation, and with Emit Existing what is within Maximum Age', async () => {
		const [id] = await accountIds(1);
		for (const days of [3, 20]) await post(id, days * DAY_MS);
		const trigger = await bench.active({ parameters: posts() });
		await bench.sandbox.refresh({ accountIds: [id] });
		expect(await bench.drain(trigger)).toEqual([]);
		const all = bench.workflow({ parameters: posts({ emitExisting: true, maximumAge: 10 }) });
		const items = [...((await all.activate()) ?? []), ...(await bench.drain(all))];
		const since = Date.now() - 10 * DAY_MS;
		const right = (await bench.sandbox.data('accountVideos')).filter(
			({ create_time: time }) => Date.parse(String(time)) > since,
		);
		expect(items.map((item) => item.id).sort()).toEqual(right.map((row) => row.id).sort());
		expect(items.some(({ account_id: account }) => account === id)).toBe(true);
	});

	it('tells a post that an older one has overtaken, and what was published while n8n was off', async () => {
		const trigger = await bench.active({ parameters: posts() });
		const [id] = await accountIds(1);
		await bench.sandbox.publish({ accountId: id, at: new Date(Date.now() + 50).toISOString() });
		await bench.sandbox.publish({ accountId: id, at: new Date(Date.now() + 90).toISOString() });
		await bench.sandbox.clock(1_000);
		await bench.sandbox.refresh({ accountIds: [id] });
		expect((await bench.poll(trigger)).items).toHaveLength(2);
		await bench.sandbox.publish({ accountId: id, at: new Date(Date.now() + 70).toISOString() });
		await bench.sandbox.refresh({ accountIds: [id] });
		expect((await bench.poll(trigger)).items).toHaveLength(1);
		// Ten days off, in which each day brings a post and a refresh.
		for (let day = 1; day <= 10; day++) {
			await bench.sandbox.clock(day * DAY_MS);
			const at = new Date(Date.now() + day * DAY_MS - 60_000).toISOString();
			await bench.sandbox.publish({ accountId: id, at });
			await bench.sandbox.refresh({ accountIds: [id] });
		}
		trigger.restart();
		const items = (await trigger.activate()) ?? [];
		expect(items).toHaveLength(10);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('hands out posts by the limit, all of them once', async () => {
		const trigger = await bench.active({ parameters: posts({ limit: 4 }) });
		const ids = await accountIds(3);
		await bench.sandbox.clock(1_000);
		for (const id of ids) await post(id, -500, 3);
		const sizes: number[] = [];
		const told: unknown[] = [];
		for (let polls = 0; polls < 4; polls++) {
			const { items } = await bench.poll(trigger);
			sizes.push(items.length);
			told.push(...items.map(({ id }) => id));
			if (polls === 1) trigger.restart();
		}
		expect(sizes).toEqual([4, 4, 1, 0]);
		expect(new Set(told).size).toBe(9);
	});

	it('watches the chosen accounts, and from an edit on those that were added', async () => {
		const [a, b, c] = await accountIds(3);
		const trigger = await bench.active({ parameters: posts({}, { ids: `${a},${b}` }) });
		await bench.sandbox.clock(1_000);
		for (const id of [a, b, c]) await post(id, -500);
		const { items } = await bench.poll(trigger);
		expect(items.map(({ account_id: id }) => id)).toEqual([a, b]);
		// Of a, a post is found after the edit that was published before it.
		await bench.sandbox.publish({ accountId: a, at: new Date(Date.now() + 600).toISOString() });
		trigger.edit({ parameters: posts({}, { ids: [a, c].join() }) });
		expect(await trigger.activate()).toBeNull();
		await bench.sandbox.refresh({ accountIds: [a, c] });
		expect((await bench.poll(trigger)).items.map(({ account_id: id }) => id)).toEqual([a]);
		await bench.sandbox.clock(3_000);
		await post(c, -2_000);
		expect((await bench.poll(trigger)).items.map(({ account_id: id }) => id)).toEqual([c]);
		const one = { accountId: { __rl: true, mode: 'id', value: b } } as unknown as IDataObject;
		trigger.edit({ parameters: posts({}, one) });
		expect(await trigger.activate()).toBeNull();
		await bench.sandbox.clock(5_000);
		for (const id of [a, b]) await post(id, -4_000);
		expect((await bench.poll(trigger)).items.map(({ account_id: id }) => id)).toEqual([b]);
	});

	it('refuses a blank filter and a Maximum Age that is no number of days, before anything is sent', async () => {
		for (const [options, filters, field] of [
			[{}, { accountId: { __rl: true, mode: 'id', value: '' } }, 'Account'],
			[{}, { ids: ' ' }, 'IDs'],
			[{ maximumAge: 0 }, {}, 'Maximum Age (Days)'],
			[{ maximumAge: 'week' }, {}, 'Maximum Age (Days)'],
		] as Array<[IDataObject, IDataObject, string]>) {
			await bench.sandbox.clearRequests();
			const trigger = bench.workflow({ parameters: posts(options, filters) });
			await expect(trigger.activate()).rejects.toThrow(field);
			expect(await bench.sandbox.requests()).toEqual([]);
		}
	});

	it('goes on after an error in the middle, and tells none twice', async () => {
		const trigger = await bench.active({ parameters: posts() });
		const ids = await accountIds(4);
		await bench.sandbox.clock(1_000);
		for (const id of ids) await post(id, -500);
		const fault = { reset: 'before' as const };
		await bench.sandbox.fault({ match: { path: '/account-videos' }, skip: 2, times: null, fault });
		const first = await bench.poll(trigger);
		expect(first.items.map(({ account_id: id }) => id)).toEqual(ids.slice(0, 2));
		await expect(trigger.poll()).rejects.toThrow();
		await bench.sandbox.clearFaults();
		const later = await bench.drain(trigger);
		expect(later.map(({ account_id: id }) => id)).toEqual(ids.slice(2));
	}, 120_000);

	it.each([422, 404, 500])(
		'reads the whole list where the posts of one account are answered with %i',
		async (status) => {
			const trigger = await bench.active({ parameters: posts() });
			const ids = await accountIds(3);
			await bench.sandbox.clock(1_000);
			for (const id of ids) await post(id, -500);
			// All tries of the first request.
			const times = status === 500 ? 5 : 1;
			await bench.sandbox.fault({ match: { path: '/account-videos' }, times, fault: { status } });
			const { items, requests } = await bench.poll(trigger);
			expect(items.map(({ account_id: id }) => id)).toEqual(ids);
			const whole = requests.filter(
				({ path, query }) => path === '/account-videos' && !query.account_id,
			);
			// 203 posts.
			expect(whole).toHaveLength(2);
		},
		120_000,
	);

	it('shows the newest posts in a manual test, and remembers nothing', async () => {
		const trigger = bench.workflow({ parameters: posts() });
		const [id] = await accountIds(1);
		await post(id);
		const items = (await trigger.poll({ mode: 'manual' })) ?? [];
		expect(items).toHaveLength(5);
		expect(items[0]).toMatchObject({ event: 'accountVideo.new', account_id: id });
		const times = items.map(({ create_time: time }) => String(time));
		expect(times).toEqual([...times].sort().reverse());
		expect(trigger.saved).toBe('{}');
	});

	it('remembers emitted posts with a few bytes each, and forgets those that are too old', async () => {
		const trigger = await bench.active({ parameters: posts({ maximumAge: 1 }) });
		const before = trigger.stateBytes;
		const ids = await accountIds(10);
		await bench.sandbox.clock(1_000);
		for (const id of ids) await post(id, -500, 40);
		expect((await bench.poll(trigger)).items).toHaveLength(400);
		expect(trigger.stateBytes - before).toBeLessThan(400 * 6 + 10 * 80 + 200);
		await bench.sandbox.clock(3 * DAY_MS);
		await post(ids[0], -3 * DAY_MS + 1_000);
		expect((await bench.poll(trigger)).items).toHaveLength(1);
		await bench.sandbox.clock(3 * DAY_MS + 700_000);
		await post(ids[1], -3 * DAY_MS - 600_000);
		expect((await bench.poll(trigger)).items).toHaveLength(1);
		await post(ids[1], -3 * DAY_MS - 650_000);
		await bench.poll(trigger);
		const { emitted } = (trigger.state as { posts: { emitted: Record<string, string> } }).posts;
		expect(Object.values(emitted).join('')).toHaveLength(3 * 6);
	});
});
