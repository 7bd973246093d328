import { NodeApiError } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 1_000 });
const refreshed = async (count: number) =>
	(await bench.sandbox.refresh({ accounts: count })).accounts.map(({ id }) => id);
const failing = async (work: Promise<unknown>) =>
	await work.then(
		() => undefined,
		(error: unknown) =>
			error as NodeApiError & { failure?: { cause?: string; retryAfterMs?: number } },
	);

describe('Life of the CreatorAudit Trigger', () => {
	it('loses nothing while the API fails, and says what is wrong', async () => {
		const trigger = await bench.active();
		trigger.restart({ budgetMs: 1_500 });
		const told: string[] = [];
		await bench.sandbox.fault({
			match: { path: '^/accounts$' },
			times: null,
			fault: { status: 503 },
		});
		const ids = await refreshed(5);
		const error = await failing(trigger.poll());
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ httpCode: '503', failure: { cause: 'temporarily-unavailable' } });
		ids.push(...(await refreshed(5)));
		await bench.sandbox.clearFaults();
		await bench.sandbox.fault({
			match: { path: '^/accounts$' },
			times: null,
			fault: { reset: 'midBody' },
		});
		expect(await failing(trigger.poll())).toBeInstanceOf(NodeApiError);
		// n8n would switch the trigger off for longer than the outage.
		trigger.restart();
		expect(await trigger.activate()).toBeNull();
		expect(await failing(trigger.poll())).toBeInstanceOf(NodeApiError);
		await bench.sandbox.clearFaults();
		trigger.restart({ budgetMs: 60_000 });
		told.push(...(await bench.poll(trigger)).ids);
		expect(told).toEqual(ids);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('gives what it has read when a later page fails, and the rest next time', async () => {
		const trigger = await bench.active();
		trigger.restart({ budgetMs: 4_000 });
		const ids = await refreshed(700);
		await bench.sandbox.fault({
			match: { path: '^/accounts$' },
			skip: 2,
			times: null,
			fault: { status: 500 },
		});
		const first = await bench.poll(trigger);
		expect(first.ids).toEqual(ids.slice(-400));
		await bench.sandbox.clearFaults();
		trigger.restart({ budgetMs: 60_000 });
		const more = await refreshed(10);
		const rest = await bench.drain(trigger);
		expect(new Set(rest.map(({ id }) => id))).toEqual(new Set([...ids.slice(0, 300), ...more]));
		expect(rest).toHaveLength(310);
	});

	it('begins a list anew when the server has forgotten its cursors', async () => {
		const trigger = await bench.active();
		trigger.restart({ budgetMs: 4_000 });
		const ids = await refreshed(500);
		await bench.sandbox.fault({
			match: { path: '^/accounts$' },
			skip: 1,
			times: null,
			fault: { status: 500 },
		});
		const told = (await bench.poll(trigger)).ids;
		expect(told).toHaveLength(200);
		await bench.sandbox.clearFaults();
		trigger.restart({ budgetMs: 60_000 });
		await bench.sandbox.fault({ match: { path: '^/accounts$' }, fault: { status: 422 } });
		told.push(...(await bench.drain(trigger)).map(({ id }) => String(id)));
		expect(told).toHaveLength(500);
		expect(new Set(told)).toEqual(new Set(ids));
	});

	it('stops with a clear error, not in a loop, when pages do not lead on', async () => {
		const trigger = await bench.active();
		await refreshed(500);
		await bench.sandbox.fault({
			match: { path: '^/accounts$' },
			times: null,
			fault: {
				patch: { pagination: { has_next: true, next_cursor: null } },
				stripHeaders: ['link'],
			},
		});
		expect((await failing(trigger.poll()))?.message).toContain(
			'the address of the next page is missing',
		);
		await bench.sandbox.clearFaults();
		await bench.sandbox.reset({ accounts: 1_000, rateLimit: null });
	});

	it('names a refused key, for the user and for n8n', async () => {
		const trigger = await bench.active();
		const { saved } = trigger;
		const disabled = bench.workflow({
			saved,
			credential: { apiKey: bench.sandbox.keys.disabled, baseUrl: bench.sandbox.apiUrl },
		});
		expect(await failing(disabled.poll())).toMatchObject({
			httpCode: '403',
			failure: { cause: 'credential-invalid' },
		});
		const unknown = bench.workflow({
			saved,
			credential: { apiKey: 'nonsense', baseUrl: bench.sandbox.apiUrl },
		});
		expect(await failing(unknown.activate())).toMatchObject({
			httpCode: '401',
			failure: { cause: 'credential-invalid' },
		});
		expect(unknown.saved).toBe(saved);
	});

	it('waits for the quota as long as its time allows, and otherwise goes on with the next poll', async () => {
		// A key of its own, because the pace of a key is kept for the whole process.
		await bench.sandbox.addKey('paced', { name: 'paced' });
		const trigger = await bench.active({
			credential: { apiKey: 'paced', baseUrl: bench.sandbox.apiUrl },
		});
		const ids = await refreshed(900);
		await bench.sandbox.settings({ rateLimit: { limit: 2, windowSeconds: 2 } });
		const all = await bench.poll(trigger);
		expect(all.ids).toEqual(ids);
		expect(all.requests.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(1);

		await bench.sandbox.settings({ rateLimit: { limit: 2, windowSeconds: 600 } });
		const more = await refreshed(900);
		trigger.restart({ budgetMs: 2_000 });
		const some = await bench.poll(trigger);
		expect(some.ids.length).toBeLessThan(900);
		expect(await trigger.poll()).toBeNull();
		const hourLater = Date.now() + 3_601_000;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => hourLater);
		const error = await failing(trigger.poll());
		clock.mockRestore();
		expect(error?.message).toMatch(/^No poll has got through since \d{4}-\d\d-\d\dT/);
		expect(error).toMatchObject({ httpCode: '429', failure: { cause: 'rate-limited' } });
		expect(error?.failure?.retryAfterMs).toBeGreaterThan(1_000);
		await bench.sandbox.settings({ rateLimit: null });
		expect(some.ids.every((id) => more.includes(id))).toBe(true);
	});

	it('ends within its time when the API does not answer', async () => {
		const trigger = await bench.active();
		trigger.restart({ budgetMs: 1_000 });
		const ids = await refreshed(3);
		await bench.sandbox.fault({ match: { path: '^/accounts$' }, fault: { hang: true } });
		const began = performance.now();
		expect(await failing(trigger.poll())).toBeInstanceOf(NodeApiError);
		expect(performance.now() - began).toBeLessThan(3_000);
		trigger.restart({ budgetMs: 60_000 });
		expect((await bench.poll(trigger)).ids).toEqual(ids);
	});

	it('works in an n8n that names no time for a poll', async () => {
		const trigger = await bench.active({ budgetMs: null });
		const ids = await refreshed(3);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
	});

	it.each(['memory', 'durable'] as const)(
		'does not tell twice when polls of one node overlap, in the %s engine',
		async (engine) => {
			const trigger = await bench.active({ engine });
			const ids = await refreshed(6);
			await bench.sandbox.settings({ latencyMs: 100 });
			const polls = await Promise.all([trigger.poll(), trigger.poll(), trigger.poll()]);
			expect(polls.flatMap((items) => items ?? []).map(({ id }) => id)).toEqual(ids);
			await bench.sandbox.settings({ latencyMs: 0 });
			expect(await bench.drain(trigger)).toEqual([]);
		},
	);

	it('does not tell twice when n8n has read the state before another poll changed it', async () => {
		const trigger = await bench.active({ engine: 'durable' });
		const { saved: prefetched } = trigger;
		const ids = await refreshed(6);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		const { saved } = trigger;
		expect(await trigger.poll({ prefetched })).toBeNull();
		expect(trigger.saved).toBe(saved);
		const more = await refreshed(2);
		expect((await bench.poll(trigger)).ids).toEqual(more);
	});

	it('keeps two triggers of one workflow, and the same trigger in two workflows, apart', async () => {
		const one = await bench.active({ nodeName: 'One', nodeId: 'a' });
		const two = await bench.active({
			nodeName: 'Two',
			nodeId: 'b',
			saved: one.saved,
			workflowId: one.workflowId,
		});
		const copy = await bench.active({ workflowId: 'copy' });
		const ids = await refreshed(4);
		const told = await Promise.all([one.poll(), two.poll(), copy.poll()]);
		expect(told.map((items) => items?.map(({ id }) => id))).toEqual([ids, ids, ids]);
		expect(Object.keys(JSON.parse(two.saved) as object).sort()).toEqual(['node:One', 'node:Two']);
	});

	it('begins anew under another name: nothing old is told, and what follows is', async () => {
		const trigger = await bench.active();
		await refreshed(4);
		await trigger.poll();
		await refreshed(4);
		trigger.restart({ nodeName: 'Renamed' });
		expect(await trigger.activate()).toBeNull();
		const ids = await refreshed(2);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
	});

	it('goes on from exported and imported data, and begins anew from data that is not its own', async () => {
		const trigger = await bench.active();
		const ids = await refreshed(3);
		const moved = bench.workflow({
			saved: JSON.stringify(JSON.parse(trigger.saved), null, 2),
			workflowId: 'imported',
			nodeId: 'other',
		});
		expect((await moved.activate())?.map(({ id }) => id)).toEqual(ids);
		for (const data of [
			{ lastItemDate: '2026-01-01' },
			{ version: 99, sync: {} },
			{ version: 1, sync: 'x', checkpoints: [] },
		]) {
			const foreign = await bench.active({
				saved: JSON.stringify({ 'node:CreatorAudit Trigger': data }),
				workflowId: JSON.stringify(data),
			});
			const more = await refreshed(1);
			expect((await bench.poll(foreign)).ids).toEqual(more);
			expect(Object.keys(foreign.state).sort()).toEqual([
				'checkpoints',
				'emissions',
				'id',
				'resource',
				'subscription',
				'sync',
				'version',
			]);
		}
	});

	it('shows the newest real items for a test, and remembers nothing of it', async () => {
		const trigger = bench.workflow();
		const ids = await refreshed(9);
		const shown = await trigger.poll({ mode: 'manual' });
		expect(shown?.map(({ id }) => id)).toEqual(ids.slice(-5).reverse());
		expect(trigger.saved).toBe('{}');
		expect(await trigger.activate()).toBeNull();
	});

	it('shows the chosen ones for a test, and says which is not there', async () => {
		const [a, b] = await refreshed(2);
		const ids = `${a}, ${b.toUpperCase()}`;
		expect(
			await bench.workflow({ parameters: { filters: { ids } } }).poll({ mode: 'manual' }),
		).toHaveLength(2);
		const missing = '00000000-0000-4000-8000-000000000000';
		const error = await failing(
			bench.workflow({ parameters: { filters: { ids: missing } } }).poll({ mode: 'manual' }),
		);
		expect(error?.message).toContain(missing);
	});
});
