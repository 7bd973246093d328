import { sandboxedNode } from '../support/sandboxedNode';
import { searchList, type ListSearchName } from '../support/listSearch';

describe('the lists of the locators', () => {
	const node = sandboxedNode({ accounts: 120, creators: 70, videos: 60 });
	const search = async (name: ListSearchName, filter?: string, token?: string) => {
		await node.sandbox.clearRequests();
		const credential = { apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl };
		const result = await searchList(credential, name, filter, token);
		return { ...result, requests: await node.sandbox.requests() };
	};

	it.each([
		['searchAccounts', 'accounts', 120],
		['searchCreators', 'creators', 70],
		['searchVideos', 'videos', 60],
	] as const)('%s gives everything, page after page', async (name, kind, count) => {
		const seen: unknown[] = [];
		let token: string | undefined;
		let pages = 0;
		do {
			const page = await search(name, undefined, token);
			expect(page.requests.length).toBe(1);
			seen.push(...page.results.map(({ value }) => value));
			token = page.paginationToken as string | undefined;
			pages += 1;
		} while (token !== undefined);
		expect(pages).toBe(Math.ceil(count / 50));
		const ids = (await node.sandbox.data(kind)).map(({ id }) => id);
		expect([...seen].sort()).toEqual([...ids].sort());
	});

	it('names an account by its username and platform, with a link to its profile', async () => {
		const [account] = (await node.sandbox.data('accounts')).filter(
			({ platform }) => platform === 'tiktok',
		);
		const { results } = await search('searchAccounts', String(account.username));
		expect(results).toContainEqual({
			name: `@${String(account.username)} · TikTok`,
			value: account.id,
			url: `https://www.tiktok.com/@${String(account.username)}`,
		});
	});

	it('finds accounts by what people paste', async () => {
		const [account] = await node.sandbox.data('accounts');
		const name = String(account.username);
		for (const text of [
			name.toUpperCase(),
			` @${name} `,
			`https://www.${String(account.platform)}.com/${account.platform === 'tiktok' ? '@' : ''}${name}/?x=1`,
		]) {
			const { results } = await search('searchAccounts', text);
			expect(results.map(({ value }) => value)).toContain(account.id);
		}
	});

	it('keeps the text on every page', async () => {
		const first = await search('searchAccounts', 'e');
		expect(first.paginationToken).toEqual(expect.any(String));
		const second = await search('searchAccounts', 'e', first.paginationToken as string);
		expect(second.requests[0]).toMatchObject({
			status: 200,
			query: { q: 'e', cursor: first.paginationToken },
		});
	});

	it('finds creators and videos by text', async () => {
		const [creator] = await node.sandbox.data('creators');
		const creators = await search('searchCreators', ` ${String(creator.name).toUpperCase()} `);
		expect(creators.results).toContainEqual({ name: creator.name, value: creator.id });
		expect(creators.paginationToken).toBeUndefined();
		const [video] = await node.sandbox.data('videos');
		const words = String(video.description).split(' ').slice(0, 3).join(' ');
		const videos = await search('searchVideos', words);
		expect(videos.results.map(({ value }) => value)).toContain(video.id);
	});

	it('shows of a video the beginning of its text, the account and the platform', async () => {
		const { results } = await search('searchVideos');
		for (const { name } of results) {
			expect(name).toMatch(/ · (Instagram|TikTok)$/);
			expect(name).not.toMatch(/undefined|null|\n/);
			expect(name.length).toBeLessThan(120);
		}
	});

	it('shows a video that was never refreshed by its shortcode or ID', async () => {
		const { json } = await node.run({
			resource: 'video',
			operation: 'create',
			platform: 'tiktok',
			identifier: '7123456789012345678',
		});
		const { results } = await search('searchVideos');
		expect(results.find(({ value }) => value === json[0].id)?.name).toMatch(
			/^7123456789012345678 · (@\S+ · )?TikTok$/,
		);
		await node.sandbox.reset();
	});

	it('cuts a text that is longer than the API takes', async () => {
		const { results, requests } = await search('searchVideos', 'x'.repeat(300));
		expect(results).toEqual([]);
		expect(String(requests[0].query.q).length).toBe(128);
	});

	it('tells the user who waits before the list what is wrong', async () => {
		const credential = { apiKey: 'wrong-key', baseUrl: node.sandbox.apiUrl };
		await expect(searchList(credential, 'searchAccounts')).rejects.toThrow(
			'CreatorAudit does not accept the API key',
		);
	});
});
