import { NodeApiError } from 'n8n-workflow';

import { ENGINES, type PolledWorkflow } from '../support/poll';
import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 100, videos: 900 });
const refreshed = async (count: number) =>
	(await bench.sandbox.refresh({ accounts: count })).accounts.map(({ id }) => id);
const idsOf = (items: Array<{ id?: unknown }> | null) => (items ?? []).map(({ id }) => id);
const outage = async () =>
	await bench.sandbox.fault({ match: {}, times: null, fault: { status: 503 } });
const failing = async (work: Promise<unknown>) =>
	await work.then(
		() => undefined,
		(error: unknown) => error as NodeApiError,
	);

describe.each(ENGINES)('The CreatorAudit Trigger in n8n’s way to poll "%s"', (engine) => {
	it('tells what was refreshed between the activation and the first scheduled poll', async () => {
		const trigger = bench.workflow({ engine });
		expect(await trigger.activate()).toBeNull();
		const ids = await refreshed(7);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('comes to the end of a scan that takes several polls', async () => {
		const trigger = await bench.active({ engine, parameters: { triggerOn: 'video' } });
		const rows = await bench.sandbox.data('videos');
		const ids = [rows[3], rows[700], rows[899]].map(({ id }) => String(id));
		await bench.sandbox.refresh({ videoIds: [ids[2]] });
		await bench.sandbox.settings({ latencyMs: 400 });
		trigger.edit({ budgetMs: 1_200 });
		const told = idsOf(await trigger.poll());
		for (let polls = 0; polls < 5 && told.length === 0; polls++)
			told.push(...idsOf(await trigger.poll()));
		await bench.sandbox.settings({ latencyMs: 0 });
		expect(told).toEqual([ids[2]]);
	});

	it('goes through a restart in an outage, and says that a key is wrong', async () => {
		const trigger = await bench.active({ engine });
		const ids = await refreshed(3);
		await outage();
		trigger.restart({ budgetMs: 700 });
		expect(await trigger.activate()).toBeNull();
		expect(await failing(trigger.poll())).toMatchObject({ httpCode: '503' });
		await bench.sandbox.clearFaults();
		const wrong = { apiKey: 'nonsense', baseUrl: bench.sandbox.apiUrl };
		const other = bench.workflow({ engine, saved: trigger.saved, credential: wrong });
		expect(await failing(other.activate())).toBeInstanceOf(NodeApiError);
		trigger.restart({ budgetMs: 60_000 });
		const told = [...idsOf(await trigger.activate()), ...idsOf(await bench.drain(trigger))];
		expect(told).toEqual(ids);
	});

	it('says that the API is down when the workflow is activated for the first time', async () => {
		await outage();
		const trigger = bench.workflow({ engine, budgetMs: 700 });
		expect(await failing(trigger.activate())).toMatchObject({ httpCode: '503' });
		await bench.sandbox.clearFaults();
	});

	it('tells nothing again from an older export, as long as the process lives', async () => {
		const trigger = await bench.active({ engine });
		const { saved } = trigger;
		const ids = await refreshed(3);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		expect(await trigger.poll()).toBeNull();
		trigger.edit({ saved });
		expect(await trigger.activate()).toBeNull();
		const more = await refreshed(2);
		expect(idsOf(await bench.drain(trigger))).toEqual(more);
	});

	it('begins anew when somebody has removed what was stored', async () => {
		const trigger = await bench.active({ engine });
		await refreshed(3);
		expect((await bench.poll(trigger)).ids).toHaveLength(3);
		expect(await trigger.poll()).toBeNull();
		await refreshed(3);
		trigger.edit({ saved: '{}' });
		expect(await trigger.activate()).toBeNull();
		const ids = await refreshed(2);
		expect(idsOf(await bench.drain(trigger))).toEqual(ids);
	});
});

describe('An emission of the CreatorAudit Trigger', () => {
	/** Polls until n8n is known to keep one object for all polls, or not to. */
	const settled = async (engine: (typeof ENGINES)[number]): Promise<PolledWorkflow> => {
		const trigger = await bench.active({ engine });
		expect(await trigger.poll()).toBeNull();
		return trigger;
	};

	it('is made again when n8n has dropped it, because the workflow was edited meanwhile', async () => {
		const trigger = await settled('memory');
		const ids = await refreshed(4);
		expect(await trigger.poll({ isSuperseded: () => true })).toBeNull();
		trigger.edit();
		expect(idsOf(await trigger.activate())).toEqual(ids);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('is made again a while after n8n has dropped it, where each poll reads the database', async () => {
		const trigger = await settled('scheduler');
		const ids = await refreshed(4);
		expect(await trigger.poll({ isSuperseded: () => true })).toBeNull();
		expect(await trigger.poll()).toBeNull();
		const now = performance.now.bind(performance);
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		clock.mockRestore();
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('is not made twice where another trigger of the workflow has stored an older state over it', async () => {
		const trigger = await settled('scheduler');
		const { saved } = trigger;
		const ids = await refreshed(4);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		trigger.saved = saved;
		const now = performance.now.bind(performance);
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
		expect(await trigger.poll()).toBeNull();
		clock.mockRestore();
		const more = await refreshed(2);
		expect(idsOf(await bench.drain(trigger))).toEqual(more);
	});

	it('is not made twice in n8n 1.x when another trigger of the workflow takes minutes to activate', async () => {
		const trigger = await settled('n8n-1');
		const { saved, workflowId } = trigger;
		const after = bench.workflow({ engine: 'n8n-1', saved, workflowId });
		const ids = await refreshed(4);
		expect((await bench.poll(trigger)).ids).toEqual(ids);
		const now = performance.now.bind(performance);
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 300_000);
		expect(await after.activate()).toBeNull();
		clock.mockRestore();
		expect(await bench.drain(after)).toEqual([]);
	});
});
