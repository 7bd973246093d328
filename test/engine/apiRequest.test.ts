import { sandboxedNode, type Setup } from '../support/sandboxedNode';

describe('API: Request', () => {
	const node = sandboxedNode();
	const run = async (values: Parameters<typeof node.run>[0], setup?: Setup) =>
		await node.run({ resource: 'api', operation: 'request', ...values }, setup);
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it('returns the answer as it is, in one row', async () => {
		const parameters = {
			path: 'accounts?limit=2',
			query: {
				parameters: [
					{ name: 'platform', value: 'tiktok' },
					{ name: ' ', value: '' },
				],
			},
		};
		const { json, requests } = await run(parameters);
		expect(json).toEqual([
			{ data: expect.any(Array), pagination: expect.any(Object), filters: expect.any(Object) },
		]);
		expect(requests[0].query).toEqual({ limit: '2', platform: 'tiktok' });
	});

	it('leaves out the cursor of the first page, which has no value', async () => {
		const parameters = {
			path: '/creators',
			query: {
				parameters: [
					{ name: 'cursor', value: '={{ $json.pagination.next_cursor }}' },
					{ name: 'is_active', value: '={{ false }}' },
					{ name: 'limit', value: '={{ 3 }}' },
				],
			},
		};
		const { error, requests } = await run(parameters, {
			input: [{ pagination: { next_cursor: null } }],
		});
		expect(error).toBeUndefined();
		expect(requests[0].query).toEqual({ is_active: 'false', limit: '3' });
	});

	it('sends a body that was built by an expression, and says that an empty answer was a success', async () => {
		const created = await run(
			{ method: 'POST', path: '/creators', body: '={{ ({ name: $json.who }) }}' },
			{ input: [{ who: 'Zoë' }] },
		);
		expect(created.json[0]).toMatchObject({ data: { name: 'Zoë' } });
		const id = (created.json[0].data as { id: string }).id;
		const deleted = await run({ method: 'DELETE', path: `/creators/${id}` });
		expect(deleted.json).toEqual([{ success: true, status: 204 }]);
		expect(deleted.requests[0].body).toBeNull();
	});

	it('refuses a body that cannot be written as JSON, and goes on with the key as before', async () => {
		await node.sandbox.reset({ accounts: 3, rateLimit: { limit: 2, windowSeconds: 1 } });
		const body = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
		const refused = await run({ method: 'POST', path: '/creators', body });
		expect(refused.error?.message).toContain('Body');
		expect(refused.requests).toEqual([]);
		const input = Array.from({ length: 6 }, () => ({}));
		const { json } = await run({ path: '/accounts?limit=1' }, { input });
		expect(json).toHaveLength(6);
	});

	it('repeats a POST after a broken connection only under an Idempotency Key', async () => {
		const parameters = { method: 'POST', path: '/creators', body: '{"name": "Twice"}' };
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
		const without = await run(parameters);
		expect(without.error?.description).toContain('may have taken effect');
		expect(without.requests.length).toBe(1);
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
		const withKey = await run({ ...parameters, options: { idempotencyKey: 'once' } });
		expect(withKey.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
			'once',
			'once',
		]);
		const created = (await node.sandbox.data('creators')).filter(({ name }) => name === 'Twice');
		expect(created.map(({ id }) => id)).toContain((withKey.json[0].data as { id: string }).id);
		expect(created.length).toBe(2);
	});
});
