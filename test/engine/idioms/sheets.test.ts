import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode } from '../../support/sandboxedNode';

describe('rows of a sheet', () => {
	const node = sandboxedNode({ accounts: 430, videos: 20, creators: 8 });
	let ids: Record<'account' | 'video' | 'creator', string>;
	let free: string;
	beforeEach(async () => {
		await node.sandbox.reset();
		const first = async (kind: 'accounts' | 'videos' | 'creators') =>
			String((await node.sandbox.data(kind))[0].id);
		ids = {
			account: await first('accounts'),
			video: await first('videos'),
			creator: await first('creators'),
		};
		free = String(
			(await node.sandbox.data('accounts')).find(({ creator_id: owner }) => owner === null)!.id,
		);
	});

	const row = { row_number: 7, note: 'mine', id: 'theirs', error: 'old' };
	const located = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });
	const locators = () => ({
		accountId: located(ids.account),
		videoId: located(ids.video),
		creatorId: located(ids.creator),
	});

	it.each([
		['account', 'get', {}],
		['account', 'update', { updateFields: { isActive: false } }],
		['account', 'delete', {}],
		['account', 'create', { platform: 'tiktok', username: 'kept.fields' }],
		['account', 'getMetrics', {}],
		['video', 'get', {}],
		['video', 'update', { updateFields: { isActive: false } }],
		['video', 'delete', {}],
		['video', 'create', { platform: 'instagram', identifier: 'C0ffeeC0ffe' }],
		['creator', 'get', {}],
		['creator', 'update', { updateFields: { isActive: false } }],
		['creator', 'delete', {}],
		['creator', 'create', { name: 'Kept' }],
		['creator', 'addAccount', {}],
		['creator', 'removeAccount', {}],
		['organization', 'getOverview', {}],
		['organization', 'getApiKey', {}],
		['api', 'request', { path: '/whoami' }],
	] as Array<[string, string, INodeParameters]>)(
		'keep their row number on request through %s: %s',
		async (resource, operation, values) => {
			const parameters: INodeParameters = { resource, operation, ...locators(), ...values };
			if (operation === 'getMetrics') parameters.accountIds = ids.account;
			if (operation === 'addAccount') parameters.accountId = located(free);
			if (operation === 'removeAccount') {
				parameters.accountId = located(free);
				await node.run({ ...parameters, operation: 'addAccount' });
			}
			const input = [row];
			const keep = { options: { keepInputFields: true } };
			const { json, error } = await node.run({ ...parameters, ...keep }, { input });
			expect(error).toBeUndefined();
			expect(json.length).toBe(1);
			expect(json[0]).toMatchObject({ row_number: 7, note: 'mine' });
			expect(json[0].error).toBeUndefined();
			expect(Object.keys(json[0]).length).toBeGreaterThan(3);
		},
	);

	it('come back without the input fields when Keep Input Fields is off', async () => {
		const parameters = { resource: 'account', operation: 'get', ...locators() };
		const { json } = await node.run(parameters, { input: [row] });
		expect(json[0]).not.toHaveProperty('row_number');
	});

	describe('figures of a period', () => {
		it.each([
			['getOverview', 'organization'],
			['getTop', 'creator'],
		])('have the column period: %s of %s', async (operation, resource) => {
			const { json, error } = await node.run({ resource, operation, period: '90d' });
			expect(error).toBeUndefined();
			expect(json.length).toBeGreaterThan(0);
			for (const one of json) expect(one).toMatchObject({ period: '90d' });
		});

		it('have no such column in raw output', async () => {
			const { json } = await node.run({
				resource: 'organization',
				operation: 'getOverview',
				output: 'raw',
			});
			expect(json[0]).not.toHaveProperty('period');
		});
	});

	describe('Username Contains', () => {
		const find = async (q: string, filters: INodeParameters = {}) =>
			await node.run({
				resource: 'account',
				operation: 'getAll',
				returnAll: true,
				filters: { q, ...filters },
			});

		it('takes the address of a profile, and its platform with it', async () => {
			const [account] = (await node.sandbox.data('accounts')).filter(
				({ platform }) => platform === 'tiktok',
			);
			const name = String(account.username);
			const { json, error, requests } = await find(`https://www.tiktok.com/@${name}?lang=en`);
			expect(error).toBeUndefined();
			expect(json.map(({ id }) => id)).toContain(account.id);
			expect(requests[0].query).toMatchObject({ q: name, platform: 'tiktok' });
			const other = await find(`https://www.tiktok.com/@${name}`, { platform: 'instagram' });
			expect(other.error?.message).toBe(
				'Username Contains: this is a profile on TikTok, but the filter Platform says Instagram.',
			);
			expect(other.requests).toEqual([]);
		});

		it('refuses the address of a post, which would find nothing', async () => {
			const { error, requests } = await find('https://www.instagram.com/p/C0ffeeC0ffe/');
			expect(error?.message).toContain('is not the address of a profile.');
			expect(requests).toEqual([]);
		});
	});

	describe('Count Only', () => {
		const count = async (resource: string, values: INodeParameters = {}) =>
			await node.run({
				resource,
				operation: 'getAll',
				options: { countOnly: true },
				...values,
			});

		it.each([
			['account', 'accounts'],
			['video', 'videos'],
			['creator', 'creators'],
		] as const)('counts the rows of %s by one request', async (resource, kind) => {
			const { json, requests, error } = await count(resource);
			expect(error).toBeUndefined();
			expect(json).toEqual([{ count: (await node.sandbox.data(kind)).length }]);
			expect(requests.map(({ query }) => query)).toEqual([{ include_total: 'true', limit: '1' }]);
		});

		it('counts account videos', async () => {
			const { json, requests } = await count('accountVideo');
			expect(json).toEqual([{ count: expect.any(Number) }]);
			expect(requests.length).toBe(1);
		});

		it('counts what meets the filters', async () => {
			const all = (await node.sandbox.data('accounts')).filter(
				({ platform, is_active: isActive }) => platform === 'tiktok' && isActive === true,
			);
			const { json, requests } = await count('account', {
				filters: { platform: 'tiktok', isActive: true },
				sort: { orderBy: 'username' },
			});
			expect(json).toEqual([{ count: all.length }]);
			expect(requests.length).toBe(1);
		});

		it('reads the list where the total is not to be trusted', async () => {
			const wanted = (await node.sandbox.data('accounts')).filter(
				({ platform }) => platform === 'tiktok',
			).length;
			await node.sandbox.settings({ ignoreFilters: ['platform'], filterEcho: 'asked' });
			const { json, error, requests } = await count('account', {
				filters: { platform: 'tiktok' },
			});
			expect(error).toBeUndefined();
			expect(json).toEqual([{ count: wanted }]);
			expect(requests.length).toBeGreaterThan(1);
		});

		it('is 0 for an empty list', async () => {
			const { json } = await count('account', { filters: { q: 'nobody.has.this.name' } });
			expect(json).toEqual([{ count: 0 }]);
		});
	});
});
