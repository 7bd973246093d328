import { sandboxedNode } from '../../support/sandboxedNode';

/** Get by the name that people know: the list that finds the name has the record already. */
describe('Get by a name', () => {
	const node = sandboxedNode({ accounts: 5_000, videos: 3, creators: 3 });
	const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
	const getAccount = async (name: string) =>
		await node.run({
			resource: 'account',
			operation: 'get',
			accountId: locator('username', name),
			output: 'raw',
		});

	it('costs one request, and gives the same record as the ID', async () => {
		const account = (await node.sandbox.data('accounts'))[4_321];
		const { json, requests } = await getAccount(`@${String(account.username)}`);
		expect(requests).toHaveLength(1);
		const byId = await node.run({
			resource: 'account',
			operation: 'get',
			accountId: locator('id', String(account.id)),
			output: 'raw',
		});
		expect(json).toEqual(byId.json);
	});

	// The API finds parts of names and can sort by name: those that begin with it stand behind it.
	it.each(['a', 'aa', 'ab'])(
		'costs one request for %j, which thousands of names hold',
		async (username) => {
			await node.run({ resource: 'account', operation: 'create', platform: 'tiktok', username });
			const { json, requests } = await getAccount(`tiktok:${username}`);
			expect(json[0].username).toBe(username);
			expect(requests).toHaveLength(1);
		},
	);

	it('says what a name in the middle of thousands of matches costs', async () => {
		const username = 'n';
		await node.run({ resource: 'account', operation: 'create', platform: 'tiktok', username });
		const { json, requests } = await getAccount(`tiktok:${username}`);
		expect(json[0].username).toBe(username);
		const matches = (await node.sandbox.data('accounts')).filter(
			(account) => account.platform === 'tiktok' && String(account.username).includes(username),
		).length;
		expect(matches).toBeGreaterThan(1_000);
		// A page has 200 names.
		expect(requests.length).toBeLessThanOrEqual(Math.ceil(matches / 200));
	});

	it('holds for creators and videos', async () => {
		const [creator] = await node.sandbox.data('creators');
		const [video] = await node.sandbox.data('videos');
		const found = await node.run({
			resource: 'creator',
			operation: 'get',
			creatorId: locator('name', String(creator.name)),
		});
		expect(found.json[0].id).toBe(creator.id);
		expect(found.requests).toHaveLength(1);
		const seen = await node.run({
			resource: 'video',
			operation: 'get',
			videoId: locator('url', String(video.shortcode ?? video.external_id)),
		});
		expect(seen.json[0].id).toBe(video.id);
		expect(seen.requests).toHaveLength(1);
	});

	it('gives items of the same name rows of their own', async () => {
		const [account] = await node.sandbox.data('accounts');
		const { json, requests } = await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: locator('username', String(account.username)),
				output: 'raw',
			},
			{ input: [{}, {}] },
		);
		expect(requests).toHaveLength(1);
		expect(json[0]).toEqual(json[1]);
		expect(json[0]).not.toBe(json[1]);
	});
});
