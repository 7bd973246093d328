import type { IDataObject } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';
import type { PollSetup } from '../support/poll';

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
		for (const [id, time] of [
			[a, 30],
			[b, 20],
			[a, 10],
		] as const)
			await bench.sandbox.publish({ accountId: id, at: new Date(Date.now() + time).toISOString() });
		await bench.sandbox.clock(1_000);
		await bench.sandbox.refresh({ accountIds: [a, b] });
		const { items } = await bench.poll(trigger);
		expect(items.map(({ account_id: id }) => id)).toEqual([a, b, a]);
		const times = items.map(({ create_time: time }) => String(time));
		expect(times).toEqual([...times].sort());
	});
});
