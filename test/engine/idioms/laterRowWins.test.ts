import { sandboxedNode } from '../../support/sandboxedNode';

/** Two rows of a sheet name the same record: what the lower one says is what counts. */
describe('several rows for one record', () => {
	const node = sandboxedNode({ accounts: 40, creators: 3 });
	let ids: string[];
	let names: string[];

	beforeAll(async () => {
		const accounts = await node.sandbox.data('accounts');
		ids = accounts.map(({ id }) => String(id));
		names = accounts.map(({ platform, username }) => `${String(platform)}:${String(username)}`);
	});
	afterEach(async () => await node.sandbox.clearFaults());

	const update = async (rows: Array<{ account: string; category: string }>) =>
		await node.run(
			{
				resource: 'account',
				operation: 'update',
				accountId: { __rl: true, mode: 'username', value: '={{ $json.account }}' },
				updateFields: { category: '={{ $json.category }}' },
			},
			{ input: rows },
		);
	const changes = (requests: Awaited<ReturnType<typeof node.run>>['requests']) =>
		requests
			.filter(({ method, status }) => method === 'PATCH' && status === 200)
			.map(({ body }) => (body as { category: string }).category);
	const categoryOf = async (id: string) =>
		(await node.sandbox.data('accounts')).find((account) => account.id === id)?.category;

	it('changes it in the order of the rows, although the first try of the first row fails', async () => {
		await node.sandbox.fault({ match: { method: 'PATCH' }, times: 2, fault: { status: 503 } });
		const rows = ['first', 'second', 'third'].map((category) => ({ account: ids[0], category }));
		const { error, requests } = await update(rows);
		expect(error).toBeUndefined();
		expect(changes(requests)).toEqual(['first', 'second', 'third']);
		expect(await categoryOf(ids[0])).toBe('third');
	});

	it('does so although the first row names it by a username that is still looked up', async () => {
		await node.sandbox.fault({ match: { method: 'GET' }, fault: { delayMs: 400 } });
		const { error, requests } = await update([
			{ account: names[1], category: 'by name' },
			{ account: ids[1], category: 'by ID' },
			{ account: ids[1].toUpperCase(), category: 'by ID in capitals' },
		]);
		expect(error).toBeUndefined();
		expect(changes(requests)).toEqual(['by name', 'by ID', 'by ID in capitals']);
		expect(await categoryOf(ids[1])).toBe('by ID in capitals');
	});

	it('lets the rows of other records go on meanwhile', async () => {
		await node.sandbox.fault({
			match: { method: 'PATCH', path: ids[2] },
			fault: { delayMs: 1_000 },
		});
		const others = ids.slice(3, 33);
		const { error, requests } = await update([
			{ account: ids[2], category: 'slow' },
			{ account: ids[2], category: 'last' },
			...others.map((account) => ({ account, category: 'other' })),
		]);
		expect(error).toBeUndefined();
		// The log has the requests in the order of their arrival.
		const order = requests.map(({ body }) => (body as { category: string }).category);
		expect(order[0]).toBe('slow');
		expect(order.at(-1)).toBe('last');
		expect(await categoryOf(ids[2])).toBe('last');
	});

	it('goes on with the next row when one has failed', async () => {
		await node.sandbox.fault({ match: { method: 'PATCH' }, fault: { status: 422 } });
		const result = await node.run(
			{
				resource: 'account',
				operation: 'update',
				accountId: { __rl: true, mode: 'id', value: ids[4] },
				updateFields: { category: '={{ $json.category }}' },
			},
			{
				input: ['refused', 'taken'].map((category) => ({ category })),
				onError: 'continueRegularOutput',
			},
		);
		expect(result.json.map((row) => row.error !== undefined)).toEqual([true, false]);
		expect(await categoryOf(ids[4])).toBe('taken');
	});

	it('keeps the order in requests to any path', async () => {
		await node.sandbox.fault({ match: { method: 'PATCH' }, fault: { status: 502 } });
		const { error, requests } = await node.run(
			{
				resource: 'api',
				operation: 'request',
				method: 'PATCH',
				path: `/accounts/${ids[5]}`,
				body: '={{ { category: $json.category } }}',
			},
			{ input: ['first', 'second'].map((category) => ({ category })) },
		);
		expect(error).toBeUndefined();
		expect(changes(requests)).toEqual(['first', 'second']);
	});

	it('gives an account to the creator of the first row, whatever is slow', async () => {
		const creators = (await node.sandbox.data('creators')).map(({ id }) => String(id));
		const taken = new Set(
			(await node.sandbox.data('accounts'))
				.filter(({ creator_id }) => creator_id)
				.map(({ id }) => id),
		);
		const free = ids.find((id) => !taken.has(id))!;
		await node.sandbox.fault({
			match: { method: 'PUT', path: creators[0] },
			fault: { delayMs: 400 },
		});
		const result = await node.run(
			{
				resource: 'creator',
				operation: 'addAccount',
				creatorId: { __rl: true, mode: 'id', value: '={{ $json.creator }}' },
				accountId: { __rl: true, mode: 'id', value: free },
			},
			{
				input: creators.slice(0, 2).map((creator) => ({ creator })),
				onError: 'continueRegularOutput',
			},
		);
		expect(result.requests.map(({ path }) => path.split('/')[2])).toEqual(creators.slice(0, 2));
	});
});
