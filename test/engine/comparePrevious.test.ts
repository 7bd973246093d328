import type { IDataObject } from 'n8n-workflow';

import { sandboxedNode } from '../support/sandboxedNode';

const DAY_MS = 86_400_000;
const shift = (date: unknown, days: number) =>
	new Date(Date.parse(String(date)) + days * DAY_MS).toISOString().slice(0, 10);

describe('Compare With Previous Period', () => {
	const node = sandboxedNode({ accounts: 1_000, videos: 20 });
	let accounts: string[];

	beforeAll(async () => {
		accounts = (await node.sandbox.data('accounts')).map(({ id }) => String(id));
	});

	const metrics = async (values: IDataObject, input: IDataObject[]) =>
		await node.run(
			{
				resource: 'account',
				operation: 'getMetrics',
				accountIds: '={{ $json.id }}',
				options: { comparePrevious: true },
				...values,
			} as Parameters<typeof node.run>[0],
			{ input },
		);

	it('compares 1,000 accounts in ten requests', async () => {
		const { json, requests } = await metrics(
			{},
			accounts.map((id) => ({ id })),
		);
		expect(requests).toHaveLength(10);
		expect(json).toHaveLength(1_000);
		expect(json.every(({ previous_views: before }) => typeof before === 'number')).toBe(true);
	});

	it.each([
		['7d', {}],
		['30d', {}],
		['custom', { startDate: '2026-02-01', endDate: '2026-02-28' }],
	])(
		'takes the window as long as the one asked for, and ending the day before: %s',
		async (period, dates) => {
			const [row] = (await metrics({ period, ...dates }, [{ id: accounts[0] }])).json;
			expect(row.previous_end_date).toBe(shift(row.start_date, -1));
			expect(row.previous_start_date).toBe(shift(row.start_date, -Number(row.days)));
			const [before] = (
				await metrics(
					{
						period: 'custom',
						startDate: row.previous_start_date,
						endDate: row.previous_end_date,
						options: {},
					},
					[{ id: accounts[0] }],
				)
			).json;
			for (const total of [
				'views',
				'plays',
				'likes',
				'comments',
				'shares',
				'engagement',
			] as const) {
				const [now, then] = [Number(row[total]), Number(before[total])];
				expect(row[`previous_${total}`]).toBe(then);
				expect(row[`${total}_change`]).toBe(now - then);
				expect(row[`${total}_change_percent`]).toBe(
					then === 0 ? null : Number((((now - then) / then) * 100).toFixed(2)),
				);
			}
			expect(row.previous_engagement_rate).toBe(before.engagement_rate);
		},
	);

	it('asks for no window before an ID that is not tracked, and leaves its columns empty', async () => {
		const unknown = '00000000-0000-4000-8000-000000000000';
		const { json, requests } = await metrics({}, [{ id: unknown }]);
		expect(requests).toHaveLength(1);
		expect(json[0]).toMatchObject({
			found: false,
			previous_views: null,
			views_change: null,
			views_change_percent: null,
			engagement_rate_change: null,
		});
	});

	it('costs nothing when it is off', async () => {
		const { json, requests } = await metrics({ options: {} }, [{ id: accounts[0] }]);
		expect(requests).toHaveLength(1);
		expect(Object.keys(json[0]).some((name) => name.startsWith('previous_'))).toBe(false);
	});

	it.each([
		['video', 'videoIds'],
		['accountVideo', 'instagramPostIds'],
	])('exists for %s, too', async (resource, field) => {
		const rows = await node.sandbox.data(resource === 'video' ? 'videos' : 'accountVideos');
		const { id } = rows.find(({ platform }) => platform === 'instagram')!;
		const { json } = await node.run({
			resource,
			operation: 'getMetrics',
			instagramPostIds: '',
			tiktokVideoIds: '',
			[field]: String(id),
			options: { comparePrevious: true },
		});
		expect(json).toEqual([expect.objectContaining({ previous_views: expect.any(Number) })]);
	});
});
