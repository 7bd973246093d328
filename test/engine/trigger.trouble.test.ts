import { sleep } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 1_000, videos: 900 });
const refreshed = async (count: number) => (await bench.sandbox.refresh({ accounts: count })).accounts.map(({ id }) => id);

describe('CreatorAudit Trigger in trouble', () => {
	it('tells once when its workflow is saved during a poll, in an n8n that names no time for a poll', async () => {
		const before = await bench.active({ budgetMs: null });
		const ids = await refreshed(6);
		await bench.sandbox.settings({ latencyMs: 200 });
		const polling = before.poll();
		await sleep(80);
		// Such an n8n loads the workflow anew, lets the old poll end, and emits what it finds.
		const after = bench.workflow({ budgetMs: null, saved: before.saved });
		const told = await Promise.all([polling, after.activate(), after.poll()]);
		await bench.sandbox.settings({ latencyMs: 0 });
		expect(told.map((items) => items?.map(({ id }) => id))).toEqual([undefined, ids, undefined]);
		expect(await bench.drain(after)).toEqual([]);
		const more = await refreshed(2);
		expect((await bench.poll(after)).ids).toEqual(more);
	});
});
