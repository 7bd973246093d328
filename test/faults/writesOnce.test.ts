import type { INodeParameters } from 'n8n-workflow';

import { callByEngine } from '../support/engineAgent';
import { sandboxedNode } from '../support/sandboxedNode';

const bench = sandboxedNode();

const trackAccount = (username: string, options: INodeParameters = {}): INodeParameters => ({
	resource: 'account',
	operation: 'create',
	platform: 'instagram',
	username,
	options: { maxAttempts: 3, maxWait: 20, ...options },
});
const trackVideo = (identifier: string): INodeParameters => ({
	resource: 'video',
	operation: 'create',
	platform: 'tiktok',
	identifier,
	options: { maxAttempts: 3, maxWait: 20 },
});
const newCreator = (name: string): INodeParameters => ({
	resource: 'creator',
	operation: 'create',
	name,
	options: { maxAttempts: 3, maxWait: 20 },
});

/** The three things that can be created: how, and how many of them the API holds afterwards. */
const CREATES = [
	{
		what: 'an account',
		parameters: trackAccount('once.only'),
		path: '^/accounts$',
		count: async () =>
			(await bench.sandbox.data('accounts')).filter(({ username }) => username === 'once.only')
				.length,
	},
	{
		what: 'a video',
		parameters: trackVideo('7411111111111111111'),
		path: '^/videos$',
		count: async () =>
			(await bench.sandbox.data('videos')).filter(
				({ external_id: id }) => id === '7411111111111111111',
			).length,
	},
	{
		what: 'a creator',
		parameters: newCreator('Once Only'),
		path: '^/creators$',
		count: async () =>
			(await bench.sandbox.data('creators')).filter(({ name }) => name === 'Once Only').length,
	},
];

const posts = (requests: Array<{ method: string; headers: Record<string, unknown> }>) =>
	requests.filter(({ method }) => method === 'POST');

beforeEach(async () => void (await bench.sandbox.reset()));

describe.each(CREATES)('Creating $what', ({ parameters, path, count }) => {
	const lost = { match: { method: 'POST', path }, fault: { reset: 'afterWrite' as const } };

	it('makes one record when the answer is lost', async () => {
		await bench.sandbox.fault(lost);
		const { json, error, requests } = await bench.run(parameters);
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ id: expect.any(String) })]);
		expect(await count()).toBe(1);
		expect(new Set(posts(requests).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
	});

	it('makes one record when all tries fail, and Retry On Fail has to go on', async () => {
		await bench.sandbox.fault({ ...lost, times: 3 });
		const { json, error, requests } = await bench.run(parameters, {
			retryOnFail: { maxTries: 2, waitBetweenTries: 10 },
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(json[0].id).toEqual(expect.any(String));
		expect(posts(requests)).toHaveLength(4);
		expect(new Set(posts(requests).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
		expect(await count()).toBe(1);
	});

	it('goes on with Retry On Fail after a failure that is not repeated by itself', async () => {
		await bench.sandbox.fault({ match: { method: 'POST', path }, fault: { status: 400 } });
		const { json, error } = await bench.run(parameters, {
			retryOnFail: { maxTries: 2, waitBetweenTries: 10 },
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(await count()).toBe(1);
	});

	it('makes one record again in another execution', async () => {
		await bench.run(parameters);
		const { requests } = await bench.run(parameters);
		const { requests: third } = await bench.run(parameters);
		const keys = [requests, third].map((some) => posts(some)[0].headers['idempotency-key']);
		expect(new Set(keys).size).toBe(2);
	});

	it('says that a record may have been made, when every answer was lost', async () => {
		await bench.sandbox.fault({ ...lost, times: null });
		const { error, requests } = await bench.run(parameters);
		expect(error?.description).toContain('may have taken effect');
		expect(posts(requests)).toHaveLength(3);
		expect(await count()).toBe(1);
	});
});

describe("With the server's memory of keys gone", () => {
	it.each(CREATES.slice(0, 2))(
		'$what is found again and not made twice',
		async ({ parameters, path, count }) => {
			await bench.sandbox.reset({ idempotencyWindowSeconds: 0 });
			await bench.sandbox.fault({
				match: { method: 'POST', path },
				fault: { reset: 'afterWrite' },
			});
			const { json, error } = await bench.run(parameters);
			expect(error).toBeUndefined();
			expect(json).toEqual([expect.objectContaining({ id: expect.any(String) })]);
			expect(await count()).toBe(1);
		},
	);

	it.each(CREATES.slice(0, 2))(
		'Retry On Fail finds $what that its earlier go has made',
		async ({ parameters, path, count }) => {
			await bench.sandbox.reset({ idempotencyWindowSeconds: 0 });
			await bench.sandbox.fault({
				match: { method: 'POST', path },
				times: 3,
				fault: { reset: 'afterWrite' },
			});
			const { json, error } = await bench.run(parameters, {
				retryOnFail: { maxTries: 3, waitBetweenTries: 10 },
			});
			expect(error).toBeUndefined();
			expect(json).toEqual([expect.objectContaining({ id: expect.any(String) })]);
			expect(await count()).toBe(1);
		},
	);
});

describe('Two equal items', () => {
	const run = async (parameters: INodeParameters, onError?: 'continueErrorOutput') =>
		await bench.run(parameters, { input: [{}, {}], onError });

	it('track an account once, and the second one fails alone', async () => {
		const { items, errors } = await run(trackAccount('twice.wanted'), 'continueErrorOutput');
		expect(items).toHaveLength(1);
		expect(errors).toHaveLength(1);
		const pairs = [...items, ...errors]
			.map(({ pairedItem }) => (pairedItem as { item: number }).item)
			.sort();
		expect(pairs).toEqual([0, 1]);
		expect(
			(await bench.sandbox.data('accounts')).filter(({ username }) => username === 'twice.wanted'),
		).toHaveLength(1);
	});

	it('give the same account when If It Exists returns it', async () => {
		const { json } = await run(trackAccount('twice.wanted', { ifExists: 'return' }));
		expect(json).toHaveLength(2);
		expect(new Set(json.map(({ id }) => id)).size).toBe(1);
	});

	it('make two creators, whose names need not differ', async () => {
		const { json } = await run(newCreator('Twin'));
		expect(new Set(json.map(({ id }) => id)).size).toBe(2);
		expect(
			(await bench.sandbox.data('creators')).filter(({ name }) => name === 'Twin'),
		).toHaveLength(2);
	});
});

describe('Two equal calls of a model', () => {
	it('make two creators', async () => {
		const credential = { apiKey: bench.sandbox.keys.full, baseUrl: bench.sandbox.apiUrl };
		const { told, error } = await callByEngine(credential, newCreator('Twin of a model'), [{}, {}]);
		expect(error).toBeUndefined();
		expect(new Set(told.map((rows) => (JSON.parse(rows) as [{ id: string }])[0].id)).size).toBe(2);
		expect(
			(await bench.sandbox.data('creators')).filter(({ name }) => name === 'Twin of a model'),
		).toHaveLength(2);
	});
});

describe('A delete whose answer is lost', () => {
	it('succeeds when the repetition finds nothing', async () => {
		const [account] = await bench.sandbox.data('accounts');
		await bench.sandbox.fault({ match: { method: 'DELETE' }, fault: { reset: 'afterWrite' } });
		const parameters = {
			resource: 'account',
			operation: 'delete',
			accountId: { __rl: true, mode: 'id', value: account.id },
		} as INodeParameters;
		const { json } = await bench.run(parameters);
		expect(json).toEqual([{ deleted: true, id: account.id }]);
	});
});
