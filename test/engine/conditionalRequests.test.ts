import type { LoggedRequest } from '../../sandbox/client.mts';
import { sandboxedNode } from '../support/sandboxedNode';

const statuses = (requests: LoggedRequest[]) => requests.map(({ status }) => status);
const bytes = (requests: LoggedRequest[]) =>
	requests.reduce((sum, request) => sum + request.bytes, 0);

/** The process remembers answers and asks whether they have changed (contract/NOTES.md#conditional-requests). */
describe('reading again what has not changed', () => {
	const node = sandboxedNode({ accounts: 2_400, scrape: 'manual' });
	const list = { resource: 'account', operation: 'getAll', output: 'raw' };

	it('moves no body for one record, and gives the same row', async () => {
		const [{ id }] = (await node.run({ ...list, limit: 1 })).json;
		const get = { resource: 'account', operation: 'get', accountId: String(id), output: 'raw' };
		const first = await node.run(get);
		const again = await node.run(get);
		expect(statuses(again.requests)).toEqual([304]);
		expect(bytes(again.requests)).toBe(0);
		expect(again.json).toEqual(first.json);
	});

	it('moves no body for a list of up to 1,000 rows', async () => {
		const first = await node.run({ ...list, limit: 1_000 });
		const again = await node.run({ ...list, limit: 1_000 });
		expect(statuses(first.requests)).toEqual([200, 200, 200, 200, 200]);
		expect(statuses(again.requests)).toEqual([304, 304, 304, 304, 304]);
		expect(again.json).toEqual(first.json);
		expect(bytes(again.requests)).toBe(0);
		expect(bytes(first.requests)).toBeGreaterThan(1_000_000);
	});

	it('remembers no page of a longer list after its first ten, so that other answers stay', async () => {
		const [{ id }] = (await node.run({ ...list, limit: 1 })).json;
		const get = { resource: 'account', operation: 'get', accountId: String(id), output: 'raw' };
		await node.run(get);
		await node.run({ ...list, returnAll: true });
		const all = await node.run({ ...list, returnAll: true });
		expect(statuses(all.requests).filter((status) => status === 304)).toHaveLength(10);
		expect(statuses(all.requests).filter((status) => status === 200)).toHaveLength(2);
		expect(statuses((await node.run(get)).requests)).toEqual([304]);
	});
});
