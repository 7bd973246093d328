import type { INodeParameters } from 'n8n-workflow';

import { callByEngine } from '../../support/engineAgent';
import { sandboxedNode, type Setup } from '../../support/sandboxedNode';

const LARGEST_PAGE = 200;

describe('what things are called', () => {
	const node = sandboxedNode({ creators: 450, videos: 900 });
	let creators: Array<Record<string, unknown>>;
	let videos: Array<Record<string, unknown>>;

	beforeAll(async () => {
		creators = await node.sandbox.data('creators');
		videos = (await node.sandbox.data('videos')).sort((a, b) =>
			String(b.added_at).localeCompare(String(a.added_at)),
		);
	});

	const on = (platform: string) => videos.filter((video) => video.platform === platform);
	const located = (mode: string, value: unknown): INodeParameters =>
		({ __rl: true, mode, value }) as INodeParameters;
	const looks = (requests: Array<{ method: string; path: string }>, path: string) =>
		requests.filter((request) => request.method === 'GET' && request.path === path).length;

	describe('a creator by name', () => {
		const creator = async (operation: string, value: unknown, setup?: Setup, mode = 'name') =>
			await node.run({ resource: 'creator', operation, creatorId: located(mode, value) }, setup);

		it('is found wherever a creator is chosen, by one reading of the list for all items', async () => {
			const wanted = Array.from({ length: 60 }, (_, n) => creators[n * 7]);
			const input = wanted.map(({ name }) => ({ name: ` ${String(name)}\u200b` }));
			const { json, error, requests } = await creator('get', '={{ $json.name }}', { input });
			expect(error).toBeUndefined();
			expect(json.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
			expect(looks(requests, '/creators')).toBe(Math.ceil(creators.length / LARGEST_PAGE));
		});

		it('takes a bare value, and a name where something was to be picked from the list', async () => {
			const { id, name } = creators[3];
			for (const creatorId of [`={{ ${JSON.stringify(name)} }}`, located('list', name)]) {
				const { json } = await node.run({
					resource: 'creator',
					operation: 'get',
					creatorId: creatorId as INodeParameters,
				});
				expect(json[0].id).toBe(id);
			}
		});

		it('narrows a list of accounts', async () => {
			const { id, name } = creators.find(
				(one) => Number((one.accounts_summary as { total: number }).total) > 0,
			)!;
			const { json, requests, error } = await node.run({
				resource: 'account',
				operation: 'getAll',
				returnAll: true,
				output: 'raw',
				filters: { creatorId: located('name', name) },
			});
			expect(error).toBeUndefined();
			expect(json.length).toBeGreaterThan(0);
			expect(requests.at(-1)!.query).toMatchObject({ creator_id: String(id) });
		});

		it('is changed, linked and deleted by it', async () => {
			const { json } = await node.run({
				resource: 'creator',
				operation: 'create',
				name: 'By Name',
			});
			const [account] = (await node.sandbox.data('accounts')).filter(
				({ creator_id: owner }) => owner === null,
			);
			const parameters = {
				resource: 'creator',
				creatorId: located('name', 'By Name'),
				accountId: located('id', account.id),
			};
			const linked = await node.run({ ...parameters, operation: 'addAccount' });
			expect(linked.error).toBeUndefined();
			const updated = await node.run({
				...parameters,
				operation: 'update',
				updateFields: { isActive: false },
			});
			expect(updated.json[0]).toMatchObject({ id: json[0].id, is_active: false });
			const deleted = await node.run({ ...parameters, operation: 'delete' });
			expect(deleted.json).toEqual([{ deleted: true, id: json[0].id }]);
		});

		it('must be spelled as it stands, and be the name of one', async () => {
			const { name } = creators[3];
			const wrong = await creator('delete', String(name).toLowerCase());
			expect(wrong.error?.message).toBe(
				`Creator: "${String(name).toLowerCase()}" is the name of no creator.`,
			);
			expect(wrong.error?.description).toContain(String(name));
			for (let n = 0; n < 2; n++)
				await node.run({ resource: 'creator', operation: 'create', name: 'Twin' });
			const twice = await creator('delete', 'Twin');
			expect(twice.error?.message).toBe('Creator: "Twin" is the name of more than one creator.');
			expect(twice.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
		});

		it('is not taken for an ID, and says where it belongs', async () => {
			const { error, requests } = await creator('get', creators[0].name, {}, 'id');
			expect(error?.message).toContain('is not an ID.');
			expect(error?.description).toMatch(/^To give a name, choose By Name\./);
			expect(requests).toEqual([]);
		});

		it('is what a model gives', async () => {
			const { told } = await callByEngine(
				{ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl },
				{
					resource: 'creator',
					operation: 'get',
					creatorId: located('name', "={{ $fromAI('creator', '', 'string') }}"),
				},
				[{ creator: String(creators[5].name) }],
			);
			expect(JSON.parse(told[0])).toMatchObject([{ id: creators[5].id }]);
		});
	});

	describe('a video by its address', () => {
		const video = async (operation: string, value: unknown, setup?: Setup, values = {}) =>
			await node.run(
				{ resource: 'video', operation, videoId: located('url', value), ...values },
				setup,
			);
		const instagram = (n = 0) => on('instagram')[n];
		const tiktok = (n = 0) => on('tiktok')[n];

		it.each([
			() => [instagram(), `https://www.instagram.com/p/${String(instagram().shortcode)}/?igsh=x`],
			() => [instagram(), `instagram.com/someone/reel/${String(instagram().shortcode)}`],
			() => [instagram(), `https://www.instagram.com/reels/${String(instagram().shortcode)}/`],
			() => [instagram(), ` ${String(instagram().shortcode)}`],
			() => [instagram(), String(instagram().external_id)],
			() => [instagram(), `${String(instagram().external_id)}_12345`],
			() => [
				tiktok(),
				`https://www.tiktok.com/@someone/video/${String(tiktok().external_id)}?lang=en`,
			],
			() => [tiktok(), `m.tiktok.com/v/${String(tiktok().external_id)}.html`],
			() => [tiktok(), `https://www.tiktok.com/embed/v2/${String(tiktok().external_id)}`],
			() => [tiktok(), `tiktok:${String(tiktok().external_id)}`],
		] as Array<() => [Record<string, unknown>, string]>)('is found (%#)', async (form) => {
			const [wanted, text] = form();
			const { json, error } = await video('get', text);
			expect(error).toBeUndefined();
			expect(json[0].id).toBe(wanted.id);
		});

		it('is read from one reading of the list for all items', async () => {
			const wanted = Array.from({ length: 80 }, (_, n) => videos[n * 11]);
			const input = wanted.map(({ platform, external_id: id, shortcode }) => ({
				post:
					platform === 'tiktok'
						? `https://www.tiktok.com/@a/video/${String(id)}`
						: `https://www.instagram.com/p/${String(shortcode)}/`,
			}));
			const { json, error, requests } = await video('get', '={{ $json.post }}', { input });
			expect(error).toBeUndefined();
			expect(json.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
			expect(looks(requests, '/videos')).toBeLessThanOrEqual(
				Math.ceil(videos.length / LARGEST_PAGE),
			);
		});

		it('reads one platform where all are on it, and no further than it must', async () => {
			const { requests } = await video('get', String(tiktok(1).external_id));
			expect(looks(requests, '/videos')).toBe(1);
			const far = on('tiktok').at(-1)!;
			const last = await video('get', `https://www.tiktok.com/@a/video/${String(far.external_id)}`);
			expect(looks(last.requests, '/videos')).toBe(Math.ceil(on('tiktok').length / LARGEST_PAGE));
			expect(last.requests[0].query).toMatchObject({ platform: 'tiktok' });
		});

		it('gives its metrics and its growth, for all items in one call', async () => {
			const wanted = [instagram(2), tiktok(2), instagram(3)];
			const input = [
				{
					posts: `https://www.instagram.com/p/${String(wanted[0].shortcode)}/, ${String(wanted[1].id)}`,
				},
				{ posts: String(wanted[1].external_id) },
				{ posts: `https://www.instagram.com/p/${String(wanted[2].shortcode)}/` },
			];
			const metrics = await node.run(
				{ resource: 'video', operation: 'getMetrics', videoIds: '={{ $json.posts }}' },
				{ input },
			);
			expect(metrics.error).toBeUndefined();
			expect(metrics.items.map(({ json, pairedItem }) => [json.video_id, pairedItem])).toEqual([
				[wanted[0].id, { item: 0 }],
				[wanted[1].id, { item: 0 }],
				[wanted[1].id, { item: 1 }],
				[wanted[2].id, { item: 2 }],
			]);
			expect(metrics.requests.filter(({ method }) => method === 'POST').length).toBe(1);
			const deltas = await node.run(
				{ resource: 'video', operation: 'getDeltas', videoIds: '={{ $json.posts }}', windows: '7' },
				{ input },
			);
			expect(deltas.error).toBeUndefined();
			expect(deltas.json.map(({ video_id: id }) => id)).toEqual(
				metrics.json.map(({ video_id: id }) => id),
			);
			expect(deltas.requests.filter(({ method }) => method === 'POST').length).toBe(1);
		});

		it.each(['getMetrics', 'getDailyMetrics', 'getDeltas'])(
			'is a row with found: false in %s when it is not tracked, and costs nobody else',
			async (operation) => {
				const tracked = tiktok(3);
				const address = 'https://www.instagram.com/p/Ab_cdefgh-1/';
				const { json, items, error, requests } = await node.run(
					{
						resource: 'video',
						operation,
						videoIds: '={{ $json.posts }}',
						windows: '7',
						period: 'custom',
						startDate: '2026-01-05',
						endDate: '2026-01-05',
					},
					{
						input: [
							{ posts: `${address}, ${String(tracked.external_id)}` },
							{ posts: `tiktok:7999999999999999999` },
							{ posts: `${address}; ${address}; ${String(tracked.id)}` },
						],
					},
				);
				expect(error).toBeUndefined();
				expect(items.map(({ json: row, pairedItem }) => [row, pairedItem])).toMatchObject([
					[{ video_id: null, video: address, found: false }, { item: 0 }],
					[{ video_id: tracked.id, video: tracked.external_id, found: true }, { item: 0 }],
					[{ video_id: null, video: 'tiktok:7999999999999999999', found: false }, { item: 1 }],
					[{ video_id: null, video: address, found: false }, { item: 2 }],
					[{ video_id: tracked.id, video: tracked.id, found: true }, { item: 2 }],
				]);
				expect(new Set(json.map((row) => Object.keys(row).join())).size).toBe(1);
				expect(requests.filter(({ method }) => method === 'POST').length).toBe(1);
				const none = await node.run({
					resource: 'video',
					operation,
					videoIds: address,
					windows: '7',
					period: '7d',
				});
				expect(none.error).toBeUndefined();
				expect(none.json[0]).toMatchObject({ video_id: null, video: address, found: false });
				expect(none.requests.filter(({ method }) => method === 'POST')).toEqual([]);
			},
		);

		it('is an error of its item when it is not tracked', async () => {
			const post = 'https://www.tiktok.com/@a/video/7999999999999999999';
			const input = [{ post }, { post: String(tiktok().external_id) }];
			const { json, errors, requests } = await video('get', '={{ $json.post }}', {
				input,
				onError: 'continueErrorOutput',
			});
			expect(json.map(({ id }) => id)).toEqual([tiktok().id]);
			expect(errors).toMatchObject([{ pairedItem: { item: 0 } }]);
			expect(errors[0].json.error).toContain(`Video: "${post}" is not tracked.`);
			expect(looks(requests, '/videos')).toBeLessThanOrEqual(
				Math.ceil(videos.length / LARGEST_PAGE),
			);
		});

		it.each([
			['https://vm.tiktok.com/ZMabc/', 'Short links'],
			['https://www.instagram.com/share/p/abc12345', 'Short links'],
			['https://www.instagram.com/natgeo', 'Give the address'],
			['https://www.instagram.com/reels/audio/123456', 'Give the address'],
			['https://www.youtube.com/watch?v=abc', 'Give the address'],
			['not a post', 'Give the address'],
		])('is not taken from %s, and nothing is sent', async (text, advice) => {
			const { error, requests } = await video('delete', text);
			expect(error?.message).toContain(
				`Video: "${text}" is neither an ID nor the address of a post.`,
			);
			expect(error?.description).toContain(advice);
			expect(requests).toEqual([]);
		});

		it('is changed and given up by it', async () => {
			const wanted = instagram(5);
			const updated = await video(
				'update',
				String(wanted.shortcode),
				{},
				{
					updateFields: { isActive: false },
				},
			);
			expect(updated.json[0].id).toBe(wanted.id);
			const deleted = await video('delete', String(wanted.shortcode));
			expect(deleted.json).toEqual([{ deleted: true, id: wanted.id }]);
		});

		it('is what a model gives', async () => {
			const { told } = await callByEngine(
				{ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl },
				{
					resource: 'video',
					operation: 'get',
					videoId: located('list', "={{ $fromAI('video', '', 'string') }}"),
				},
				[{ video: `https://www.tiktok.com/@a/video/${String(tiktok(7).external_id)}` }],
			);
			expect(JSON.parse(told[0])).toMatchObject([{ id: tiktok(7).id }]);
		});
	});
});
