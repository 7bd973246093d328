import { sleep } from 'n8n-workflow';

import { sandboxedNode, type Setup } from '../support/sandboxedNode';

const IDENTIFIER = 'https://www.instagram.com/p/C0ffeeC0ffe/?igsh=abc';

describe('tracking', () => {
	const node = sandboxedNode();
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	const trackAccount = async (values: Parameters<typeof node.run>[0] = {}, setup?: Setup) =>
		await node.run(
			{
				resource: 'account',
				operation: 'create',
				platform: 'tiktok',
				username: 'New.One',
				...values,
			},
			setup,
		);
	const trackVideo = async (values: Parameters<typeof node.run>[0] = {}, setup?: Setup) =>
		await node.run(
			{
				resource: 'video',
				operation: 'create',
				platform: 'instagram',
				identifier: IDENTIFIER,
				...values,
			},
			setup,
		);
	const keysOf = ({ requests }: Awaited<ReturnType<typeof trackAccount>>) =>
		requests
			.filter(({ method }) => method === 'POST')
			.map(({ headers }) => String(headers['idempotency-key']));

	it('takes the platform as a sheet writes it', async () => {
		const { requests } = await trackAccount({ platform: '={{ " TikTok" }}' });
		expect(requests[0].body).toMatchObject({ platform: 'tiktok' });
	});

	it('sends no more than what was entered, in the form that the API wants', async () => {
		const { requests, json } = await trackAccount({
			username: ' https://www.tiktok.com/@New.One?lang=en ',
			additionalFields: {
				category: '',
				isActive: true,
				scrapeIntervalHours: '={{ "12" }}',
				metadata: { entries: [{ key: ' team ', value: 7 }] },
			},
		});
		expect(requests[0].body).toEqual({
			platform: 'tiktok',
			username: 'new.one',
			is_active: true,
			scrape_interval_hours: 12,
			metadata: { team: '7' },
		});
		expect(json).toEqual([
			expect.objectContaining({ username: 'new.one', platform: 'tiktok', last_scrape_time: null }),
		]);
	});

	it('leaves out what nobody sees of an address', async () => {
		const { requests } = await trackVideo({
			identifier: '\u200bhttps://www.instagram.com/p/C0ffeeC0ffe/\u200b',
		});
		expect(requests[0].body).toMatchObject({
			identifier: 'https://www.instagram.com/p/C0ffeeC0ffe/',
		});
	});

	it('counts characters as the contract does: an emoji is one', async () => {
		const longest = '\u{1F600}'.repeat(255);
		const metadata = { entries: [{ key: longest, value: longest }] };
		const tracked = await trackAccount({ additionalFields: { metadata } });
		expect(tracked.requests).toMatchObject([
			{ status: 201, body: { metadata: { [longest]: longest } } },
		]);
		const made = await node.run({ resource: 'creator', operation: 'create', name: longest });
		expect(made.json).toMatchObject([{ name: longest }]);
		const found = await node.run({
			resource: 'organization',
			operation: 'search',
			q: longest.slice(0, 2 * 128),
		});
		expect(found.requests).toMatchObject([{ status: 200 }]);
	});

	it('says how a username is written, and that short links do not do', async () => {
		const { error } = await trackAccount({ username: 'https://vm.tiktok.com/ZMabc/' });
		expect(error?.description).toContain('short link');
	});

	describe('what is tracked already', () => {
		it('is an error at first, which says what to do', async () => {
			await trackAccount();
			const { error } = await trackAccount();
			expect(error).toMatchObject({ httpCode: '409' });
			expect(error?.description).toContain(
				'set the option "If It Exists" to return the existing one',
			);
		});

		it.each([
			['an account', trackAccount, { username: '@NEW.one' }],
			['a video', trackVideo, { identifier: 'C0ffeeC0ffe' }],
			[
				'a video by another form of its address',
				trackVideo,
				{ identifier: 'instagram.com/reel/C0ffeeC0ffe/' },
			],
			[
				'a video by an address with the name of who posted it',
				trackVideo,
				{ identifier: 'https://www.instagram.com/v/reel/C0ffeeC0ffe/?next=/p/x/' },
			],
		])('is returned on request: %s', async (_, track, values) => {
			const first = await track();
			const { json, requests } = await track({ ...values, options: { ifExists: 'return' } });
			expect(json).toEqual([{ ...first.json[0], created: false }]);
			expect(requests.map(({ method, status }) => [method, status])).toEqual([
				['POST', 409],
				['GET', 200],
			]);
		});

		it.each([
			'@natgeo/video/7123456789012345678',
			'@natgeo/photo/7123456789012345678?lang=en',
			'v/7123456789012345678.html',
		])('is a TikTok post by its address too: %s', async (path) => {
			const first = await trackVideo({ platform: 'tiktok', identifier: '7123456789012345678' });
			const { json } = await trackVideo({
				platform: 'tiktok',
				identifier: `https://www.tiktok.com/${path}`,
				options: { ifExists: 'return' },
			});
			expect(json).toEqual([{ ...first.json[0], created: false }]);
		});

		it('is a video that is named by the other name it has: an ID of Instagram for a shortcode', async () => {
			const first = await trackVideo({ output: 'raw' });
			const { json } = await trackVideo({
				identifier: String(first.json[0].external_id),
				output: 'raw',
				options: { ifExists: 'return' },
			});
			expect(json).toEqual([{ ...first.json[0], created: false }]);
		});

		it('is found when another item of the run has just tracked it', async () => {
			const input = Array.from({ length: 12 }, (_, n) => ({ name: n % 2 ? 'one' : '@ONE' }));
			const { json, error } = await trackAccount(
				{ username: '={{ $json.name }}', options: { ifExists: 'return' } },
				{ input },
			);
			expect(error).toBeUndefined();
			expect(new Set(json.map(({ id }) => id)).size).toBe(1);
			expect(json.length).toBe(12);
		});
	});

	describe('once', () => {
		it('repeats a broken creation under the same key, so that nothing is made twice', async () => {
			await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
			const result = await trackAccount();
			const keys = keysOf(result);
			expect(keys.length).toBe(2);
			expect(new Set(keys).size).toBe(1);
			expect(result.json[0].username).toBe('new.one');
		});

		it('finds what a broken creation made when the server has forgotten the key', async () => {
			await node.sandbox.settings({ idempotencyWindowSeconds: 0 });
			await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
			const { json, requests } = await trackAccount();
			expect(json[0].username).toBe('new.one');
			expect(requests.map(({ method, status }) => [method, status])).toEqual([
				['POST', 0],
				['POST', 409],
				['GET', 200],
			]);
		});

		it('makes a key of its own for each item, execution and content, and keeps it for Retry On Fail', async () => {
			const input = [{ name: 'a.one' }, { name: 'b.two' }];
			const parameters = { username: '={{ $json.name }}' };
			const first = await trackAccount(parameters, { input, executionId: 'e1' });
			await node.sandbox.reset();
			const again = await trackAccount(parameters, { input, executionId: 'e1' });
			await node.sandbox.reset();
			const other = await trackAccount(parameters, { input, executionId: 'e2' });
			expect(keysOf(again).sort()).toEqual(keysOf(first).sort());
			expect(new Set([...keysOf(first), ...keysOf(other)]).size).toBe(4);
			for (const key of keysOf(first)) expect(key).toMatch(/^[0-9a-f]{40}$/);
			await node.sandbox.reset();
			await node.sandbox.fault({ match: { method: 'POST' }, fault: { status: 500, apply: true } });
			const retried = await trackAccount(
				{ options: { maxAttempts: 1 } },
				{ retryOnFail: { maxTries: 2, waitBetweenTries: 5 } },
			);
			expect(new Set(keysOf(retried)).size).toBe(1);
			expect(keysOf(retried).length).toBe(2);
			expect(retried.error).toBeUndefined();
		});

		it("sends the user's own key", async () => {
			const first = await node.run({
				resource: 'creator',
				operation: 'create',
				name: 'Ada',
				options: { idempotencyKey: ' order-4711 ' },
			});
			expect(keysOf(first)).toEqual(['order-4711']);
			const second = await node.run({
				resource: 'creator',
				operation: 'create',
				name: 'Ada',
				options: { idempotencyKey: 'order-4711' },
			});
			expect(second.json).toEqual(first.json);
		});
	});

	it("refuses a key of the user's own that two different items have: CreatorAudit may answer both with the first", async () => {
		const input = ['a.one', '@A.ONE', 'b.two'].map((name) => ({ name }));
		const parameters = { username: '={{ $json.name }}', options: { idempotencyKey: 'spring' } };
		const { json, errors, requests } = await trackAccount(parameters, {
			input,
			onError: 'continueErrorOutput',
		});
		expect(json.map(({ username }) => username)).toEqual(['a.one', 'a.one']);
		expect(errors).toMatchObject([
			{
				json: { error: 'Idempotency Key: "spring" is the key of another item already.' },
				pairedItem: { item: 2 },
			},
		]);
		expect(requests.map(({ body }) => (body as { username: string }).username)).toEqual([
			'a.one',
			'a.one',
		]);
		const again = await trackAccount({ ...parameters, username: 'b.two' });
		expect(again.requests.length).toBe(1);
		await node.sandbox.reset();
	});

	describe('until the first refresh', () => {
		it('waits, asks again at growing intervals, and returns what was refreshed', async () => {
			await node.sandbox.settings({ firstRefreshDelayMs: 3500 });
			const { json, requests } = await trackAccount({ options: { waitForFirstRefresh: true } });
			expect(json[0].last_scrape_time).toEqual(expect.any(String));
			const looks = requests.filter(({ method }) => method === 'GET');
			expect(looks.map(({ path }) => path)).toEqual(
				looks.map(() => `/accounts/${String(json[0].id)}`),
			);
			expect(looks.length).toBe(2);
			expect(looks[1].at - looks[0].at).toBeGreaterThan((looks[0].at - requests[0].at) * 1.3);
		});

		it('ends after the timeout, and says that it stays tracked', async () => {
			const { error, requests } = await trackVideo({
				options: { waitForFirstRefresh: true, waitTimeout: 1 },
			});
			const [video] = (await node.sandbox.data('videos')).filter(
				({ shortcode }) => shortcode === 'C0ffeeC0ffe',
			);
			expect(error?.message).toBe(
				`The new entry (ID ${String(video.id)}) is tracked, but was not refreshed within 1 second`,
			);
			expect(error?.description).toContain('"Wait Timeout (Seconds)"');
			expect(error?.description).toContain(
				'set "If It Exists" to return the existing one. Or use the CreatorAudit Trigger',
			);
			expect(requests.at(-1)!.at - requests[0].at).toBeLessThan(2500);
		});

		it.each([
			['CreatorAudit has a problem at the moment', { status: 500 }],
			[/^The connection to \S+ broke off$/, { reset: 'before' as const }],
		])('says of a look that fails that it is tracked all the same: %s', async (message, fault) => {
			await node.sandbox.fault({ match: { method: 'GET' }, fault });
			const { error, requests } = await trackAccount({
				options: { waitForFirstRefresh: true, maxAttempts: 1 },
			});
			const [account] = (await node.sandbox.data('accounts')).filter(
				({ username }) => username === 'new.one',
			);
			expect(error?.message).toMatch(message);
			expect(error?.description).toContain(
				`It has been tracked (ID ${String(account.id)}); only the wait for its first refresh failed.`,
			);
			expect(requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
		});

		it('ends within a second when the execution is cancelled', async () => {
			let cancelled = 0;
			const { requests } = await trackAccount(
				{ options: { waitForFirstRefresh: true } },
				{
					onStart: (cancel) => {
						void sleep(300).then(() => {
							cancelled = Date.now();
							cancel();
						});
					},
				},
			);
			expect(Date.now() - cancelled).toBeLessThan(1000);
			expect(requests.map(({ method }) => method)).toEqual(['POST']);
		});

		it('waits for each item on its own', async () => {
			await node.sandbox.settings({ firstRefreshDelayMs: 500 });
			const input = Array.from({ length: 8 }, (_, n) => ({ name: `waiting.${n}` }));
			const { json } = await trackAccount(
				{ username: '={{ $json.name }}', options: { waitForFirstRefresh: true } },
				{ input },
			);
			expect(json.map(({ username }) => username)).toEqual(input.map(({ name }) => name));
			expect(json.every(({ last_scrape_time: time }) => typeof time === 'string')).toBe(true);
		});

		it('does not wait for what is refreshed already', async () => {
			const [account] = await node.sandbox.data('accounts');
			const { json, requests } = await trackAccount({
				platform: String(account.platform),
				username: String(account.username),
				options: { ifExists: 'return', waitForFirstRefresh: true },
			});
			expect(json[0].id).toBe(account.id);
			expect(requests.length).toBe(2);
		});
	});
});
