/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startSandbox, type Sandbox, type Settings } from '../../sandbox/client.mts';
import { caller } from './sandboxSupport';

/** Looks again and again until something holds; fails when it never does. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
	const end = Date.now() + 5000;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error('It did not come true within 5 s');
		await new Promise((resolve) => {
			setTimeout(resolve, 20);
		});
	}
}

describe('the control of the sandbox', () => {
	let sandbox: Sandbox;
	const call = caller(() => sandbox);
	const account = async (id: string) => (await call(`GET /accounts/${id}`)).body.data;

	beforeAll(async () => {
		sandbox = await startSandbox({ firstRefreshDelayMs: null, rateLimit: null });
	});
	afterAll(async () => await sandbox.stop());
	beforeEach(async () => {
		await sandbox.reset();
	});

	describe('data', () => {
		it('is the same for the same seed, and another for another', async () => {
			const usernames = async (settings: Partial<Settings>) => {
				await sandbox.reset(settings);
				return (await sandbox.data('accounts')).map(({ id, username }) => `${id} ${username}`);
			};
			const first = await usernames({});
			expect(await usernames({})).toEqual(first);
			expect(await usernames({ seed: 8 })).not.toEqual(first);
		});

		it('has the counts, the shares and the times that were asked for', async () => {
			await sandbox.reset({
				accounts: 100,
				creators: 3,
				videos: 10,
				unscrapedShare: 0.25,
				scrapeSpreadSeconds: 100,
			});
			const accounts = await sandbox.data('accounts');
			const times = accounts
				.map((row) => row['last_scrape_time'] as string | null)
				.filter((time) => time !== null);
			expect([accounts.length, times.length]).toEqual([100, 75]);
			expect((await sandbox.data('creators')).length).toBe(3);
			expect((await sandbox.data('videos')).length).toBe(10);
			expect(new Set(times).size).toBe(75);
			const ages = times.map((time) => Date.now() - Date.parse(time));
			expect(Math.max(...ages)).toBeLessThan(105_000);
			expect(Math.max(...ages)).toBeGreaterThan(95_000);
			const [{ id }] = accounts;
			expect(await sandbox.data('accounts', [id as string, 'nobody'])).toEqual([
				expect.objectContaining({ id }),
			]);
		});

		it('has creators with accounts on both platforms', async () => {
			for (const creator of await sandbox.data('creators')) {
				expect(creator['accounts_summary']).toMatchObject({
					platforms: { instagram: 1, tiktok: 1 },
				});
			}
		});

		it('grows and shrinks on demand', async () => {
			const ids = await sandbox.addAccounts(3, 'tiktok');
			expect(
				(await sandbox.data('accounts', ids)).map((row) => [
					row['platform'],
					row['last_scrape_time'],
				]),
			).toEqual(Array.from({ length: 3 }, () => ['tiktok', null]));
			await sandbox.deleteAccount(ids[0]);
			expect((await call(`GET /accounts/${ids[0]}`)).status).toBe(404);
			await expect(sandbox.deleteAccount(ids[0])).rejects.toThrow('404');
		});
	});

	describe('refreshes', () => {
		it('move the times of the named resources, now or at any moment', async () => {
			const [first, second] = (await sandbox.data('accounts')).map(({ id }) => id as string);
			const [video] = (await sandbox.data('videos')).map(({ id }) => id as string);
			const { accounts, videos } = await sandbox.refresh({
				accountIds: [first, second],
				videoIds: [video],
			});
			expect(accounts.map(({ id, first: isFirst }) => [id, isFirst])).toEqual([
				[first, false],
				[second, false],
			]);
			expect(new Set([...accounts, ...videos].map((row) => row.last_scrape_time)).size).toBe(3);
			expect((await account(first)).last_scrape_time).toBe(accounts[0].last_scrape_time);
			const at = '2025-01-02T03:04:05.678Z';
			await sandbox.refresh({ accountIds: [first, second], at });
			expect([
				(await account(first)).last_scrape_time,
				(await account(second)).last_scrape_time,
			]).toEqual([at, at]);
			await expect(sandbox.refresh({ accountIds: ['nobody'] })).rejects.toThrow(
				'There is no record nobody',
			);
		});

		it('take the least recently refreshed first, and set the first time once', async () => {
			const [added] = await sandbox.addAccounts(1);
			const oldest = (
				await call(
					'GET /accounts?order_by=last_scrape_time&order_direction=asc&is_active=true&limit=2',
				)
			).body.data;
			const { accounts } = await sandbox.refresh({ accounts: 3 });
			expect(accounts.map(({ id, first }) => [id, first])).toEqual([
				[added, true],
				[oldest[0].id, false],
				[oldest[1].id, false],
			]);
			const fresh = await account(added);
			expect(fresh.first_scrape_time).toBe(fresh.last_scrape_time);
			expect(fresh.view_count).toBeGreaterThan(0);
			expect((await call(`GET /account-videos?account_id=${added}`)).body.data).toHaveLength(5);
			await sandbox.refresh({ accountIds: [added] });
			expect((await account(added)).first_scrape_time).toBe(fresh.first_scrape_time);
		});

		it('come by themselves after a while for what is newly tracked and active', async () => {
			await sandbox.settings({ firstRefreshDelayMs: 30 });
			const track = async (body: object) =>
				(await call('POST /videos', { body })).body.data.id as string;
			const active = await track({ platform: 'tiktok', identifier: '7000000000000000001' });
			const paused = await track({
				platform: 'tiktok',
				identifier: '7000000000000000002',
				is_active: false,
			});
			await eventually(
				async () => (await call(`GET /videos/${active}`)).body.data.last_scrape_time !== null,
			);
			expect((await call(`GET /videos/${active}`)).body.data.view_count).toBeGreaterThan(0);
			expect((await call(`GET /videos/${paused}`)).body.data.last_scrape_time).toBeNull();
		});

		it('come by themselves when the interval has passed, in time that can be sped up, and not for what is paused', async () => {
			// An interval of 24 h becomes half a second.
			await sandbox.reset({ scrape: 'auto', speed: 172_800, accounts: 30, videos: 10 });
			const started = await sandbox.data('accounts');
			const isActive = (row: Record<string, unknown>) => row['is_active'] === true;
			const timesNow = async () =>
				new Map(
					(await sandbox.data('accounts')).map((row) => [row['id'], row['last_scrape_time']]),
				);
			await eventually(async () => {
				const now = await timesNow();
				return started
					.filter(isActive)
					.every((row) => now.get(row['id']) !== row['last_scrape_time']);
			});
			const now = await timesNow();
			const paused = started.filter((row) => !isActive(row));
			expect(paused.length).toBeGreaterThan(0);
			for (const row of paused) expect(now.get(row['id'])).toBe(row['last_scrape_time']);
		});
	});

	describe('settings', () => {
		it('change without touching the data, and go back with a reset', async () => {
			const before = await sandbox.settings();
			await sandbox.addAccounts(1);
			expect(await sandbox.settings({ latencyMs: 5, quota: 9 })).toEqual({
				...before,
				latencyMs: 5,
				quota: 9,
			});
			expect(await sandbox.data('accounts')).toHaveLength(61);
			expect(await sandbox.reset()).toEqual(before);
			expect(await sandbox.data('accounts')).toHaveLength(60);
		});

		it('are refused with their name when they are unknown, out of range, or need other data', async () => {
			await expect(sandbox.reset({ colour: 'red' } as Partial<Settings>)).rejects.toThrow(
				'there is no setting \\"colour\\"',
			);
			await expect(sandbox.reset({ unscrapedShare: 2 })).rejects.toThrow(
				'unscrapedShare must be <= 1',
			);
			await expect(sandbox.settings({ accounts: 5 })).rejects.toThrow(
				'accounts shape the data: use POST /reset',
			);
		});

		it('make every request take its time', async () => {
			await sandbox.settings({ latencyMs: 120 });
			const started = Date.now();
			await call('GET /whoami');
			expect(Date.now() - started).toBeGreaterThanOrEqual(119);
		});
	});
});
