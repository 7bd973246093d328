import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode } from '../../support/sandboxedNode';

/** Rows of a sheet in which the cell that a filter reads has nothing. */
const BLANK_ROWS: Array<[what: string, row: { cell?: string | null | string[] }]> = [
	['null', { cell: null }],
	['an empty text', { cell: '' }],
	['blanks', { cell: ' \t ' }],
	['a blank that nobody sees', { cell: '\u200b' }],
	['no such column', {}],
	['an empty list', { cell: [] }],
	['a list of nothing', { cell: ['', ' '] }],
];

const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const CELL = '={{ $json.cell }}';

/** All filters and sort rules, by the operation that takes them. */
const CONDITIONS: Array<[resource: string, shown: string, parameters: INodeParameters]> = [
	['account', 'Platform', { filters: { platform: CELL } }],
	['account', 'Active', { filters: { isActive: CELL } }],
	['account', 'Category', { filters: { category: CELL } }],
	['account', 'Username Contains', { filters: { q: CELL } }],
	['account', 'Creator', { filters: { creatorId: locator(CELL) } }],
	['video', 'Account', { filters: { accountId: locator(CELL) } }],
	['accountVideo', 'Account', { filters: { accountId: CELL } }],
	['creator', 'Active', { filters: { isActive: CELL } }],
	['account', 'Order By', { sort: { orderBy: CELL } }],
	['creator', 'Direction', { sort: { orderDirection: CELL } }],
];

describe('a cell that is blank', () => {
	const node = sandboxedNode({ firstRefreshDelayMs: 0 });
	const list = async (resource: string, parameters: INodeParameters, input = [{}] as object[]) =>
		await node.run(
			{ resource, operation: 'getAll', limit: 2, ...parameters },
			{ input: input as never },
		);

	describe.each(CONDITIONS)('of %s, %s', (resource, shown, parameters) => {
		it.each(BLANK_ROWS)('never means everything: %s', async (_, row) => {
			const { error, requests } = await list(resource, parameters, [row]);
			expect(error?.message).toBe(`${shown} was added and has no value.`);
			expect(error?.description).toContain('To list all, remove it.');
			expect(requests).toEqual([]);
		});

		it('means no filter for those who choose that', async () => {
			const options = { blankFilters: 'leaveOut' };
			const { error, requests } = await list(resource, { ...parameters, options }, [{ cell: '' }]);
			expect(error).toBeUndefined();
			expect(requests.map(({ query }) => query)).toEqual([{ limit: '2' }]);
		});
	});

	it('costs its own item only', async () => {
		const { items, errors } = await node.run(
			{ resource: 'account', operation: 'getAll', limit: 1, filters: { platform: CELL } },
			{
				input: [{ cell: 'tiktok' }, { cell: '' }, { cell: 'instagram' }],
				onError: 'continueErrorOutput',
			},
		);
		expect(items.map(({ json }) => json.platform)).toEqual(['tiktok', 'instagram']);
		expect(errors).toMatchObject([{ pairedItem: { item: 1 } }]);
	});

	it('is refused in a filter that was added by hand and left empty', async () => {
		const { error, requests } = await list('account', { filters: { category: '' } });
		expect(error?.message).toBe('Category was added and has no value.');
		expect(requests).toEqual([]);
	});

	it('is refused for a period, a limit and the dates of analytics', async () => {
		const [creator] = await node.sandbox.data('creators');
		const analytics = { operation: 'getAnalytics', creatorId: locator(String(creator.id)) };
		for (const [resource, parameters, message] of [
			['organization', { operation: 'getOverview', period: CELL }, 'Period is empty.'],
			['creator', { operation: 'getTop', limit: CELL }, 'Limit is empty.'],
			['creator', { ...analytics, startDate: CELL }, 'Start Date: its expression has no value.'],
			['creator', { ...analytics, endDate: CELL }, 'End Date: its expression has no value.'],
		] as const) {
			const { error, requests } = await list(resource, parameters, [{ cell: null }]);
			expect(error?.message).toBe(message);
			expect(requests).toEqual([]);
		}
		// Both may stay empty by hand.
		const { error, requests } = await list('creator', { ...analytics, startDate: '' });
		expect(error).toBeUndefined();
		expect(requests).toHaveLength(1);
	});

	describe('in a query parameter of API: Request', () => {
		const ask = async (name: string, options: INodeParameters = {}) =>
			await node.run(
				{
					resource: 'api',
					operation: 'request',
					path: '/accounts',
					query: { parameters: [{ name, value: CELL }] },
					options,
				},
				{ input: [{ cell: '' }] },
			);

		it('is refused', async () => {
			const { error, requests } = await ask('platform');
			expect(error?.message).toBe('Query Parameters: "platform" was added and has no value.');
			expect(requests).toEqual([]);
		});

		it('is left out for those who choose that, and for the first page', async () => {
			for (const result of [
				await ask('platform', { blankFilters: 'leaveOut' }),
				await ask('cursor'),
			]) {
				expect(result.error).toBeUndefined();
				expect(result.requests.map(({ query }) => query)).toEqual([{}]);
			}
		});

		it('is refused in the place of its name', async () => {
			const { error, requests } = await node.run({
				resource: 'api',
				operation: 'request',
				path: '/accounts',
				query: { parameters: [{ name: '={{ $json.nothing }}', value: 'tiktok' }] },
			});
			expect(error?.message).toBe('Query Parameters: "tiktok" has no name.');
			expect(requests).toEqual([]);
		});
	});
});
