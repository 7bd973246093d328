import { sandboxedNode } from '../support/sandboxedNode';

describe('locators', () => {
	const node = sandboxedNode({ accounts: 300 });
	/** Tracked on both platforms. */
	const TWICE = 'on.both';
	let id: { instagram: string; tiktok: string; both: string };
	let username: { instagram: string; tiktok: string };

	beforeAll(async () => {
		const accounts = await node.sandbox.data('accounts');
		const first = (platform: string) => accounts.find((account) => account.platform === platform)!;
		username = {
			instagram: String(first('instagram').username),
			tiktok: String(first('tiktok').username),
		};
		for (const platform of ['instagram', 'tiktok']) {
			const { json } = await node.run({
				resource: 'account',
				operation: 'create',
				platform,
				username: TWICE,
			});
			id = { ...id, both: String(json[0].id) };
		}
		id = { ...id, instagram: String(first('instagram').id), tiktok: String(first('tiktok').id) };
	});

	const get = async (value: unknown, mode = 'username', setup = {}) =>
		await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode, value: value as string },
			},
			setup,
		);

	it.each([
		['list', (): string => id.instagram],
		['id', () => id.instagram],
		['id', () => ` ${id.instagram.toUpperCase()}\n`],
		['id', () => `\u200b${id.instagram}\u2069`],
		['username', () => id.instagram],
	])('takes an ID in mode %s without a look-up', async (mode, value) => {
		const { json, requests } = await get(value(), mode);
		expect(json[0].id).toBe(id.instagram);
		expect(requests.map(({ path }) => path)).toEqual([`/accounts/${id.instagram}`]);
	});

	it('says where a name belongs that stands in place of an ID', async () => {
		const { error, requests } = await get(`@${username.instagram}`, 'id');
		expect(error?.message).toBe(`Account: "@${username.instagram}" is not an ID.`);
		expect(error?.description).toMatch(/^To give a username or an address, choose By Username\./);
		expect(requests).toEqual([]);
	});

	it('takes a bare value, as expressions and agents give it', async () => {
		for (const value of [id.tiktok, `@${username.tiktok}`]) {
			const { json } = await node.run({
				resource: 'account',
				operation: 'get',
				accountId: `={{ "${value}" }}`,
			});
			expect(json[0].id).toBe(id.tiktok);
		}
	});

	it('takes a name that an agent puts where something was to be picked from the list', async () => {
		const { json } = await get(`={{ "@${username.instagram}" }}`, 'list');
		expect(json[0].id).toBe(id.instagram);
	});

	describe('by name', () => {
		it.each([
			(name: string) => name,
			(name: string) => `@${name}`,
			(name: string) => `  @${name.toUpperCase()} `,
			(name: string) => `instagram:${name}`,
			(name: string) => `Instagram: @${name}`,
			(name: string) => `https://www.instagram.com/${name}`,
			(name: string) => `https://instagram.com/${name}/?hl=en&igsh=abc`,
			(name: string) => `instagram.com/${name.toUpperCase()}/`,
			(name: string) => `http://m.instagram.com/${name}/reels/`,
		])('finds an account on Instagram (%#)', async (form) => {
			const { json, requests, error } = await get(form(username.instagram));
			expect(error).toBeUndefined();
			expect(json[0].id).toBe(id.instagram);
			expect(requests.map(({ path, query }) => [path, query.q])).toEqual([
				['/accounts', username.instagram],
			]);
			expect(json).toEqual((await get(id.instagram, 'id')).json);
		});

		it.each([
			(name: string) => `https://www.tiktok.com/@${name}`,
			(name: string) => `https://www.tiktok.com/@${name}?lang=en`,
			(name: string) => `tiktok.com/@${name.toUpperCase()}/`,
			(name: string) => `https://www.tiktok.com/@${name}/live`,
			(name: string) => `tiktok: ${name}`,
		])('finds an account on TikTok (%#)', async (form) => {
			const { json, requests } = await get(form(username.tiktok));
			expect(json[0].id).toBe(id.tiktok);
			expect(requests[0].query).toMatchObject({ q: username.tiktok, platform: 'tiktok' });
		});

		it('looks up each distinct handle once a run, however it is written', async () => {
			const forms = [
				username.tiktok,
				`@${username.tiktok}`,
				username.tiktok.toUpperCase(),
				`@${username.instagram}`,
			];
			const input = Array.from({ length: 40 }, (_, n) => ({ name: forms[n % forms.length] }));
			const { json, requests } = await get('={{ $json.name }}', 'username', { input });
			expect(json.map((row) => row.id)).toEqual(
				input.map((_, n) => (n % 4 === 3 ? id.instagram : id.tiktok)),
			);
			expect(
				requests
					.filter(({ path }) => path === '/accounts')
					.map(({ query }) => query.q)
					.sort(),
			).toEqual([username.instagram, username.tiktok].sort());
		});

		it('asks for the platform when the name is tracked on both', async () => {
			const { error, requests } = await get(`@${TWICE}`);
			expect(error?.message).toBe(`Account: @${TWICE} is tracked on both platforms.`);
			expect(error?.description).toContain(`instagram:${TWICE} or tiktok:${TWICE}`);
			expect(requests.length).toBe(1);
			expect((await get(`tiktok:${TWICE}`)).json[0]).toMatchObject({
				id: id.both,
				platform: 'tiktok',
			});
			expect((await get(`https://www.tiktok.com/@${TWICE}`)).json[0]).toMatchObject({
				id: id.both,
				platform: 'tiktok',
			});
		});

		it('says which handle is not tracked, and what is tracked instead', async () => {
			const near = username.instagram.slice(0, 4);
			const { error } = await get(`https://www.tiktok.com/@${near}`);
			expect(error?.message).toBe(`Account: @${near} on TikTok is not tracked.`);
			expect(error?.description).toContain(`@${username.instagram} on Instagram`);
			expect((await get('zzz.nothing.like.it')).error?.description).toMatch(
				/You track, for example: (@\S+ on (Instagram|TikTok)(, )?){5}\./,
			);
		});

		it('takes an account as the error has named it, and as the list shows it', async () => {
			const { error } = await get('zzz.nothing.like.it');
			const named = String(error?.description)
				.match(/@\S+ on (?:Instagram|TikTok)/g)!
				.find((name) => !name.includes(TWICE))!;
			const { json } = await get(named);
			expect(
				`@${String(json[0].username)} on ${json[0].platform === 'tiktok' ? 'TikTok' : 'Instagram'}`,
			).toBe(named);
			expect((await get(named.replace(' on ', ' · '))).json).toEqual(json);
			for (const accountIds of [
				`${id.both}, ${named}, @${TWICE} · TikTok`,
				`={{ ["${named}", "${id.both}"] }}`,
			]) {
				const metrics = await node.run({
					resource: 'account',
					operation: 'getMetrics',
					accountIds,
				});
				expect(metrics.json.map(({ account_id: account }) => account).sort()).toEqual(
					[id.both, json[0].id].sort(),
				);
			}
		});

		it('takes no part of a name for the name', async () => {
			expect((await get(username.instagram.slice(0, -1))).error?.message).toMatch(/is not tracked/);
		});

		it('says so once, and cheaply, when a whole sheet names somebody who is not tracked', async () => {
			const input = Array.from({ length: 30 }, () => ({}));
			const { errors, requests } = await get('@nobody.here', 'username', {
				input,
				onError: 'continueErrorOutput',
			});
			expect(errors.length).toBe(30);
			expect(requests.length).toBeLessThanOrEqual(3);
		});

		it('reads a page of matches after the other until the name is found', async () => {
			const { json, requests } = await get(username.tiktok);
			expect(json[0].id).toBe(id.tiktok);
			expect(requests[0].query).toEqual({
				q: username.tiktok,
				order_by: 'username',
				order_direction: 'asc',
				limit: '200',
			});
		});
	});

	it('resolves names in every operation on an account, and in filters', async () => {
		const byName = { __rl: true, mode: 'username', value: `@${username.instagram}` };
		const list = await node.run({
			resource: 'accountVideo',
			operation: 'getAll',
			filters: { accountId: byName },
			limit: 2,
		});
		expect(list.requests.at(-1)).toMatchObject({
			path: '/account-videos',
			query: { account_id: id.instagram, limit: '2' },
		});
		const update = await node.run({
			resource: 'account',
			operation: 'update',
			accountId: byName,
			updateFields: { category: 'news' },
		});
		expect(update.requests.at(-1)).toMatchObject({
			method: 'PATCH',
			path: `/accounts/${id.instagram}`,
		});
	});

	it('takes no name for a creator or a video, which have none that is unique', async () => {
		for (const [resource, parameter] of [
			['creator', 'creatorId'],
			['video', 'videoId'],
		]) {
			const { error, requests } = await node.run({
				resource,
				operation: 'get',
				[parameter]: { __rl: true, mode: 'id', value: '@natgeo' },
			});
			expect(error?.message).toContain('"@natgeo" is not an ID.');
			expect(requests).toEqual([]);
		}
	});
});
