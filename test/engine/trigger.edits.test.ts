import type { INodeParameters } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 400, videos: 250, creators: 6 });
const some = async (from: number, to: number) =>
	(await bench.sandbox.data('accounts')).slice(from, to).map(({ id }) => String(id));
const refresh = async (accountIds: string[], bump = true) =>
	(await bench.sandbox.refresh({ accountIds, bump })).accounts.map(({ id }) => id);
const setUp = (parameters: INodeParameters) => ({ parameters });
const idsOf = (items: Array<{ id?: unknown }> | null) => (items ?? []).map(({ id }) => id);

/** n8n saves nothing of a poll without news, so an edited workflow begins from a state as old as its last start (docs/n8n-internals.md#activation-and-static-data). */
describe('What the CreatorAudit Trigger is to tell changes on an active workflow', () => {
	it('Events: refreshes before the change are the past, those after it are told', async () => {
		const trigger = await bench.active(setUp({ events: ['firstRefresh'] }));
		const [fresh] = await bench.sandbox.addAccounts(1);
		for (const [from, to] of [
			[0, 100],
			[100, 200],
			[200, 301],
		]) {
			await refresh(await some(from, to));
			expect(await trigger.poll()).toBeNull();
		}
		await bench.sandbox.refresh({ accountIds: [fresh] });
		trigger.restart(setUp({ events: ['firstRefresh', 'refresh'] }));
		expect(idsOf(await trigger.activate())).toEqual([fresh]);
		expect(await bench.drain(trigger)).toEqual([]);
		const later = await refresh(await some(0, 2));
		expect((await bench.poll(trigger)).ids).toEqual(later);
		trigger.restart();
		expect(await trigger.activate()).toBeNull();
	});

	it.each(['account', 'video'] as const)(
		'IDs: what is added is told from then on, what stays goes on (%s)',
		async (triggerOn) => {
			const rows = (await bench.sandbox.data(triggerOn === 'account' ? 'accounts' : 'videos')).map(
				({ id }) => String(id),
			);
			const [a, b, c, d] = [rows[0], rows[1], rows[2], rows[240]];
			const one = async (id: string) =>
				await bench.sandbox.refresh(
					triggerOn === 'account' ? { accountIds: [id] } : { videoIds: [id] },
				);
			const watching = (ids: string) => setUp({ triggerOn, filters: { ids } });
			const trigger = await bench.active(watching(`${a},${d}`));
			await one(b);
			expect(await trigger.poll()).toBeNull();
			await one(a);
			trigger.restart(watching(`${a}, ${b.toUpperCase()}`));
			expect(idsOf(await trigger.activate())).toEqual([a]);
			await one(b);
			expect((await bench.poll(trigger)).ids).toEqual([b]);
			await one(c);
			await one(b);
			// All of them.
			trigger.restart(setUp({ triggerOn }));
			expect(idsOf(await trigger.activate())).toEqual([b]);
			await one(c);
			expect((await bench.poll(trigger)).ids).toEqual([c]);
			expect(await bench.drain(trigger)).toEqual([]);
		},
	);

	it('Only Changed: what was left out stays left out when it is turned off, or when other numbers are chosen', async () => {
		const ids = await some(0, 5);
		const changed = (...includeChanges: string[]) =>
			setUp({ options: { includeChanges, onlyChanged: true } });
		const trigger = await bench.active(changed('view_count'));
		await refresh(ids);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		await refresh(ids, false);
		expect(await trigger.poll()).toBeNull();
		trigger.restart(changed('like_count'));
		expect(await trigger.activate()).toBeNull();
		trigger.restart(setUp({}));
		expect(await trigger.activate()).toBeNull();
		await refresh(ids, false);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
	});

	it('tells the same when reading it takes several polls', async () => {
		const all = await some(0, 300);
		const changed = { includeChanges: ['view_count'], onlyChanged: true };
		const trigger = await bench.active(setUp({ options: changed }));
		const ids = await refresh(all);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		await refresh(ids, false);
		expect(await trigger.poll()).toBeNull();
		const more = await refresh(await some(300, 400));
		await refresh(ids.slice(0, 150), false);
		await bench.sandbox.fault({
			match: { path: '^/accounts$' },
			skip: 1,
			times: null,
			fault: { status: 500 },
		});
		trigger.restart({ ...setUp({ options: { includeChanges: ['like_count'] } }), budgetMs: 4_000 });
		const first = idsOf(await trigger.activate());
		expect(first.length).toBeLessThan(more.length);
		await bench.sandbox.clearFaults();
		const rest = idsOf(await bench.drain(trigger));
		expect([...first, ...rest].sort()).toEqual([...more].sort());
	});

	it('remembers for each ID a few bytes', async () => {
		const ids = await some(0, 100);
		const trigger = await bench.active(setUp({ filters: { ids } }));
		expect(trigger.stateBytes).toBeLessThan(1_024 + 64 * 20);
	});
});
