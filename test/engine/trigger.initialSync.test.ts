import type { INodeParameters } from 'n8n-workflow';

import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ accounts: 10, videos: 900 });

/** Of a list of five pages three or four are begun within the share of the time that is for pages. */
const SLOWLY = { latencyMs: 400, budgetMs: 2_000 };
const onVideos = (more: INodeParameters = {}) => ({ parameters: { triggerOn: 'video', ...more } });
/** The first and the last that is not from TikTok. */
const ends = async () => {
	const rows = (await bench.sandbox.data('videos')).filter(
		({ platform }) => platform === 'instagram',
	);
	return [rows[0], rows[rows.length - 1]].map(({ id }) => String(id));
};

/** n8n saves what the activation has read, and nothing of the quiet polls after it. */
describe('A reading that decides what is the past, and takes several polls', () => {
	it('does not take what is refreshed later for the past, also when n8n restarts in its midst', async () => {
		await bench.sandbox.settings({ latencyMs: SLOWLY.latencyMs });
		const trigger = await bench.active({ ...onVideos(), budgetMs: SLOWLY.budgetMs });
		expect(trigger.state.sync).toMatchObject({ initialSync: true });
		expect(await trigger.poll()).toBeNull();
		await bench.sandbox.settings({ latencyMs: 0 });
		expect(await trigger.poll()).toBeNull();
		const [first, last] = await ends();
		await bench.sandbox.refresh({ videoIds: [first, last] });
		trigger.restart({ budgetMs: 60_000 });
		const told = [...((await trigger.activate()) ?? []), ...(await bench.drain(trigger))];
		expect(told.map(({ id }) => id).sort()).toEqual([first, last].sort());
	});

	it('neither does the first one after a change', async () => {
		const [first, last] = await ends();
		const trigger = await bench.active(onVideos({ filters: { platform: 'tiktok' } }));
		await bench.sandbox.settings({ latencyMs: SLOWLY.latencyMs });
		// What was not watched before the change is the past.
		await bench.sandbox.refresh({ videoIds: [last] });
		trigger.restart({ ...onVideos(), budgetMs: SLOWLY.budgetMs });
		expect(await trigger.activate()).toBeNull();
		expect(trigger.state).toHaveProperty('previous');
		expect(await trigger.poll()).toBeNull();
		await bench.sandbox.settings({ latencyMs: 0 });
		expect(await trigger.poll()).toBeNull();
		await bench.sandbox.refresh({ videoIds: [first, last] });
		trigger.restart({ budgetMs: 60_000 });
		const told = [...((await trigger.activate()) ?? []), ...(await bench.drain(trigger))];
		expect(told.map(({ id }) => id).sort()).toEqual([first, last].sort());
	});
});
