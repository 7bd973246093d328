import { sandboxedNode, type Setup } from '../support/sandboxedNode';

describe('API: Request', () => {
	const node = sandboxedNode();
	const run = async (values: Parameters<typeof node.run>[0], setup?: Setup) => await node.run({ resource: 'api', operation: 'request', ...values }, setup);
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it('returns the answer as it is, in one row', async () => {
		const parameters = {
			path: 'accounts?limit=2',
			query: {
				parameters: [
					{ name: 'platform', value: 'tiktok' },
					{ name: ' ', value: 'left out' },
				],
			},
		};
		const { json, requests } = await run(parameters);
		expect(json).toEqual([{ data: expect.any(Array), pagination: expect.any(Object), filters: expect.any(Object) }]);
		expect(requests[0].query).toEqual({ limit: '2', platform: 'tiktok' });
	});

	it('sends a body that was built by an expression, and says that an empty answer was a success', async () => {
		const created = await run({ method: 'POST', path: '/creators', body: '={{ ({ name: $json.who }) }}' }, { input: [{ who: 'Zoë' }] });
		expect(created.json[0]).toMatchObject({ data: { name: 'Zoë' } });
		const id = (created.json[0].data as { id: string }).id;
		const deleted = await run({ method: 'DELETE', path: `/creators/${id}` });
		expect(deleted.json).toEqual([{ success: true, status: 204 }]);
		expect(deleted.requests[0].body).toBeNull();
	});

	it('repeats a POST after a broken connection only under an Idempotency Key', async () => {
		const parameters = { method: 'POST', path: '/creators', body: '{"name": "Twice"}' };
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
		const without = await run(parameters);
		expect(without.error?.description).toContain('may have been carried out');
		expect(without.requests.length).toBe(1);
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
		const withKey = await run({ ...parameters, options: { idempotencyKey: 'once' } });
		expect(withKey.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['once', 'once']);
		const created = (await node.sandbox.data('creators')).filter(({ name }) => name === 'Twice');
		expect(created.map(({ id }) => id)).toContain((withKey.json[0].data as { id: string }).id);
		expect(created.length).toBe(2);
	});
});
