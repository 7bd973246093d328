import type { INodeParameters } from 'n8n-workflow';

import { startsWithField } from '../../support/messages';
import { sandboxedNode } from '../../support/sandboxedNode';

const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
const OTHER_ID = '4a3c9d2f-6e5b-4c7a-8f8e-3b2d1c0a9f8e';
const locator = (value: string, mode = 'username') => ({ __rl: true, mode, value });
const CELL = '={{ $json.cell }}';

/** What cells of sheets, forms and messages hold where an account, a post, an ID or a text is asked for. */
describe('a cell', () => {
	const node = sandboxedNode({ firstRefreshDelayMs: 0 });
	const run = async (parameters: INodeParameters, cell?: unknown) =>
		await node.run(parameters, { input: [{ cell } as never] });

	const metrics = { resource: 'account', operation: 'getMetrics', accountIds: CELL };
	const getAccount = { resource: 'account', operation: 'get', accountId: locator(CELL) };
	const track = {
		resource: 'account',
		operation: 'create',
		platform: 'instagram',
		username: CELL,
	};
	const trackVideo = {
		resource: 'video',
		operation: 'create',
		platform: 'instagram',
		identifier: CELL,
	};
	/** Nothing may have been sent for what is refused; its message is at most two sentences. */
	const refusal = async (parameters: INodeParameters, cell: unknown): Promise<string> => {
		const { error, requests } = await run(parameters, cell);
		expect({ cell, requests }).toEqual({ cell, requests: [] });
		const message = String(error?.message);
		expect(message.replace(/"[^"]*"/g, '').match(/[.!?](?:\s|$)/g)?.length).toBeLessThanOrEqual(2);
		return message;
	};

	describe('with a display name', () => {
		it.each(['Jane Doe', 'Jane  van der Doe', '@jane @doe', 'jane\tdoe'])(
			'is no list of usernames: %j',
			async (cell) => {
				for (const parameters of [metrics, getAccount, track]) {
					expect(await refusal(parameters, cell)).toMatch(
						/ is neither .*a username nor the address of a profile\. Usernames have no blanks; put commas between several\.$/,
					);
				}
			},
		);

		it('is an error of its own item', async () => {
			const { items, errors } = await node.run(metrics, {
				input: [{ cell: ID }, { cell: 'Jane Doe' }, { cell: OTHER_ID }],
				onError: 'continueErrorOutput',
			});
			expect(items.map(({ json }) => json.account_id)).toEqual([ID, OTHER_ID]);
			expect(errors).toMatchObject([{ pairedItem: { item: 1 } }]);
		});
	});

	it.each([
		`${ID},${OTHER_ID}`,
		`${ID}; ${OTHER_ID}`,
		`${ID}\n${OTHER_ID}\r\n`,
		`${ID} ${OTHER_ID}`,
		` ${ID}\t${OTHER_ID}, `,
	])('may hold several IDs, also with blanks between them: %j', async (cell) => {
		const { json } = await run(metrics, cell);
		expect(json.map((row) => row.account_id)).toEqual([ID, OTHER_ID]);
	});

	it('may hold several whole numbers with blanks between them', async () => {
		const { json } = await run(
			{ resource: 'accountVideo', operation: 'getMetrics', instagramPostIds: CELL },
			'48213 48214',
		);
		expect(json.map(({ id }) => id)).toEqual([48213, 48214]);
	});

	describe.each(['#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!', ' #spill! '])(
		'with the error %s of a formula',
		(cell) => {
			const FIELDS: Array<[shown: string, parameters: INodeParameters]> = [
				['Accounts', metrics],
				['Account', getAccount],
				['Account', { ...getAccount, operation: 'delete', accountId: locator(CELL, 'id') }],
				['Username', track],
				['Video', trackVideo],
				['Videos', { resource: 'video', operation: 'getMetrics', videoIds: CELL }],
				['Video', { resource: 'video', operation: 'delete', videoId: locator(CELL, 'url') }],
				['Creator', { resource: 'creator', operation: 'get', creatorId: locator(CELL, 'name') }],
				['Creator', { resource: 'creator', operation: 'delete', creatorId: locator(CELL, 'id') }],
				['Name', { resource: 'creator', operation: 'create', name: CELL }],
				[
					'Name',
					{
						resource: 'creator',
						operation: 'update',
						creatorId: locator(ID, 'id'),
						updateFields: { name: CELL },
					},
				],
				['Category', { ...track, username: 'natgeo', additionalFields: { category: CELL } }],
				[
					'Metadata',
					{
						...track,
						username: 'natgeo',
						additionalFields: { metadata: { entries: [{ key: 'note', value: CELL }] } },
					},
				],
				['Category', { resource: 'account', operation: 'getAll', filters: { category: CELL } }],
				['Username Contains', { resource: 'account', operation: 'getAll', filters: { q: CELL } }],
				['Platform', { resource: 'account', operation: 'getAll', filters: { platform: CELL } }],
				['Active', { resource: 'account', operation: 'getAll', filters: { isActive: CELL } }],
				[
					'Account',
					{ resource: 'video', operation: 'getAll', filters: { accountId: locator(CELL) } },
				],
				['Limit', { resource: 'account', operation: 'getAll', limit: CELL }],
				['Search For', { resource: 'organization', operation: 'search', q: CELL }],
				['Period', { resource: 'organization', operation: 'getOverview', period: CELL }],
				[
					'Start Date',
					{
						resource: 'creator',
						operation: 'getAnalytics',
						creatorId: locator(ID, 'id'),
						startDate: CELL,
					},
				],
				['Days', { resource: 'video', operation: 'getDeltas', videoIds: ID, windows: CELL }],
				['Idempotency Key', { ...track, username: 'natgeo', options: { idempotencyKey: CELL } }],
				['Path', { resource: 'api', operation: 'request', path: CELL }],
				[
					'Query Parameters',
					{
						resource: 'api',
						operation: 'request',
						path: '/accounts',
						query: { parameters: [{ name: 'q', value: CELL }] },
					},
				],
				[
					'Body (JSON)',
					{ resource: 'api', operation: 'request', method: 'POST', path: '/creators', body: CELL },
				],
			];

			it('is refused in every field', async () => {
				for (const [shown, parameters] of FIELDS)
					expect(await refusal(parameters, cell)).toMatch(startsWithField(shown));
			});
		},
	);

	it.each([false, true, 'FALSE', 'TRUE', ' true ', 0, '0', 'null', 'undefined', 'NaN'])(
		'with %j names nobody',
		async (cell) => {
			const name = String(cell).trim().toLowerCase();
			for (const parameters of [metrics, getAccount, track]) {
				expect(await refusal(parameters, cell)).toMatch(
					new RegExp(`^[^.]*profile\\. To mean a username, write @${name}\\.$`),
				);
			}
			expect(await refusal(trackVideo, cell)).toMatch(
				/^Video: "[^"]*" is neither the address of a post/,
			);
			const { requests } = await run(track, `@${name}`);
			expect(requests[0].body).toMatchObject({ username: name });
			await node.sandbox.reset();
		},
	);

	const SITES_PAGES = [
		'https://www.instagram.com/channel/AbYx12/',
		'https://www.instagram.com/reels/audio/1234567890/',
		'https://www.instagram.com/ar/123456/',
		'https://www.instagram.com/invites/contact/?i=x',
		'https://www.instagram.com/explore/tags/food/',
		'https://www.instagram.com/accounts/login/?next=/natgeo/',
		'https://www.instagram.com/direct/inbox/',
		'https://www.instagram.com/stories/natgeo/123456/',
		'https://www.instagram.com/',
		'instagram.com',
		'https://help.instagram.com/1234',
		'https://www.tiktok.com/tag/food',
		'https://www.tiktok.com/music/song-123',
		'https://www.tiktok.com/foryou',
		'https://www.tiktok.com/search?q=food',
		'https://www.tiktok.com/@natgeo/playlist/food-123',
		'https://www.tiktok.com/effect/123',
		'https://ads.tiktok.com/natgeo',
	];
	const POSTS = [
		'https://www.instagram.com/p/C0ffee12345/',
		'https://www.instagram.com/reel/C0ffee12345/?igsh=abc',
		'https://www.instagram.com/reels/C0ffee12345/',
		'https://www.instagram.com/tv/C0ffee12345/',
		'https://www.instagram.com/natgeo/p/C0ffee12345/',
		'instagram.com/natgeo/reel/C0ffee12345',
		'https://www.tiktok.com/@natgeo/video/7123456789012345678',
		'https://www.tiktok.com/@natgeo/photo/7123456789012345678?lang=en',
		'https://m.tiktok.com/v/7123456789012345678.html',
		'https://www.tiktok.com/embed/v2/7123456789012345678',
	];
	const PROFILES = [
		'https://www.instagram.com/natgeo',
		'https://www.instagram.com/natgeo/reels/',
		'instagram.com/natgeo/tagged/',
		'https://www.tiktok.com/@natgeo',
	];
	const ELSEWHERE = [
		'https://www.youtube.com/@natgeo',
		'https://youtu.be/dQw4w9WgXcQ',
		'https://x.com/natgeo/status/123456789',
		'https://example.com/p/C0ffee12345/',
		'https://notinstagram.com/p/C0ffee12345/',
		'https://instagram.com.evil.example/p/C0ffee12345/',
		'ftp://www.instagram.com/natgeo',
		'www.facebook.com/natgeo',
	];

	describe('with an address', () => {
		it.each(SITES_PAGES)(
			'of another page is refused as an account and as a post: %s',
			async (cell) => {
				for (const parameters of [metrics, getAccount, track, trackVideo])
					expect(await refusal(parameters, cell)).toMatch(
						/\. It is the address of another page of (Instagram|TikTok)\.$/,
					);
			},
		);

		it.each(POSTS)('of a post is refused as an account: %s', async (cell) => {
			for (const parameters of [metrics, getAccount, track])
				expect(await refusal(parameters, cell)).toMatch(/\. It is the address of a post\.$/);
		});

		it.each(PROFILES)('of a profile is refused as a post: %s', async (cell) => {
			expect(await refusal(trackVideo, cell)).toMatch(/\. It is the address of a profile\.$/);
			expect(
				await refusal({ resource: 'video', operation: 'get', videoId: locator(CELL, 'url') }, cell),
			).toMatch(/\. It is the address of a profile\.$/);
			expect(
				await refusal({ resource: 'video', operation: 'getMetrics', videoIds: CELL }, cell),
			).toMatch(/\. It is the address of a profile\.$/);
		});

		it.each(ELSEWHERE)(
			'of another site is refused as an account and as a post: %s',
			async (cell) => {
				for (const parameters of [metrics, getAccount, track, trackVideo])
					expect(await refusal(parameters, cell)).toMatch(
						/\. It is not an address of Instagram or TikTok\.$/,
					);
			},
		);

		it.each([
			'https://vm.tiktok.com/ZMabc/',
			'https://www.tiktok.com/t/ZTabc/',
			'https://www.instagram.com/share/BAbcDef',
		])('that is a short link is refused with advice: %s', async (cell) => {
			for (const parameters of [metrics, getAccount, track])
				expect(await refusal(parameters, cell)).toMatch(/\. It is a short link\.$/);
		});
	});

	it.each(['Jane Doe', '@natgeo', 'two posts', 'C0f'])('is refused as a post: %j', async (cell) => {
		expect(await refusal(trackVideo, cell)).toContain(
			'is neither the address of a post, a shortcode nor an ID.',
		);
	});
});
