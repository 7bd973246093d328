import type { IDataObject } from 'n8n-workflow';

import { sandboxedNode } from '../support/sandboxedNode';

describe('Get Daily Metrics', () => {
	const node = sandboxedNode({ accounts: 400, videos: 20 });
	let accounts: string[];

	beforeAll(async () => {
		accounts = (await node.sandbox.data('accounts')).map(({ id }) => String(id));
	});

	const daily = async (values: IDataObject, input: IDataObject[]) =>
		await node.run(
			{
				resource: 'account',
				operation: 'getDailyMetrics',
				accountIds: '={{ $json.id }}',
				...values,
			} as Parameters<typeof node.run>[0],
			{ input },
		);

	it('gives 6,000 rows of 200 accounts over 30 days for 30 requests', async () => {
		const input = accounts.slice(0, 200).map((id) => ({ id }));
		const { json, items, requests } = await daily({ period: '30d' }, input);
		expect(requests).toHaveLength(30);
		expect(json).toHaveLength(6_000);
		expect(items[35].pairedItem).toEqual({ item: 1 });
		expect(Object.keys(json[0])).toEqual([
			'account_id',
			'username',
			'platform',
			'date',
			'found',
			'views',
			'plays',
			'likes',
			'comments',
			'shares',
			'engagement',
			'engagement_rate',
		]);
	});

	it('gives the days in their order, without a gap', async () => {
		const dates = { period: 'custom', startDate: '2026-02-26', endDate: '2026-03-02' };
		const { json } = await daily(dates, [{ id: accounts[0] }]);
		expect(json.map(({ date }) => date)).toEqual([
			'2026-02-26',
			'2026-02-27',
			'2026-02-28',
			'2026-03-01',
			'2026-03-02',
		]);
	});

	it.each(['7d', '30d', '90d'])('adds up to the totals of the period: %s', async (period) => {
		const input = accounts.slice(0, 3).map((id) => ({ id }));
		const { json } = await daily({ period }, input);
		const totals = await daily({ operation: 'getMetrics', period }, input);
		for (const row of totals.json) {
			const days = json.filter(({ account_id: id }) => id === row.account_id);
			for (const total of ['views', 'plays', 'likes', 'comments', 'shares', 'engagement']) {
				expect(days.reduce((sum, day) => sum + Number(day[total]), 0)).toBe(row[total]);
			}
		}
	});

	it('refuses more than 92 days before anything is sent', async () => {
		const dates = { period: 'custom', startDate: '2026-01-01', endDate: '2026-04-03' };
		const { error, requests } = await daily(dates, [{ id: accounts[0] }]);
		expect(error?.message).toBe('Start Date: the two dates span 93 days; at most 92 are possible.');
		expect(requests).toEqual([]);
	});

	it('lets a day that fails cost only the items that asked for it', async () => {
		await node.sandbox.fault({
			match: { path: '/accounts/metrics' },
			fault: { status: 400 },
			times: 1,
		});
		const input = [
			{ id: accounts[0], day: '2026-02-01' },
			{ id: accounts[1], day: '2026-02-02' },
		];
		const dates = { period: 'custom', startDate: '={{ $json.day }}', endDate: '={{ $json.day }}' };
		const { json } = await node.run(
			{
				resource: 'account',
				operation: 'getDailyMetrics',
				accountIds: '={{ $json.id }}',
				...dates,
			},
			{ input, onError: 'continueRegularOutput' },
		);
		expect(json.filter((row) => 'error' in row)).toHaveLength(1);
		expect(json.filter(({ found }) => found === true)).toHaveLength(1);
		await node.sandbox.reset();
	});
});
