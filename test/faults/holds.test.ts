import type { Fault } from '../../sandbox/client.mts';
import { sandboxedNode } from '../support/sandboxedNode';

const ITEMS = 50;
const bench = sandboxedNode({ accounts: ITEMS });
let runs = 0;

/** Gets 50 accounts while every answer is `fault`, with a key of its own: a hold outlives a run. */
async function getAllDuring(fault: Fault, maxWait: number) {
	const apiKey = `hold-${++runs}`;
	await bench.sandbox.addKey(apiKey, { name: apiKey });
	const ids = (await bench.sandbox.data('accounts')).map(({ id }) => ({ id: String(id) }));
	await bench.sandbox.fault({ match: { key: apiKey }, times: null, fault });
	const accountId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
	const parameters = {
		resource: 'account',
		operation: 'get',
		accountId,
		options: { maxWait, maxAttempts: 20 },
	};
	const result = await bench.run(parameters, {
		input: ids,
		onError: 'continueErrorOutput',
		credential: { apiKey, baseUrl: bench.sandbox.apiUrl },
	});
	await bench.sandbox.clearFaults();
	return result;
}

const messages = (errors: Array<{ json: Record<string, unknown> }>) => [
	...new Set(errors.map(({ json }) => String(json.error))),
];

describe('All items of a step', () => {
	it('fail at once by one refusal that lasts longer than they may wait', async () => {
		const { items, errors, requests } = await getAllDuring(
			{ status: 429, headers: { 'retry-after': '864000' } },
			300,
		);
		expect(items).toEqual([]);
		expect(errors).toHaveLength(ITEMS);
		expect(requests).toHaveLength(1);
		for (const message of messages(errors)) expect(message).toMatch(/quota is used up.* 10 days/);
	});

	it('fail at once by one answer that the API is down for longer than they may wait', async () => {
		const { errors, requests } = await getAllDuring(
			{ status: 503, headers: { 'retry-after': '864000' } },
			300,
		);
		expect(errors).toHaveLength(ITEMS);
		expect(requests).toHaveLength(1);
		expect(messages(errors)).toEqual([
			expect.stringMatching(/has a problem at the moment and asks to wait 10 days/),
		]);
	});

	it('wait no longer together than one of them may wait, when nobody gets through', async () => {
		const startedMs = performance.now();
		const { errors, requests } = await getAllDuring(
			{ status: 429, headers: { 'retry-after': '1' } },
			4,
		);
		expect(performance.now() - startedMs).toBeLessThan(15_000);
		expect(errors).toHaveLength(ITEMS);
		expect(requests.length).toBeLessThanOrEqual(8);
		expect(messages(errors).join()).toMatch(/has been used up for \d seconds? without a break/);
	});

	it('ask a server that is down one after the other, and not all at once', async () => {
		await bench.sandbox.clearRequests();
		const { errors, requests } = await getAllDuring(
			{ status: 503, headers: { 'retry-after': '1' } },
			3,
		);
		expect(errors).toHaveLength(ITEMS);
		expect(requests.length).toBeLessThanOrEqual(8);
	});
});
