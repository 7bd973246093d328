import { sandboxedNode, type Setup } from '../support/sandboxedNode';
import { knownIn, type Known } from '../support/formValues';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

describe('the operations', () => {
	const node = sandboxedNode({ accounts: 450, creators: 230, accountVideosPerAccount: 1 });
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	const run = async (
		resource: string,
		operation: string,
		values: Parameters<typeof node.run>[0] = {},
		setup?: Setup,
	) => await node.run({ resource, operation, ...values }, setup);

	describe('lists', () => {
		const pages = ({ requests }: Awaited<ReturnType<typeof run>>) =>
			requests.map(({ query }) => Number(query.limit));

		it.each([
			{ limit: 1, pages: [1] },
			{ limit: 200, pages: [200] },
			{ limit: 250, pages: [200, 50] },
			{ limit: 400, pages: [200, 200] },
			{ limit: 1000, pages: [200, 200, 200] },
			{ limit: '250', pages: [200, 50] },
		])('fetches no more than the limit of $limit', async (expected) => {
			const result = await run('account', 'getAll', { limit: expected.limit });
			expect(pages(result)).toEqual(expected.pages);
			expect(result.items.length).toBe(Math.min(Number(expected.limit), 450));
			expect(new Set(result.json.map(({ id }) => id)).size).toBe(result.items.length);
		});

		it.each([
			['account', 450, 3],
			['creator', 230, 2],
			['video', 80, 1],
			['accountVideo', 450, 3],
		])('returns all of %s', async (resource, count, requests) => {
			const result = await run(resource, 'getAll', { returnAll: true });
			expect(result.items.length).toBe(count);
			expect(result.requests.length).toBe(requests);
		});

		it('sends filters and sort unchanged with every cursor', async () => {
			const { requests, json } = await run('account', 'getAll', {
				returnAll: true,
				filters: { isActive: true },
				sort: { orderBy: 'follower_count', orderDirection: 'asc' },
			});
			expect(requests.length).toBeGreaterThan(1);
			const others = requests.map(({ query }) =>
				Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'cursor')),
			);
			expect(new Set(others.map((query) => JSON.stringify(query))).size).toBe(1);
			expect(others[0]).toEqual({
				is_active: 'true',
				order_by: 'follower_count',
				order_direction: 'asc',
				limit: '200',
			});
			const followers = json.map(({ follower_count }) => Number(follower_count));
			expect(followers).toEqual([...followers].sort((a, b) => a - b));
		});

		it('pairs each row with its input item', async () => {
			const { items } = await run(
				'account',
				'getAll',
				{ limit: '={{ $json.wanted }}' },
				{ input: [{ wanted: 2 }, { wanted: 3 }] },
			);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 0, 1, 1, 1].map((item) => ({ item })),
			);
		});

		it('gives no items for an empty list', async () => {
			const { items, error } = await run('account', 'getAll', {
				filters: { q: 'nobody-is-called-that' },
			});
			expect({ items, error }).toEqual({ items: [], error: undefined });
		});

		it('does nothing without input items', async () => {
			const { items, error, requests } = await run('account', 'getAll', {}, { input: [] });
			expect({ items, error, requests }).toEqual({ items: [], error: undefined, requests: [] });
		});

		it('takes switches and choices as sheets and agents write them', async () => {
			const filters = { isActive: '={{ "FALSE" }}', platform: '={{ "TikTok" }}' };
			const { requests } = await run('account', 'getAll', { filters });
			expect(requests[0].query).toMatchObject({ is_active: 'false', platform: 'tiktok' });
		});
	});

	describe('changes', () => {
		const account = () => ({ accountId: { __rl: true, mode: 'id', value: known.freeAccountId } });

		it('pauses by an update to false, and changes nothing else', async () => {
			const [before] = await node.sandbox.data('accounts', [known.freeAccountId]);
			const { json, requests } = await run('account', 'update', {
				...account(),
				updateFields: { isActive: false },
				output: 'raw',
			});
			expect(requests.map(({ method, body }) => ({ method, body }))).toEqual([
				{ method: 'PATCH', body: { is_active: false } },
			]);
			expect({ ...before, is_active: false }).toMatchObject(json[0]);
		});

		it.each([
			['a field without entries', { metadata: {} }],
			['a list without entries', { metadata: { entries: [] } }],
			['an empty text', { metadataJson: ' ' }],
			['an expression that finds nothing', { metadataJson: '={{ $json.nothing ?? null }}' }],
		])('leaves the stored metadata alone for %s', async (_, nothing) => {
			const metadata = { entries: [{ key: 'campaign', value: 'spring' }] };
			await run('account', 'update', { ...account(), updateFields: { metadata } });
			const { json, requests } = await run('account', 'update', {
				...account(),
				updateFields: { ...nothing, category: 'Food' },
				output: 'raw',
			});
			expect(requests[0].body).toEqual({ category: 'Food' });
			expect(json[0].metadata).toEqual({ campaign: 'spring' });
		});

		it.each([
			['account', 'accountId', () => known.freeAccountId],
			['video', 'videoId', () => known.videoId],
			['creator', 'creatorId', () => known.creatorId],
		])('deletes: %s', async (resource, parameter, id) => {
			const locator = { [parameter]: { __rl: true, mode: 'id', value: id() } };
			expect((await run(resource, 'delete', locator)).json).toEqual([{ deleted: true, id: id() }]);
			const again = await run(resource, 'delete', locator);
			expect(again.items).toEqual([]);
			expect(again.error?.message).toBe(`CreatorAudit does not know the ${resource} "${id()}"`);
		});

		it('takes it for done when a repeated delete finds nothing', async () => {
			await node.sandbox.fault({ match: { method: 'DELETE' }, fault: { reset: 'afterWrite' } });
			const { json, requests } = await run('account', 'delete', account());
			expect(json).toEqual([{ deleted: true, id: known.freeAccountId }]);
			expect(requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
		});

		it('adds an account to a creator, again without harm, and takes it away', async () => {
			const ids = { ...account(), creatorId: { __rl: true, mode: 'id', value: known.creatorId } };
			const link = {
				type: 'creator_account',
				creator_id: known.creatorId,
				account_id: known.freeAccountId,
			};
			expect((await run('creator', 'addAccount', ids)).json).toEqual([link]);
			expect((await run('creator', 'addAccount', ids)).json).toEqual([link]);
			const removed = await run('creator', 'removeAccount', ids);
			expect(removed.json).toEqual([
				{ deleted: true, creator_id: known.creatorId, account_id: known.freeAccountId },
			]);
			expect(removed.requests.map(({ path }) => path)).toEqual([
				`/creators/${known.creatorId}/accounts/${known.freeAccountId}`,
			]);
		});

		it.each([
			['account', 'addAccount'],
			['creator', 'addAccount'],
			['account', 'removeAccount'],
		])('names both when the %s is unknown: %s', async (unknown, operation) => {
			const ids = { account: known.freeAccountId, creator: known.creatorId, [unknown]: UNKNOWN_ID };
			const { error } = await run('creator', operation, {
				accountId: { __rl: true, mode: 'id', value: ids.account },
				creatorId: { __rl: true, mode: 'id', value: ids.creator },
			});
			expect(error?.message).toBe(
				`CreatorAudit does not know the creator "${ids.creator}" or the account "${ids.account}"`,
			);
		});

		it('says that an account belongs to another creator', async () => {
			const [other] = (await node.sandbox.data('creators')).filter(
				({ id }) => id !== known.creatorId,
			);
			const { error } = await run('creator', 'addAccount', {
				accountId: { __rl: true, mode: 'id', value: known.linkedAccountId },
				creatorId: { __rl: true, mode: 'id', value: String(other.id) },
			});
			expect(error?.message).toContain('conflicts with what is there already');
			expect(error?.description).toContain('belongs to another creator');
		});
	});

	describe('answers of other forms', () => {
		it('flattens the overview into one row of figures and changes', async () => {
			const { json } = await run('organization', 'getOverview', { period: '7d' });
			const figures = [
				'total_views',
				'engagement_rate',
				'active_accounts',
				'account_videos',
				'tracked_videos',
			];
			const [{ period, ...numbers }] = json;
			expect(period).toBe('7d');
			expect(Object.keys(json[0])[0]).toBe('period');
			expect(Object.keys(numbers)).toEqual(figures.flatMap((name) => [name, `${name}_change_pct`]));
			for (const value of Object.values(numbers)) expect(typeof value).toBe('number');
			const raw = await run('organization', 'getOverview', { period: '7d', output: 'raw' });
			expect(Object.keys(raw.json[0]).sort()).toEqual(['changes', 'current', 'previous', 'type']);
		});

		it('puts the matches of a search into rows of one form', async () => {
			const { json } = await run('organization', 'search', { q: 'a', limit: 3 });
			expect(json.map(({ type }) => type)).toEqual([
				'account',
				'account',
				'account',
				'creator',
				'creator',
				'creator',
				'video',
				'video',
				'video',
			]);
			for (const row of json) {
				expect(Object.keys(row)).toEqual([
					'type',
					'id',
					'name',
					'platform',
					'username',
					'account_id',
					'account_username',
				]);
				expect(row.name).toEqual(expect.any(String));
			}
			const raw = await run('organization', 'search', { q: 'a', limit: 3, output: 'raw' });
			expect(Object.keys(raw.json[0]).sort()).toEqual(['accounts', 'creators', 'videos']);
			expect((await run('organization', 'search', { q: 'nothing is called so' })).items).toEqual(
				[],
			);
		});

		it('gives a creator day by day, or as the API sends it', async () => {
			const parameters = {
				creatorId: { __rl: true, mode: 'id', value: known.creatorId },
				startDate: '2026-02-01',
				endDate: '2026-02-03',
			};
			const { json } = await run('creator', 'getAnalytics', parameters);
			expect(json.map(({ creator_id, date }) => [creator_id, date])).toEqual(
				['01', '02', '03'].map((day) => [known.creatorId, `2026-02-${day}`]),
			);
			const raw = await run('creator', 'getAnalytics', { ...parameters, output: 'raw' });
			expect(raw.json[0]).toMatchObject({
				creator_id: known.creatorId,
				totals: expect.any(Object),
				daily: expect.any(Array),
			});
		});

		it('gives the leaderboard best first', async () => {
			const { json } = await run('creator', 'getTop', { period: '7d', limit: 4 });
			expect(json.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
		});

		it('tells whose the API key is', async () => {
			expect((await run('organization', 'getApiKey')).json).toEqual([
				{ type: 'whoami', organization_id: expect.any(String), api_key_name: expect.any(String) },
			]);
		});
	});
});
