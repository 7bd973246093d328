/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { sandboxedNode } from '../support/sandboxedNode';

/** What n8n's declarative engine cannot do, and why the node runs its items itself (runner/runItems.ts). */
describe('many items and many rows', () => {
	const node = sandboxedNode({ accounts: 2_000 });

	it('gives more rows for one item than a call has room for arguments', async () => {
		const rows = 150_000;
		await node.sandbox.reset({ accounts: rows });

		const { json, error } = await node.run({
			resource: 'account',
			operation: 'getAll',
			returnAll: true,
			output: 'selected',
			fields: ['username'],
		});

		expect(error).toBeUndefined();
		expect(json).toHaveLength(rows);
		expect(new Set(json.map(({ id }) => id)).size).toBe(rows);
		await node.sandbox.reset();
	}, 300_000);

	it('lets n8n do other work while items begin, and still asks for all of them together', async () => {
		const ids = (await node.sandbox.data('accounts')).map(({ id }) => String(id));
		const many = Array.from({ length: 10 }, () => ids).flat();
		let running = true;
		let longestGapMs = 0;
		const takeTurns = async () => {
			for (let lastMs = performance.now(); running; ) {
				await new Promise((resolve) => setImmediate(resolve));
				const now = performance.now();
				longestGapMs = Math.max(longestGapMs, now - lastMs);
				lastMs = now;
			}
		};
		let startedAt = 0;

		const { json, requests, error } = await node.run(
			{ resource: 'account', operation: 'getMetrics', accountIds: '={{ $json.id }}' },
			{
				input: many.map((id) => ({ id })),
				onStart: () => {
					startedAt = Date.now();
					void takeTurns();
				},
			},
		);
		running = false;
		const beginningMs = requests[0].at - startedAt;

		expect(error).toBeUndefined();
		expect(json.map(({ account_id }) => account_id)).toEqual(many);
		expect(requests).toHaveLength(10);
		// Without turns in between, the longest gap would be all of it.
		expect(longestGapMs).toBeLessThan(beginningMs / 2);
	}, 120_000);

	it('begins items in batches when the user wants it', async () => {
		const ids = (await node.sandbox.data('accounts')).slice(0, 6).map(({ id }) => String(id));

		const { requests } = await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				requestOptions: { batching: { batch: { batchSize: 2, batchInterval: 400 } } },
			},
			{ input: ids.map((id) => ({ id })) },
		);

		const at = requests.map((request) => request.at);
		expect(requests).toHaveLength(6);
		expect(at[2] - at[0]).toBeGreaterThanOrEqual(300);
		expect(at[4] - at[2]).toBeGreaterThanOrEqual(300);
	}, 60_000);

	it('begins no further batch when an item has failed', async () => {
		const pauseMs = 20_000;
		const startedMs = performance.now();

		const { error, requests } = await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '00000000-0000-4000-8000-000000000000' },
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: pauseMs } } },
			},
			{ input: [{}, {}, {}] },
		);

		expect(error).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
		expect(requests).toHaveLength(1);
		expect(performance.now() - startedMs).toBeLessThan(pauseMs);
	}, 60_000);

	it.each(['not an address', 'http://user:100%@proxy.example.com:3128'])(
		'names the field when the proxy is no address: %s',
		async (proxy) => {
			const { error, requests } = await node.run({
				resource: 'account',
				operation: 'getAll',
				requestOptions: { proxy },
			});

			expect(error?.message).toMatch(/^Proxy is no address/);
			expect(requests).toHaveLength(0);
		},
	);

	it('gives each item an error, and none its input as if it were a result, when the proxy is no address', async () => {
		const { items, errors } = await node.run(
			{ resource: 'account', operation: 'getAll', requestOptions: { proxy: 'not an address' } },
			{ input: [{ n: 1 }, { n: 2 }], onError: 'continueErrorOutput' },
		);

		expect(items).toEqual([]);
		expect(errors.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual(
			[0, 1].map((item) => [expect.stringContaining('Proxy'), { item }]),
		);
	});

	it('sends nothing through a proxy that could read the key, and says so', async () => {
		const { error, requests } = await node.run({
			resource: 'account',
			operation: 'getAll',
			limit: 1,
			// The sandbox speaks plain http; test/faults/hostile/proxies.test.ts sends through a proxy with https.
			requestOptions: { proxy: 'http://127.0.0.1:9' },
			options: { maxAttempts: 1 },
		});

		expect(error?.message).toMatch(/not sent through a proxy without encryption/);
		expect(requests).toHaveLength(0);
	}, 60_000);
});
