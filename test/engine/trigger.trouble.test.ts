import { sleep } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 1_000, videos: 900 });
const refreshed = async (count: number) =>
	(await bench.sandbox.refresh({ accounts: count })).accounts.map(({ id }) => id);

describe('CreatorAudit Trigger in trouble', () => {
	it('tells once when its workflow is saved during a poll, in an n8n that names no time for a poll', async () => {
		const before = await bench.active({ budgetMs: null });
		const ids = await refreshed(6);
		await bench.sandbox.settings({ latencyMs: 200 });
		const polling = before.poll();
		await sleep(80);
		// Such an n8n loads the workflow anew, lets the old poll end, and emits what it finds.
		const { saved, workflowId } = before;
		const after = bench.workflow({ budgetMs: null, saved, workflowId });
		const told = await Promise.all([polling, after.activate(), after.poll()]);
		await bench.sandbox.settings({ latencyMs: 0 });
		expect(told.map((items) => items?.map(({ id }) => id))).toEqual([undefined, ids, undefined]);
		expect(await bench.drain(after)).toEqual([]);
		const more = await refreshed(2);
		expect((await bench.poll(after)).ids).toEqual(more);
	});

	it.each(['memory', 'durable'] as const)(
		'goes on telling what comes before a page that always fails, in the %s engine',
		async (engine) => {
			const rows = await bench.sandbox.data('videos');
			const ids = [rows[5], rows[300], rows[700]].map(({ id }) => String(id)).sort();
			const [first, broken, behind] = ids;
			const trigger = await bench.active({
				parameters: { triggerOn: 'video', filters: { ids: ids.join() } },
				engine,
			});
			// From now on each of them is a page.
			expect((await bench.poll(trigger)).requests).toHaveLength(3);
			await bench.sandbox.fault({
				match: { path: `^/videos/${broken}$` },
				times: null,
				fault: { status: 520 },
			});
			await bench.sandbox.refresh({ videoIds: ids });
			expect((await bench.poll(trigger)).ids).toEqual([first]);
			for (let again = 0; again < 2; again++) {
				// Nothing new before it: then the failure is what there is to tell.
				await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '520' });
				await bench.sandbox.refresh({ videoIds: [first] });
				expect((await bench.poll(trigger)).ids).toEqual([first]);
			}
			await bench.sandbox.clearFaults();
			expect((await bench.drain(trigger)).map(({ id }) => id)).toEqual([broken, behind]);
		},
	);
});
