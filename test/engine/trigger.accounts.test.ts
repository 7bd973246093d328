import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 1_000, scrapeSpreadSeconds: 86_400 });
const refreshed = (count: number) => bench.sandbox.refresh({ accounts: count });

/** The API's calls a poll made, in short. */
const short = (requests: Array<{ method: string; path: string; status: number }>) =>
	requests.map(({ method, path, status }) => `${method} ${path} ${status}`);

describe.each(['memory', 'durable'] as const)(
	'CreatorAudit Trigger on accounts, in the %s engine',
	(engine) => {
		it('says nothing on activation, and tells each refresh once, also after a restart', async () => {
			const trigger = await bench.active({ engine });
			expect(await trigger.poll()).toBeNull();
			const { accounts } = await refreshed(7);
			const { items, ids } = await bench.poll(trigger);
			expect(ids).toEqual(accounts.map(({ id }) => id));
			expect(items[0]).toMatchObject({
				event: 'account.refreshed',
				type: 'account',
				last_scrape_time: accounts[0].last_scrape_time,
			});
			expect(Object.keys(items[0]).slice(0, 2)).toEqual(['event', 'id']);
			expect(await trigger.poll()).toBeNull();
			trigger.restart();
			expect(await trigger.activate()).toBeNull();
			expect(await bench.drain(trigger)).toEqual([]);
		});

		it('tells what was refreshed while n8n or the workflow was off', async () => {
			const trigger = await bench.active({ engine });
			const { accounts } = await refreshed(450);
			trigger.restart();
			const items = await trigger.activate();
			expect(items?.map(({ id }) => id)).toEqual(accounts.map(({ id }) => id));
			expect(await bench.drain(trigger)).toEqual([]);
		});

		it('can repeat a poll whose result was lost, from what was saved', async () => {
			const trigger = await bench.active({ engine });
			await bench.drain(trigger);
			const { accounts } = await refreshed(5);
			const { saved } = trigger;
			const first = await bench.poll(trigger);
			trigger.restart({ saved });
			const second = await bench.poll(trigger);
			expect(second.ids).toEqual(first.ids);
			expect(second.ids).toEqual(accounts.map(({ id }) => id));
		});
	},
);

describe('CreatorAudit Trigger on accounts', () => {
	it('tells the first refresh of a new account from a later one', async () => {
		const trigger = await bench.active();
		const [id] = await bench.sandbox.addAccounts(1);
		expect(await trigger.poll()).toBeNull();
		await bench.sandbox.refresh({ accountIds: [id] });
		expect(await trigger.poll()).toMatchObject([{ event: 'account.firstRefresh', id }]);
		await bench.sandbox.refresh({ accountIds: [id] });
		expect(await trigger.poll()).toMatchObject([{ event: 'account.refreshed', id }]);
	});

	it('tells a refresh that changed no number: refreshed is not changed', async () => {
		const trigger = await bench.active();
		const [{ id }] = (await bench.sandbox.refresh({ accounts: 1, bump: false })).accounts;
		expect((await bench.poll(trigger)).ids).toEqual([id]);
	});

	it('finds a refresh that shows up late, within the overlap, and one with a time that was told already', async () => {
		const trigger = await bench.active();
		const { accounts } = await refreshed(2);
		const [late, same] = await bench.sandbox.addAccounts(2);
		expect((await bench.poll(trigger)).ids).toHaveLength(2);
		const at = accounts[1].last_scrape_time;
		await bench.sandbox.refresh({
			accountIds: [late],
			at: new Date(Date.parse(at) - 9 * 60_000).toISOString(),
		});
		await bench.sandbox.refresh({ accountIds: [same], at });
		expect((await bench.poll(trigger)).ids).toEqual([late, same]);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('needs one request without a body when nothing moved, also after a restart', async () => {
		const trigger = await bench.active();
		await bench.poll(trigger);
		for (const engineStarts of [false, true]) {
			if (engineStarts) trigger.restart();
			const { requests, bytes } = await bench.poll(trigger);
			expect(short(requests)).toEqual(['GET /accounts 304']);
			expect(bytes).toBe(0);
		}
	});

	it.each(['first', 'last'] as const)(
		'costs as little when accounts that were never refreshed stand %s',
		async (nulls) => {
			await bench.sandbox.reset({
				accounts: 2_000,
				unscrapedShare: 0.47,
				nulls,
				rateLimit: null,
				firstRefreshDelayMs: null,
			});
			const trigger = await bench.active();
			await bench.poll(trigger);
			const quiet = await bench.poll(trigger);
			expect(short(quiet.requests)).toEqual(['GET /accounts 304']);
			const unscraped = (await bench.sandbox.data('accounts'))
				.filter(({ last_scrape_time: time }) => time === null)
				.map(({ id }) => String(id));
			expect(unscraped.length).toBeGreaterThan(500);
			const chosen = unscraped.slice(0, 300);
			await bench.sandbox.refresh({ accountIds: chosen });
			const told = await bench.drain(trigger);
			expect(told.map(({ id }) => id)).toEqual(chosen);
			expect(new Set(told.map(({ event }) => event))).toEqual(new Set(['account.firstRefresh']));
			const { accounts } = await refreshed(1_200);
			expect((await bench.drain(trigger)).map(({ id }) => id)).toEqual(
				accounts.map(({ id }) => id),
			);
		},
	);

	it('remembers what changed lately, not what is tracked', async () => {
		const trigger = await bench.active();
		expect(trigger.stateBytes).toBeLessThan(1_024 + 64 * 20);
		await refreshed(400);
		await trigger.poll();
		expect(trigger.stateBytes).toBeLessThan(1_024 + 64 * 420);
	});

	it('forgets a burst when the overlap has passed, and is as cheap as before', async () => {
		const trigger = await bench.active();
		await refreshed(900);
		expect(await bench.drain(trigger)).toHaveLength(900);
		expect((await bench.poll(trigger)).requests.length).toBeGreaterThan(1);
		await bench.sandbox.clock(700_000);
		await bench.poll(trigger);
		expect(short((await bench.poll(trigger)).requests)).toEqual(['GET /accounts 304']);
		await refreshed(3);
		expect((await bench.poll(trigger)).items).toHaveLength(3);
		expect(trigger.stateBytes).toBeLessThan(1_024);
	});

	it('does not care what its own clock or the server’s shows', async () => {
		await bench.sandbox.clock(-40 * 86_400_000);
		const trigger = await bench.active();
		const past = await refreshed(3);
		expect((await bench.poll(trigger)).ids).toEqual([]);
		await bench.sandbox.clock(40 * 86_400_000);
		const future = await refreshed(5);
		expect((await bench.poll(trigger)).ids).toEqual(future.accounts.map(({ id }) => id));
		expect(past.accounts).toHaveLength(3);
	});

	it('hands out a burst by the limit, oldest first, and forgets nothing meanwhile', async () => {
		const trigger = await bench.active({ parameters: { options: { limit: 150 } } });
		const { accounts } = await refreshed(500);
		const told: string[] = [];
		for (const size of [150, 150]) {
			const { ids } = await bench.poll(trigger);
			expect(ids).toHaveLength(size);
			told.push(...ids);
		}
		trigger.restart();
		const late = await refreshed(20);
		for (const size of [150, 70]) {
			const { ids } = await bench.poll(trigger);
			expect(ids).toHaveLength(size);
			told.push(...ids);
		}
		expect(told).toEqual([...accounts, ...late.accounts].map(({ id }) => id));
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('begins with everything on request', async () => {
		const trigger = bench.workflow({ parameters: { options: { emitExisting: true } } });
		const items = await trigger.activate();
		expect(items).toHaveLength(1_000);
		const times = items!.map(({ last_scrape_time: time }) => String(time));
		expect(times).toEqual([...times].sort());
		expect(await bench.drain(trigger)).toEqual([]);
		trigger.restart();
		expect(await trigger.activate()).toBeNull();
	});

	it('begins with the first one when there was nothing yet', async () => {
		await bench.sandbox.reset({
			accounts: 0,
			creators: 0,
			videos: 0,
			rateLimit: null,
			firstRefreshDelayMs: null,
		});
		const trigger = await bench.active();
		expect(await trigger.poll()).toBeNull();
		const ids = await bench.sandbox.addAccounts(3);
		await bench.sandbox.refresh({ accountIds: ids });
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		expect(await bench.drain(trigger)).toEqual([]);
	});
});
