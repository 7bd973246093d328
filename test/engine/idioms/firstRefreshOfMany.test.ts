import { sandboxedNode } from '../../support/sandboxedNode';

/** A sheet of handles is tracked, and the next step wants their first numbers. */
describe('Wait for First Refresh of many items', () => {
	const node = sandboxedNode({ accounts: 500, firstRefreshDelayMs: 8_000 });

	it('asks for 60 accounts that take 8 seconds at most 12 times', async () => {
		const { json, items, error, requests } = await node.run(
			{
				resource: 'account',
				operation: 'create',
				platform: 'instagram',
				username: '={{ $json.name }}',
				options: { waitForFirstRefresh: true, waitTimeout: 60 },
			},
			{ input: Array.from({ length: 60 }, (_, n) => ({ name: `new.name.${n}` })) },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ username }) => username)).toEqual(
			Array.from({ length: 60 }, (_, n) => `new.name.${n}`),
		);
		expect(json.every(({ last_scrape_time: time }) => typeof time === 'string')).toBe(true);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 60 }, (_, item) => ({ item })),
		);
		expect(requests.filter(({ method }) => method === 'GET').length).toBeLessThanOrEqual(12);
	}, 60_000);

	it('fails each with its own ID when the list cannot be read', async () => {
		await node.sandbox.fault({
			match: { method: 'GET', path: '^/accounts$' },
			times: null,
			fault: { status: 404 },
		});
		const { json } = await node.run(
			{
				resource: 'account',
				operation: 'create',
				platform: 'tiktok',
				username: '={{ $json.name }}',
				options: { waitForFirstRefresh: true },
			},
			{
				input: Array.from({ length: 3 }, (_, n) => ({ name: `other.name.${n}` })),
				onError: 'continueRegularOutput',
			},
		);
		const texts = json.map((row) => String(row.error));
		for (const text of texts) expect(text).toMatch(/It has been tracked \(ID [0-9a-f-]{36}\)/);
		expect(new Set(texts.map((text) => /\(ID ([^)]*)\)/.exec(text)![1])).size).toBe(3);
		await node.sandbox.clearFaults();
	}, 60_000);
});
