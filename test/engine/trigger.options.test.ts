import type { INodeParameters } from 'n8n-workflow';

import { startsWithField } from '../support/messages';
import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 400, videos: 250, creators: 6 });
const refreshed = async (accountIds: string[]) =>
	(await bench.sandbox.refresh({ accountIds })).accounts.map(({ id }) => id);
const accounts = async () =>
	(await bench.sandbox.data('accounts')).map(
		(row) =>
			row as {
				id: string;
				platform: string;
				username: string;
				creator_id: string | null;
				is_active: boolean;
			},
	);
const withOptions = (options: INodeParameters) => ({ parameters: { options } });
const withFilters = (filters: INodeParameters, more: INodeParameters = {}) => ({
	parameters: { filters, ...more },
});

describe('Filters of the CreatorAudit Trigger', () => {
	it('takes labels and words for choices and switches, as expressions give them', async () => {
		const options = { emitExisting: 'yes', includeMetrics: 'Last 7 Days', limit: 2 };
		const trigger = bench.workflow({ parameters: { events: 'First Refresh, Refresh', options } });
		const items = await trigger.activate();
		expect(items).toMatchObject([{ days: 7 }, { days: 7 }]);
	});

	it('sends what the list takes, and tells only of that', async () => {
		const all = await accounts();
		const creatorId = all.find(({ creator_id: id }) => id !== null)!.creator_id!;
		const chosen = all.filter(
			(row) => row.creator_id === creatorId && row.platform === 'tiktok' && row.is_active,
		);
		const filters = {
			platform: 'tiktok',
			q: ' ',
			isActive: true,
			creatorId: { __rl: true, mode: 'id', value: creatorId },
		};
		const options = { blankFilters: 'leaveOut' };
		const trigger = await bench.active(withFilters(filters, { options }));
		await refreshed(all.map(({ id }) => id));
		const { requests, ids } = await bench.poll(trigger);
		expect(requests[0].query).toMatchObject({
			platform: 'tiktok',
			is_active: 'true',
			creator_id: creatorId,
			order_by: 'last_scrape_time',
			order_direction: 'desc',
		});
		expect(requests[0].query.q).toBeUndefined();
		expect(ids).toEqual(chosen.map(({ id }) => id));
	});

	it.each([
		['q', 'Username Contains', ' '],
		['ids', 'IDs', []],
		['creatorId', 'Creator', { __rl: true, mode: 'list', value: '' }],
	] as const)(
		'refuses %s without a value, or leaves it out on request',
		async (name, shown, value) => {
			const filters = { [name]: value } as unknown as INodeParameters;
			await expect(bench.workflow(withFilters(filters)).activate()).rejects.toMatchObject({
				message: expect.stringContaining(`${shown} was added and has no value.`) as string,
			});
			const options = { blankFilters: 'leaveOut' };
			expect(await bench.workflow(withFilters(filters, { options })).activate()).toBeNull();
		},
	);

	it('watches the given IDs only, in any form of list, and with large letters', async () => {
		const ids = (await accounts()).slice(10, 13).map(({ id }) => id);
		for (const given of [ids.join(', '), ids.map((id) => id.toUpperCase()).join('\n'), ids]) {
			const trigger = await bench.active({
				...withFilters({ ids: given }),
				workflowId: JSON.stringify(given),
			});
			await refreshed((await accounts()).slice(0, 20).map(({ id }) => id));
			expect((await bench.poll(trigger)).ids).toEqual(ids);
		}
	});

	it('tells only of the chosen events', async () => {
		const trigger = await bench.active({ parameters: { events: ['firstRefresh'] } });
		const [id] = await bench.sandbox.addAccounts(1);
		const [other] = await accounts();
		await refreshed([other.id, id]);
		expect((await bench.poll(trigger)).ids).toEqual([id]);
		// What was left out is no news when the choice changes.
		trigger.restart({ parameters: { events: ['firstRefresh', 'refresh'] } });
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it.each([
		['account', (id: string) => ({ accountIds: [id] })],
		['video', (id: string) => ({ videoIds: [id] })],
	] as const)(
		'neither floods nor loses when filters change on an active workflow (%s)',
		async (triggerOn, request) => {
			const rows = (await bench.sandbox.data(
				triggerOn === 'account' ? 'accounts' : 'videos',
			)) as Array<{ id: string; platform: string }>;
			const [a, b] = ['instagram', 'tiktok'].map((platform) =>
				rows.filter((row) => row.platform === platform).slice(0, 3),
			);
			const trigger = await bench.active(withFilters({ platform: 'instagram' }, { triggerOn }));
			for (const { id } of [...b, ...a.slice(0, 1)]) await bench.sandbox.refresh(request(id));
			trigger.restart(withFilters({}, { triggerOn }));
			// Refreshed before the change: the one that was watched, and none of those that were not.
			expect((await trigger.activate())?.map(({ id }) => id)).toEqual([a[0].id]);
			expect(await bench.drain(trigger)).toEqual([]);
			for (const { id } of [a[1], b[1]]) await bench.sandbox.refresh(request(id));
			// Both may bear the same time.
			expect((await bench.poll(trigger)).ids.sort()).toEqual([a[1].id, b[1].id].sort());
			trigger.restart(withFilters({ platform: 'tiktok' }, { triggerOn }));
			for (const { id } of [a[2], b[2]]) await bench.sandbox.refresh(request(id));
			expect((await trigger.activate())?.map(({ id }) => id)).toEqual([b[2].id]);
			expect(await bench.drain(trigger)).toEqual([]);
		},
	);

	it('begins anew when it is to watch the other resource', async () => {
		const trigger = await bench.active();
		trigger.restart({ parameters: { triggerOn: 'video' } });
		expect(await trigger.activate()).toBeNull();
		const { videos } = await bench.sandbox.refresh({ videos: 2 });
		expect((await bench.poll(trigger)).ids).toEqual(videos.map(({ id }) => id));
	});

	it.each<[string, INodeParameters]>([
		['Trigger On', { triggerOn: 'creator' }],
		['Events', { events: [] }],
		['Events', { events: ['refresh', 'deleted'] }],
		['Emit Existing', { options: { emitExisting: 'maybe' } }],
		['IDs', { filters: { ids: 'nat/geo' } }],
		['Creator', { filters: { creatorId: 'no body' } }],
		['Overlap (Minutes)', { options: { overlapMinutes: 0 } }],
		['Limit', { options: { limit: 1.5 } }],
		['Include Metrics', { options: { includeMetrics: '1d' } }],
		['Include Changes', { options: { includeChanges: ['Followers', 'Subscribers'] } }],
		['Only Changed', { options: { onlyChanged: true } }],
		[
			'Only Changed',
			{ triggerOn: 'video', options: { onlyChanged: true, includeChanges: ['follower_count'] } },
		],
	])('refuses a wrong %s before any request', async (shown, parameters) => {
		const trigger = bench.workflow({ parameters });
		await bench.sandbox.clearRequests();
		await expect(trigger.activate()).rejects.toThrow(startsWithField(shown));
		expect(await bench.sandbox.requests()).toEqual([]);
	});
});

describe('Options of the CreatorAudit Trigger', () => {
	it('adds the metrics of what it tells, 200 in one call, and nothing for what it does not', async () => {
		const trigger = await bench.active(withOptions({ includeMetrics: '7d' }));
		expect((await bench.poll(trigger)).requests.map(({ path }) => path)).toEqual(['/accounts']);
		const ids = await refreshed((await accounts()).slice(0, 250).map(({ id }) => id));
		const { items, requests } = await bench.poll(trigger);
		expect(items.map(({ id }) => id)).toEqual(ids);
		expect(requests.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
			'/accounts/metrics',
			'/accounts/metrics',
		]);
		for (const item of items)
			expect(item).toMatchObject({
				found: true,
				period: '7d',
				days: 7,
				views: expect.any(Number) as number,
			});
		expect(Object.keys(items[249])).toEqual(Object.keys(items[0]));
	});

	it('adds the metrics of videos', async () => {
		const trigger = await bench.active({
			parameters: { triggerOn: 'video', options: { includeMetrics: '30d' } },
		});
		await bench.sandbox.refresh({ videos: 2 });
		expect((await bench.poll(trigger)).items).toMatchObject([{ period: '30d' }, { period: '30d' }]);
	});

	it('keeps the turn of what it has no metrics for', async () => {
		const trigger = await bench.active({ ...withOptions({ includeMetrics: '7d' }) });
		const ids = await refreshed((await accounts()).slice(0, 250).map(({ id }) => id));
		trigger.restart({ budgetMs: 4_000 });
		await bench.sandbox.fault({ match: { path: '/metrics' }, times: null, fault: { status: 403 } });
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '403' });
		await bench.sandbox.clearFaults();
		await bench.sandbox.fault({
			match: { path: '/metrics' },
			skip: 1,
			times: 1,
			fault: { status: 403 },
		});
		// Both calls are under way at once; nearly always the second to arrive is the one for the last 50.
		const first = ((await trigger.poll().catch(() => null)) ?? []).map(({ id }) => String(id));
		expect([0, 200]).toContain(first.length);
		trigger.restart({ budgetMs: 60_000 });
		const rest = (await bench.drain(trigger)).map(({ id }) => String(id));
		expect([...first, ...rest]).toEqual(ids);
	});

	it('says what changed since it last told of the same account', async () => {
		const [{ id }] = await accounts();
		const fields = ['follower_count', 'view_count'];
		const trigger = await bench.active(withOptions({ includeChanges: fields }));
		await refreshed([id]);
		const [first] = (await bench.poll(trigger)).items;
		expect(first).toMatchObject({
			view_count_from: null,
			view_count_to: first.view_count,
			view_count_difference: null,
			view_count_percent: null,
			changes_note: null,
		});
		trigger.restart();
		await refreshed([id]);
		const [second] = (await bench.poll(trigger)).items as Array<Record<string, number>>;
		expect(second.view_count).toBeGreaterThan(Number(first.view_count));
		expect(second).toMatchObject({
			view_count_from: first.view_count,
			view_count_to: second.view_count,
			view_count_difference: second.view_count - Number(first.view_count),
		});
		expect(second.view_count_percent).toBeCloseTo(
			(second.view_count_difference / Number(first.view_count)) * 100,
			2,
		);
		expect(Object.keys(second)).toEqual(Object.keys(first));
		expect(Object.keys(second)).not.toContain('like_count_from');
	});

	it.each(['Followers, views', ['Followers', 'view_count'], '["followers", "Views"]'])(
		'takes the names of numbers for them: %j',
		async (includeChanges) => {
			const [{ id }] = await accounts();
			const trigger = await bench.active(withOptions({ includeChanges }));
			await refreshed([id]);
			const [first] = (await bench.poll(trigger)).items;
			expect(first).toMatchObject({
				view_count_to: first.view_count,
				follower_count_to: first.follower_count,
			});
		},
	);

	it('leaves out refreshes that changed nothing, on request', async () => {
		const [{ id }] = await accounts();
		const trigger = await bench.active(
			withOptions({ includeChanges: ['view_count'], onlyChanged: true }),
		);
		const told: unknown[] = [];
		for (const bump of [false, false, true, false]) {
			await bench.sandbox.refresh({ accountIds: [id], bump });
			told.push((await trigger.poll())?.length ?? 0);
		}
		// The first has nothing to be compared with.
		expect(told).toEqual([1, 0, 1, 0]);
	});

	it('takes each number once for comparison, also when the choice changes', async () => {
		const [{ id }] = await accounts();
		const trigger = await bench.active(withOptions({ includeChanges: ['view_count'] }));
		await refreshed([id]);
		const [first] = (await bench.poll(trigger)).items;
		trigger.restart(withOptions({ includeChanges: ['like_count', 'view_count'] }));
		await refreshed([id]);
		expect((await bench.poll(trigger)).items).toMatchObject([
			{ like_count_from: null, view_count_from: first.view_count },
		]);
	});
});
