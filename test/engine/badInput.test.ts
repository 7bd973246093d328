import { fieldsOf, FORMS } from '../support/nodeForms';
import { sandboxedNode, type Setup } from '../support/sandboxedNode';

const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

type Parameters = Record<string, unknown>;

/** Parameters that are refused, with the words of the message. They are entered by expression, as the editor refuses some before a run. */
const REFUSED: Array<
	[what: string, operation: string, parameters: Parameters, message: string | RegExp]
> = [
	['an empty ID', 'account.get', { accountId: byId('={{ "" }}') }, 'Account is empty.'],
	['a blank ID', 'video.get', { videoId: byId('={{ "  " }}') }, 'Video is empty.'],
	[
		'an ID that an expression does not find',
		'creator.delete',
		{ creatorId: byId('={{ $json.nothing }}') },
		'Creator is empty.',
	],
	[
		'a malformed ID',
		'account.delete',
		{ accountId: byId('12/34') },
		'Account: "12/34" is not an ID.',
	],
	[
		'an ID that would change the path',
		'account.get',
		{ accountId: byId(`../creators/${ID}`) },
		`Account: "../creators/${ID}" is not an ID.`,
	],
	[
		'the address of a post for a profile',
		'account.get',
		{ accountId: { mode: 'username', value: 'https://www.instagram.com/p/C0ffee/', __rl: true } },
		'is neither an ID, a username nor the address of a profile.',
	],
	[
		'an address of another site',
		'account.get',
		{ accountId: { mode: 'username', value: 'https://example.com/natgeo', __rl: true } },
		'is neither an ID, a username nor the address of a profile.',
	],
	[
		'a malformed second ID',
		'creator.addAccount',
		{ creatorId: byId(ID), accountId: byId('x y') },
		'Account: "x y" is not an ID.',
	],
	[
		'a limit of 0',
		'account.getAll',
		{ limit: 0 },
		'Limit: "0" is not a whole number of at least 1.',
	],
	[
		'a negative limit',
		'creator.getAll',
		{ limit: '={{ -5 }}' },
		'Limit: "-5" is not a whole number',
	],
	['a broken limit', 'video.getAll', { limit: '={{ 1.5 }}' }, 'Limit: "1.5" is not a whole number'],
	[
		'a limit that is no number',
		'accountVideo.getAll',
		{ limit: '={{ "many" }}' },
		'Limit: "many" is not a whole number',
	],
	['an empty limit', 'account.getAll', { limit: '={{ "" }}' }, 'Limit is empty.'],
	[
		'a limit beyond the leaderboard',
		'creator.getTop',
		{ limit: 26 },
		'Limit: "26" is not a whole number from 1 to 25.',
	],
	[
		'a limit of 0 for a search',
		'organization.search',
		{ q: 'a', limit: 0 },
		'Limit: "0" is not a whole number from 1 to 25.',
	],
	[
		'an unknown platform',
		'account.create',
		{ platform: '={{ "myspace" }}', username: 'x' },
		'Platform: "myspace" is none of instagram, tiktok, auto.',
	],
	[
		'an unknown platform in a filter',
		'account.getAll',
		{ filters: { platform: '={{ "youtube" }}' } },
		'Platform: "youtube" is none of instagram, tiktok.',
	],
	['no platform', 'video.create', { platform: '={{ "" }}', identifier: 'x' }, 'Platform is empty.'],
	[
		'a switch that is none',
		'account.getAll',
		{ filters: { isActive: '={{ "maybe" }}' } },
		'Active: "maybe" is neither true nor false.',
	],
	[
		'an unknown direction',
		'account.getAll',
		{ sort: { orderDirection: '={{ "down" }}' } },
		'Direction: "down" is none of asc, desc.',
	],
	[
		'an unknown period',
		'account.getMetrics',
		{ accountIds: ID, period: '={{ "1y" }}' },
		'Period: "1y" is none of 7d, 30d, 90d, custom.',
	],
	[
		'an unknown period of the overview',
		'organization.getOverview',
		{ period: '={{ "custom" }}' },
		'Period: "custom" is none of 7d, 30d, 90d.',
	],
	[
		'a custom period without dates',
		'account.getMetrics',
		{ accountIds: ID, period: 'custom', startDate: '={{ "" }}', endDate: '2026-01-01' },
		'Start Date is needed when the period is Custom.',
	],
	[
		'a custom period without an end',
		'video.getMetrics',
		{ videoIds: ID, period: 'custom', startDate: '2026-01-01', endDate: '={{ null }}' },
		'End Date is needed when the period is Custom.',
	],
	[
		'dates in the wrong order',
		'accountVideo.getMetrics',
		{ instagramPostIds: 1, period: 'custom', startDate: '2026-02-01', endDate: '2026-01-01' },
		'Start Date: 2026-02-01 lies after the end date 2026-01-01.',
	],
	[
		'a day that does not exist',
		'account.getMetrics',
		{ accountIds: ID, period: 'custom', startDate: '2026-02-30', endDate: '2026-03-01' },
		'Start Date: "2026-02-30" is not a date such as 2026-01-31.',
	],
	[
		'a date in words',
		'creator.getAnalytics',
		{ creatorId: byId(ID), startDate: '={{ "yesterday" }}' },
		'Start Date: "yesterday" is not a date',
	],
	[
		'analytics in the wrong order',
		'creator.getAnalytics',
		{ creatorId: byId(ID), startDate: '2026-02-01', endDate: '2026-01-01' },
		'lies after the end date',
	],
	['no IDs', 'account.getMetrics', { accountIds: '={{ $json.id }}' }, 'Accounts is empty.'],
	['an empty list of IDs', 'video.getMetrics', { videoIds: '={{ [] }}' }, 'Videos is empty.'],
	[
		'no IDs of account videos',
		'accountVideo.getMetrics',
		{},
		'Instagram Post IDs / TikTok Video IDs is empty.',
	],
	[
		'a wrong ID among many',
		'account.getMetrics',
		{ accountIds: [ID, '3f2b8c1e/5d4a', ID] },
		'Accounts: "3f2b8c1e/5d4a" is neither an ID, a username nor the address of a profile.',
	],
	[
		'an ID of the wrong kind',
		'accountVideo.getMetrics',
		{ tiktokVideoIds: ID },
		`TikTok Video IDs: "${ID}" is not an ID.`,
	],
	[
		'objects without an id',
		'video.getDeltas',
		{ videoIds: '={{ [{ name: "x" }] }}' },
		'Videos: "[object]" is neither an ID nor the address of a post.',
	],
	[
		'the ID of a post that has lost its last digits, among several',
		'video.getMetrics',
		{ videoIds: '={{ ["7123456789012345679", 7123456789012345678] }}' },
		'Videos: 7123456789012346000 is a number with more digits than n8n can keep',
	],
	[
		'the ID of a post that has lost its last digits',
		'video.delete',
		{ videoId: '={{ 7123456789012345678 }}' },
		'Video: 7123456789012346000 is a number with more digits than n8n can keep',
	],
	[
		'more than ten windows',
		'video.getDeltas',
		{ videoIds: ID, windows: '1,2,3,4,5,6,7,8,9,10,11' },
		'Days: 11 numbers are too many; CreatorAudit takes at most 10.',
	],
	[
		'a window of 0 days',
		'video.getDeltas',
		{ videoIds: ID, windows: '7, 0' },
		'Days: every entry must be a whole number from 1 to 365.',
	],
	[
		'a window of words',
		'video.getDeltas',
		{ videoIds: ID, windows: 'week' },
		'Days: every entry must be a whole number from 1 to 365.',
	],
	['no windows', 'video.getDeltas', { videoIds: ID, windows: '={{ "" }}' }, 'Days is empty.'],
	['no fields', 'account.getAll', { output: 'selected', fields: '={{ "" }}' }, 'Fields is empty.'],
	[
		'no username',
		'account.create',
		{ platform: 'tiktok', username: '={{ "" }}' },
		'Username: "" is neither a username nor the address of a profile.',
	],
	[
		'a short link for a username',
		'account.create',
		{ platform: 'tiktok', username: 'https://vm.tiktok.com/ZMabc/' },
		'Username: "https://vm.tiktok.com/ZMabc/" is neither a username nor the address of a profile.',
	],
	[
		'a short link for an account',
		'account.get',
		{ accountId: { mode: 'username', value: 'https://www.tiktok.com/t/ZTabc/', __rl: true } },
		'is neither an ID, a username nor the address of a profile.',
	],
	[
		'a short link among accounts',
		'account.getMetrics',
		{ accountIds: `${ID}, https://www.instagram.com/share/BAbcDef` },
		'Accounts: "https://www.instagram.com/share/BAbcDef" is neither an ID',
	],
	[
		'a username with blanks',
		'account.create',
		{ platform: 'tiktok', username: 'New York Times' },
		'Username: "New York Times" is neither a username',
	],
	[
		'a profile on the other platform',
		'account.create',
		{ platform: 'tiktok', username: 'instagram.com/natgeo' },
		'Username: this is a profile on Instagram, but Platform says TikTok.',
	],
	[
		'a post on the other platform',
		'video.create',
		{ platform: 'instagram', identifier: 'https://www.tiktok.com/@x/video/712345' },
		'Video: this is a post on TikTok, but Platform says Instagram.',
	],
	[
		'no video',
		'video.create',
		{ platform: 'instagram', identifier: '={{ " " }}' },
		'Video is empty.',
	],
	[
		'an ID of a video that n8n has lost digits of',
		'video.create',
		{ platform: 'tiktok', identifier: '={{ 7123456789012345678 }}' },
		'Video: 7123456789012346000 is a number with more digits than n8n can keep; the last ones are wrong.',
	],
	[
		'such a number in metadata',
		'account.create',
		{
			platform: 'tiktok',
			username: 'x',
			additionalFields: {
				metadata: { entries: [{ key: 'post', value: '={{ 7123456789012345678 }}' }] },
			},
		},
		'Metadata: "post": 7123456789012346000 is a number with more digits than n8n can keep',
	],
	[
		"the platform's own ID of an account video",
		'accountVideo.getMetrics',
		{ tiktokVideoIds: '={{ 7123456789012345678 }}' },
		'TikTok Video IDs: "7123456789012346000" is not an ID.',
	],
	['no name', 'creator.create', { name: '={{ "" }}' }, 'Name is empty.'],
	[
		'a name that is too long',
		'creator.create',
		{ name: 'x'.repeat(256) },
		'Name has 256 characters; CreatorAudit takes at most 255.',
	],
	[
		'a name that is too long, in an update',
		'creator.update',
		{ creatorId: byId(ID), updateFields: { name: 'x'.repeat(256) } },
		'Name has 256 characters; CreatorAudit takes at most 255.',
	],
	[
		'an update of nothing',
		'account.update',
		{ accountId: byId(ID), updateFields: {} },
		'Update Fields: this changes nothing.',
	],
	[
		'an interval of 0',
		'account.update',
		{ accountId: byId(ID), updateFields: { scrapeIntervalHours: 0 } },
		'Refresh Interval (Hours): "0" is not a whole number',
	],
	[
		'metadata that is no JSON',
		'creator.create',
		{ name: 'x', additionalFields: { metadataJson: '{campaign}' } },
		'Metadata (JSON) is not a JSON object',
	],
	[
		'metadata that is a list',
		'creator.create',
		{ name: 'x', additionalFields: { metadataJson: '["a"]' } },
		'Metadata (JSON) is not a JSON object',
	],
	// As no entries they would remove the notes that are stored.
	...['5', '0', 'true', 'false', '[]', '[{ campaign: "spring" }]', 'new Date()'].map(
		(value): (typeof REFUSED)[number] => [
			`metadata that are ${value}`,
			'account.update',
			{ accountId: byId(ID), updateFields: { metadataJson: `={{ ${value} }}` } },
			'Metadata (JSON) is not a JSON object',
		],
	),
	[
		'nested metadata',
		'video.update',
		{ videoId: byId(ID), updateFields: { metadataJson: '{"a": {"b": 1}}' } },
		'Metadata: "a" must be a text or a number',
	],
	[
		'metadata without a name',
		'account.create',
		{
			platform: 'tiktok',
			username: 'x',
			additionalFields: { metadata: { entries: [{ key: ' ', value: 'y' }] } },
		},
		'Metadata: every entry needs a name.',
	],
	[
		'too many metadata',
		'creator.create',
		{
			name: 'x',
			additionalFields: {
				metadataJson: JSON.stringify(
					Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, 'v'])),
				),
			},
		},
		'Metadata has 21 entries; CreatorAudit keeps at most 20.',
	],
	[
		'a value of metadata that is too long',
		'creator.create',
		{ name: 'x', additionalFields: { metadataJson: JSON.stringify({ note: 'x'.repeat(256) }) } },
		'Metadata: the value of "note" is longer than 255 characters.',
	],
	[
		'a name of metadata that is too long',
		'creator.create',
		{ name: 'x', additionalFields: { metadataJson: JSON.stringify({ ['x'.repeat(256)]: 'v' }) } },
		/Metadata: the name "x+…" is longer than 255 characters\./,
	],
	[
		'an idempotency key with blanks',
		'account.create',
		{ platform: 'tiktok', username: 'x', options: { idempotencyKey: 'a b' } },
		'Idempotency Key must be 1 to 255 letters, digits or signs without blanks.',
	],
	[
		'to wait for what is paused',
		'account.create',
		{
			platform: 'tiktok',
			username: 'x',
			additionalFields: { isActive: false },
			options: { waitForFirstRefresh: true },
		},
		'Wait for First Refresh: what is not active is never refreshed.',
	],
	[
		'a timeout of 0',
		'video.create',
		{
			platform: 'tiktok',
			identifier: '712345678',
			options: { waitForFirstRefresh: true, waitTimeout: 0 },
		},
		'Wait Timeout (Seconds): "0" is not a whole number from 1 to 3600.',
	],
	[
		'an output that is none',
		'account.getAll',
		{ output: '={{ "short" }}' },
		'Output: "short" is none of simplified, raw, selected.',
	],
	[
		'a choice that is none',
		'account.create',
		{ platform: 'tiktok', username: 'x', options: { ifExists: '={{ "ignore" }}' } },
		'If It Exists: "ignore" is none of error, return, update.',
	],
	['an empty search', 'organization.search', { q: '={{ " " }}' }, 'Search For is empty.'],
	[
		'a search text that is too long',
		'organization.search',
		{ q: 'x'.repeat(129) },
		'Search For has 129 characters; CreatorAudit takes at most 128.',
	],
	['no path', 'api.request', { path: '={{ "" }}' }, 'Path is empty.'],
	[
		'a body that is no JSON',
		'api.request',
		{ method: 'POST', path: '/creators', body: '{name: x' },
		'Body (JSON) is not JSON.',
	],
	[
		'a body that is a text',
		'api.request',
		{ method: 'PATCH', path: '/creators', body: '"text"' },
		'Body (JSON) is not JSON.',
	],
	[
		'an unknown method',
		'api.request',
		{ method: '={{ "TRACE" }}', path: '/creators' },
		'Method: "TRACE" is none of',
	],
	[
		'a nested query parameter',
		'api.request',
		{ path: '/creators', query: { parameters: [{ name: 'a', value: '={{ ({ b: 1 }) }}' }] } },
		'Query Parameters: "a" must be a single value, or a list of such.',
	],
	...[
		'https://evil.example/accounts',
		'//evil.example/accounts',
		'/../v1/accounts',
		'/accounts/../../v1',
		'/accounts/%2e%2e/%2E%2e/v1',
		'/accounts/%252e%252e/x',
		'/accounts/..%2fx',
		'\\\\evil.example',
		'/accounts\\..\\..',
		'/accounts#/x',
		'/acc ounts',
		'/accounts%00',
		'javascript:alert(1)',
	].map((path): (typeof REFUSED)[number] => [
		`the path ${path}`,
		'api.request',
		{ path },
		/^Path (must be a path below the Base URL|may not lead out of the Base URL)/,
	]),
];

describe('bad input', () => {
	const node = sandboxedNode();
	const run = async (operation: string, parameters: Parameters, setup?: Setup) => {
		const [resource, name] = operation.split('.');
		return await node.run({ resource, operation: name, ...(parameters as object) }, setup);
	};

	it.each(REFUSED)(
		'is refused before any request: %s',
		async (_, operation, parameters, message) => {
			const { error, requests, items } = await run(operation, parameters);
			expect(error?.message).toMatch(
				typeof message === 'string'
					? new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
					: message,
			);
			expect(error).toMatchObject({ context: { itemIndex: 0 } });
			expect(requests).toEqual([]);
			expect(items).toEqual([]);
		},
	);

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))(
		'begins with the name of a field that $title shows',
		({ title, form }) => {
			const shown = fieldsOf(form).flatMap((field) => [
				field.displayName,
				...(field.type === 'collection'
					? (field.options ?? []).map((entry) => (entry as { displayName: string }).displayName)
					: []),
			]);
			const names = shown.map((name) => name.replace(/ \((?!JSON).*\)$/, ''));
			for (const [, operation, , message] of REFUSED) {
				if (operation !== title) continue;
				const [, beginning] =
					/^\^?([A-Z][\w -]*?(?: \(JSON\))?)(?::| \/)/.exec(
						typeof message === 'string' ? message : message.source,
					) ?? [];
				if (beginning === undefined) continue;
				expect([...names, ...names.map((name) => name.replace(/ \(JSON\)$/, ''))]).toContain(
					beginning,
				);
			}
		},
	);

	it('names the item, and leaves the others alone when the node continues', async () => {
		const accounts = (await node.sandbox.data('accounts')).slice(0, 2).map(({ id }) => String(id));
		const input = [accounts[0], 'wrong/id', accounts[1]].map((id) => ({ id }));
		const parameters = {
			resource: 'account',
			operation: 'getMetrics',
			accountIds: '={{ $json.id }}',
		};
		const { items, errors, requests } = await node.run(parameters, {
			input,
			onError: 'continueErrorOutput',
		});
		expect(items.map(({ json }) => json.account_id)).toEqual(accounts);
		expect(errors).toMatchObject([
			{
				json: {
					error: expect.stringContaining('Accounts: "wrong/id" is neither an ID') as string,
				},
				pairedItem: { item: 1 },
			},
		]);
		expect(requests.length).toBe(1);
		const stopped = await node.run(parameters, { input });
		expect(stopped.error).toMatchObject({ context: { itemIndex: 1 } });
	});

	describe('in the credential', () => {
		const overview = { resource: 'organization', operation: 'getOverview' };

		it.each([
			[
				'no credential',
				undefined,
				'Credential with ID "test" does not exist for type "creatorAuditApi"',
			],
			[
				'a base URL that is none',
				{ baseUrl: 'creatoraudit' },
				'The Base URL is not a web address. It should look like https://api.creatoraudit.com/v2.',
			],
			[
				'a base URL without encryption',
				{ baseUrl: 'http://api.creatoraudit.com/v2' },
				'is not secure. Use an address that starts with https://',
			],
			[
				'a base URL with a password',
				{ baseUrl: 'https://user:secret@api.creatoraudit.com/v2' },
				'may hold only a host and a path',
			],
			['an empty key', { apiKey: '  ' }, 'The API Key is empty.'],
			[
				'a key with odd characters',
				{ apiKey: 'schlüssel' },
				'The API Key holds characters that no key has.',
			],
		])('%s is one sentence that tells what to check', async (_, change, message) => {
			const credential = change && {
				apiKey: node.sandbox.keys.full,
				baseUrl: node.sandbox.apiUrl,
				...change,
			};
			const { error, requests } = await node.run(overview, { credential });
			expect(error?.message).toContain(message);
			expect(requests).toEqual([]);
		});

		it.each([
			[
				'a wrong key',
				() => ({ apiKey: 'no-such-key' }),
				'CreatorAudit does not accept the API key',
			],
			[
				'a disabled key',
				() => ({ apiKey: node.sandbox.keys.disabled }),
				'The API key or the subscription is not active',
			],
			[
				'a closed port',
				() => ({ baseUrl: 'http://127.0.0.1:9/v2' }),
				'Nothing answers at 127.0.0.1:9',
			],
			[
				'a wrong path',
				() => ({ baseUrl: node.sandbox.apiUrl.replace('/v2', '/v3') }),
				'CreatorAudit has nothing at "/overview"',
			],
		])('%s is one sentence that tells what to check', async (_, change, message) => {
			const credential = {
				apiKey: node.sandbox.keys.full,
				baseUrl: node.sandbox.apiUrl,
				...change(),
			};
			const { error } = await node.run(
				{ ...overview, options: { maxAttempts: 1 } },
				{ credential },
			);
			expect(error?.message).toContain(message);
			expect(error?.description).toMatch(/credential|dashboard|Base URL/);
			await node.sandbox.reset();
		});

		it('explains HTML instead of JSON in one sentence that tells what to check', async () => {
			await node.sandbox.fault({
				fault: { status: 200, body: '<!doctype html><title>Hi</title>', contentType: 'text/html' },
			});
			const { error, requests } = await node.run(overview);
			expect(error?.message).toMatch(
				/answered with something that is not CreatorAudit's data, probably a web page/,
			);
			expect(error?.description).toContain('Check the Base URL in the credential');
			expect(requests.length).toBe(1);
		});

		it.each([
			[{ resource: 'creator', operation: 'create', name: 'x' }, 'add creators'],
			[{ resource: 'account', operation: 'delete', accountId: byId(ID) }, `delete account "${ID}"`],
			[{ resource: 'video', operation: 'getMetrics', videoIds: ID }, 'get metrics of videos'],
		])('a key that may only read says what it cannot do: %j', async (parameters, what) => {
			const credential = { apiKey: node.sandbox.keys.read, baseUrl: node.sandbox.apiUrl };
			// The contract leaves open whether metrics are writing.
			await node.sandbox.settings({ metricsNeedWrite: true });
			const { error } = await node.run(parameters, { credential });
			await node.sandbox.settings({ metricsNeedWrite: false });
			expect(error?.message).toBe(`The API key may only read, so it cannot ${what}`);
			expect(error?.description).toContain('scope');
		});
	});
});
