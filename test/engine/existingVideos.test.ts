import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode, type Setup } from '../support/sandboxedNode';

const LARGEST_PAGE = 200;

describe('tracking videos that may be tracked already', () => {
	const node = sandboxedNode({ videos: 1_300, idempotencyWindowSeconds: 0 });
	let tracked: Array<Record<string, unknown>>;
	/** Pages that the list of the platform's videos has. */
	let pages: number;

	beforeEach(async () => {
		await node.sandbox.reset();
		const videos = (await node.sandbox.data('videos')).filter(
			({ platform }) => platform === 'tiktok',
		);
		tracked = videos.sort((a, b) => String(b.added_at).localeCompare(String(a.added_at)));
		pages = Math.ceil(tracked.length / LARGEST_PAGE);
		expect(pages).toBeGreaterThan(2);
	});

	const track = async (posts: unknown[], setup: Setup = {}, values: INodeParameters = {}) => {
		const parameters = {
			resource: 'video',
			operation: 'create',
			platform: 'tiktok',
			identifier: '={{ $json.post }}',
			options: { ifExists: 'return' },
		};
		const result = await node.run(
			{ ...parameters, ...values },
			{ input: posts.map((post) => ({ post: String(post) })), ...setup },
		);
		return { ...result, looks: result.requests.filter(({ method }) => method === 'GET').length };
	};
	const newPost = (n: number) => `74000000000000000${String(n).padStart(2, '0')}`;
	const address = (post: string) => `https://www.tiktok.com/@someone/video/${post}`;

	it('reads the list once for all of them, in whatever order they come', async () => {
		const step = Math.floor(tracked.length / 100);
		const wanted = Array.from({ length: 100 }, (_, n) => tracked[((n * 37) % 100) * step]);
		const { json, error, looks } = await track(wanted.map(({ external_id }) => external_id));
		expect(error).toBeUndefined();
		expect(json.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
		expect(looks).toBeLessThanOrEqual(pages);
	});

	it('reads no further than it must', async () => {
		const { json, looks } = await track([tracked[0].external_id, tracked[1].external_id]);
		expect(json.map(({ id }) => id)).toEqual([tracked[0].id, tracked[1].id]);
		expect(looks).toBe(1);
	});

	it('gives each item a row of its own', async () => {
		const { json } = await track(
			[tracked[0].external_id, tracked[0].external_id],
			{},
			{ output: 'raw' },
		);
		expect(json[1]).toEqual(json[0]);
		expect(json[1]).not.toBe(json[0]);
	});

	it('looks through the list no more than twice for all that are not found', async () => {
		await node.sandbox.fault({ match: { method: 'POST' }, times: null, fault: { status: 409 } });
		const posts = Array.from({ length: 40 }, (_, n) => newPost(n));
		const batching = {
			requestOptions: { batching: { batch: { batchSize: 10, batchInterval: 50 } } },
		};
		for (const values of [{}, batching]) {
			const { errors, looks } = await track(posts, { onError: 'continueErrorOutput' }, values);
			expect(errors.map(({ json }) => json.error)).toEqual(
				posts.map(() => expect.stringContaining('conflicts with what is there already')),
			);
			expect(looks).toBeLessThanOrEqual(2 * pages);
		}
		await node.sandbox.reset();
	});

	it('finds what other items of the run have just tracked', async () => {
		const posts = Array.from({ length: 40 }, (_, n) =>
			n % 2 ? newPost(n >> 1) : address(newPost(n >> 1)),
		);
		const { json, error, looks } = await track([tracked.at(-1)!.external_id, ...posts]);
		expect(error).toBeUndefined();
		const [, ...ids] = json.map(({ id }) => id);
		expect(new Set(ids).size).toBe(20);
		for (let n = 0; n < 40; n += 2) expect(ids[n + 1]).toBe(ids[n]);
		expect(looks).toBeLessThanOrEqual(pages + 1);
	});

	it('finds what was tracked after the list had been read', async () => {
		await node.sandbox.fault({
			match: { method: 'POST' },
			skip: 1,
			fault: { reset: 'afterWrite' },
		});
		const { json, error, looks } = await track(
			[tracked.at(-1)!.external_id, newPost(1)],
			{},
			{ requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 700 } } } },
		);
		expect(error).toBeUndefined();
		const [made] = (await node.sandbox.data('videos')).filter(
			({ external_id }) => external_id === newPost(1),
		);
		expect(json.map(({ id }) => id)).toEqual([tracked.at(-1)!.id, made.id]);
		expect(looks).toBe(pages + 1);
	});

	it('reads the list anew when reading it has failed', async () => {
		await node.sandbox.fault({ match: { method: 'GET' }, fault: { status: 400 } });
		const batching = {
			requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 300 } } },
		};
		const { json, errors } = await track(
			[tracked[0].external_id, tracked[1].external_id],
			{ onError: 'continueErrorOutput' },
			batching,
		);
		expect(errors).toHaveLength(1);
		expect(json.map(({ id }) => id)).toEqual([tracked[1].id]);
	});
});
