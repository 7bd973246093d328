import type { INodeParameters } from 'n8n-workflow';

import { knownIn, type Known } from '../support/formValues';
import { sandboxedNode, type BenchResult } from '../support/sandboxedNode';

/** Values as expressions, sheets and AI agents give them, where they are not of the kind that the form's own field would hold. */
describe('values of other kinds', () => {
	const node = sandboxedNode({ firstRefreshDelayMs: 0 });
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	describe('for switches', () => {
		const SWITCHES: Array<
			[
				field: string,
				run: (value: string) => INodeParameters,
				isOn: (result: BenchResult) => boolean,
			]
		> = [
			[
				'Return All',
				(returnAll) => ({ resource: 'account', operation: 'getAll', returnAll, limit: 3 }),
				({ json }) => json.length > 3,
			],
			[
				'Keep Input Fields',
				(keepInputFields) => ({
					resource: 'account',
					operation: 'getMetrics',
					accountIds: known.accountId,
					options: { keepInputFields },
				}),
				({ json }) => json[0].note === 'mine',
			],
			[
				'Wait for First Refresh',
				(waitForFirstRefresh) => ({
					resource: 'account',
					operation: 'create',
					platform: 'tiktok',
					username: 'new.account',
					options: { waitForFirstRefresh },
				}),
				({ requests }) => requests.length > 1,
			],
		];

		describe.each(SWITCHES)('%s', (field, parameters, isOn) => {
			const run = async (value: string) =>
				await node.run(parameters(value), { input: [{ note: 'mine' }] });

			it.each([
				['={{ true }}', true],
				['={{ "TRUE" }}', true],
				['={{ "true " }}', true],
				['={{ false }}', false],
				['={{ "Yes" }}', true],
				['={{ "on" }}', true],
				['={{ 1 }}', true],
				['={{ "no" }}', false],
				['={{ 0 }}', false],
				['={{ "FALSE" }}', false],
				['={{ "" }}', false],
				['={{ null }}', false],
				['={{ $json.nothing }}', false],
			])('takes %s for %s', async (value, on) => {
				const result = await run(value);
				expect({ error: result.error?.message, on: isOn(result) }).toEqual({
					error: undefined,
					on,
				});
			});

			it.each(['={{ "maybe" }}', '={{ 2 }}', '={{ [true] }}'])(
				'refuses %s, which it would else take for off',
				async (value) => {
					const { error, requests } = await run(value);
					expect(error?.message).toMatch(new RegExp(`^${field}: .* is neither true nor false\\.$`));
					expect(requests).toEqual([]);
				},
			);
		});
	});

	it('takes moments for their text', async () => {
		const [zoned, plain] = [
			'={{ DateTime.fromISO("2026-02-03T10:30:00.000Z").toUTC() }}',
			'={{ new Date("2026-02-03T10:30:00Z") }}',
		];
		const created = await node.run({
			resource: 'account',
			operation: 'create',
			platform: 'tiktok',
			username: 'new.account',
			additionalFields: {
				category: plain,
				metadata: {
					entries: [
						{ key: 'since', value: zoned },
						{ key: 'until', value: plain },
					],
				},
			},
		});
		const text = '2026-02-03T10:30:00.000Z';
		expect(created.error).toBeUndefined();
		expect(created.requests[0].body).toMatchObject({
			category: text,
			metadata: { since: text, until: text },
		});
		const listed = await node.run({ resource: 'organization', operation: 'search', q: zoned });
		expect(listed.requests[0].query).toMatchObject({ q: text });
	});

	it.each(['={{ new Date("no date") }}', '={{ DateTime.fromISO("no date") }}'])(
		'refuses a moment that there is not: %s',
		async (moment) => {
			const { error, requests } = await node.run({
				resource: 'creator',
				operation: 'create',
				name: moment,
			});
			expect(error?.message).toBe('Name must be a single text.');
			expect(requests).toEqual([]);
		},
	);

	it.each([
		['account', { operation: 'getAll', filters: { q: '={{ "@nat" }}' } }, 'nat'],
		['organization', { operation: 'search', q: '={{ " @nat " }}' }, 'nat'],
		['organization', { operation: 'search', q: '={{ "@" }}' }, '@'],
	])('looks for a name without its @: %s %j', async (resource, parameters, q) => {
		const { requests } = await node.run({ resource, ...parameters });
		expect(requests[0].query).toMatchObject({ q });
	});

	it.each([
		['account', 'get', 'accountId', 'Account'],
		['creator', 'delete', 'creatorId', 'Creator'],
	])(
		'says of a list in the place of one thing that it is none: %s.%s',
		async (resource, operation, name, shown) => {
			for (const mode of ['list', 'id']) {
				const { error, requests } = await node.run({
					resource,
					operation,
					[name]: { __rl: true, mode, value: '={{ [$json.a, $json.b] }}' },
				});
				expect(error?.message).toBe(`${shown} must be a single text.`);
				expect(requests).toEqual([]);
			}
		},
	);

	it.each(['={{ "" }}', '={{ " " }}', '={{ null }}'])(
		'works as if an option were not set that is %s',
		async (blank) => {
			const options = {
				concurrency: blank,
				maxAttempts: blank,
				maxWait: blank,
				ifExists: blank,
				waitForFirstRefresh: true,
				waitTimeout: blank,
			};
			const { error, requests } = await node.run({
				resource: 'account',
				operation: 'create',
				platform: 'tiktok',
				username: 'new.account',
				options,
			});
			expect({ error: error?.message, sent: requests.map(({ method }) => method) }).toEqual({
				error: undefined,
				sent: ['POST', 'GET'],
			});
		},
	);

	it('says that a limit is empty, blanks or not', async () => {
		const { error } = await node.run({
			resource: 'account',
			operation: 'getAll',
			limit: '={{ " " }}',
		});
		expect(error?.message).toBe('Limit is empty.');
	});

	describe('to clear', () => {
		const update = async (updateFields: INodeParameters) =>
			await node.run({
				resource: 'account',
				operation: 'update',
				accountId: { __rl: true, mode: 'id', value: known.freeAccountId },
				updateFields,
				output: 'raw',
			});

		it('empties what is chosen, and leaves everything else alone', async () => {
			await update({ category: 'Food', postLookbackDays: 7, maxRecentPosts: 9 });
			const { json, requests } = await update({ clear: ['category', 'post_lookback_days'] });
			expect(requests.map(({ body }) => body)).toEqual([
				{ category: null, post_lookback_days: null },
			]);
			expect(json[0]).toMatchObject({
				category: null,
				post_lookback_days: null,
				max_recent_posts_per_account: 9,
			});
		});

		it('keeps a value that is given as well, so that empty cells of a sheet empty it', async () => {
			const { requests } = await update({
				category: '={{ "Food" }}',
				maxRecentPosts: '={{ "" }}',
				clear: ['category', 'max_recent_posts_per_account'],
			});
			expect(requests.map(({ body }) => body)).toEqual([
				{ category: 'Food', max_recent_posts_per_account: null },
			]);
		});

		it('takes names as a text, too', async () => {
			const { requests } = await update({
				clear: '={{ "Category, max_recent_posts_per_account" }}',
			});
			expect(requests.map(({ body }) => body)).toEqual([
				{ category: null, max_recent_posts_per_account: null },
			]);
		});

		it.each([
			['nothing is chosen', { clear: [] }, 'Update Fields: this changes nothing.'],
			[
				'a value cannot be empty',
				{ clear: '={{ "username" }}' },
				'Values to Clear: "username" is none of category, post_lookback_days, max_recent_posts_per_account.',
			],
		])('is refused when %s', async (_, fields, message) => {
			const { error, requests } = await update(fields);
			expect(error?.message).toContain(message);
			expect(requests).toEqual([]);
		});

		it('says how, when a field was emptied instead', async () => {
			const { error } = await update({ category: '' });
			expect(error?.message).toBe('Update Fields: this changes nothing. Add at least one field.');
			expect(error?.description).toBe(
				'An empty field stays as it is. To take a value away, choose it in "Values to Clear".',
			);
		});
	});
});
