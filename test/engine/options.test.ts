import { sandboxedNode } from '../support/sandboxedNode';

/** What the options of every operation do; that each operation reads them is shown by the contract test. */
describe('the options', () => {
	const node = sandboxedNode({ accounts: 40 });
	let ids: string[];

	beforeAll(async () => {
		ids = (await node.sandbox.data('accounts')).map(({ id }) => String(id));
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	const get = async (
		options: Record<string, unknown>,
		items = 1,
		apiKey = node.sandbox.keys.full,
	) =>
		await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: options as never,
			},
			{
				input: ids.slice(0, items).map((id) => ({ id })),
				credential: { apiKey, baseUrl: node.sandbox.apiUrl },
			},
		);

	it.each([1, 3])('Concurrency %d is the most that is under way at once', async (concurrency) => {
		await node.sandbox.settings({ latencyMs: 30 });
		const { json } = await get({ concurrency }, 20);
		expect(json.length).toBe(20);
		expect((await node.sandbox.summary()).maxInFlight).toBe(concurrency);
	});

	it('Concurrency is 10 when nothing is set', async () => {
		await node.sandbox.settings({ latencyMs: 50 });
		await get({}, 40);
		expect((await node.sandbox.summary()).maxInFlight).toBe(10);
	});

	it.each([
		[1, 1],
		[3, 3],
		['2', 2],
	])('Max Attempts %s is how often a request is tried', async (maxAttempts, tries) => {
		await node.sandbox.fault({
			times: null,
			fault: { status: 503, headers: { 'retry-after': '0' } },
		});
		const { error, requests } = await get({ maxAttempts });
		expect(requests.length).toBe(tries);
		expect(error?.message).toContain('CreatorAudit has a problem at the moment');
		if (tries > 1) expect(error?.message).toContain(`after ${tries} tries`);
	});

	it('Max Wait is the longest that an item waits: what asks for more fails at once', async () => {
		await node.sandbox.fault({
			times: null,
			fault: { status: 503, headers: { 'retry-after': '60' } },
		});
		// A key of its own: it is held for the whole minute.
		await node.sandbox.addKey('held-key', { name: 'held' });
		const started = Date.now();
		const { error, requests } = await get({ maxWait: 30 }, 1, 'held-key');
		expect(Date.now() - started).toBeLessThan(5_000);
		expect(requests.length).toBe(1);
		expect(error?.message).toBe(
			'CreatorAudit has a problem at the moment and asks to wait 60 seconds, longer than "Max Wait (Seconds)" allows',
		);
	});

	it('Max Wait lets pass what asks for less', async () => {
		await node.sandbox.fault({ fault: { status: 503, headers: { 'retry-after': '1' } } });
		const { json, requests } = await get({ maxWait: 2 });
		expect(json.length).toBe(1);
		expect(requests[1].at - requests[0].at).toBeGreaterThanOrEqual(950);
	});

	it('Max Wait names no pause where CreatorAudit asks for none', async () => {
		await node.sandbox.fault({ times: null, fault: { status: 500 } });
		const { error, requests } = await get({ maxWait: 0 });
		expect(requests.length).toBe(1);
		expect(error?.message).toBe('CreatorAudit has a problem at the moment');
	});

	it("gives way to each item's own options", async () => {
		await node.sandbox.fault({
			times: null,
			fault: { status: 503, headers: { 'retry-after': '0' } },
		});
		const { errors, requests } = await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { maxAttempts: '={{ $json.tries }}' },
			},
			{ input: [1, 3].map((tries, n) => ({ id: ids[n], tries })), onError: 'continueErrorOutput' },
		);
		expect(errors.length).toBe(2);
		expect(
			ids.slice(0, 2).map((id) => requests.filter(({ path }) => path.endsWith(id)).length),
		).toEqual([1, 3]);
	});
});
