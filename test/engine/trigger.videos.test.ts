import { polledSandbox } from '../support/polledSandbox';

const bench = polledSandbox({ videos: 900, accounts: 20 });
const onVideos = { parameters: { triggerOn: 'video' } };
const statuses = (requests: Array<{ status: number }>) =>
	requests.map(({ status }) => status).sort();

describe('CreatorAudit Trigger on videos', () => {
	it.each(['memory', 'durable'] as const)(
		'tells each refresh once, oldest first, in the %s engine',
		async (engine) => {
			const trigger = await bench.active({ ...onVideos, engine });
			const { videos } = await bench.sandbox.refresh({ videos: 30 });
			const { items, ids } = await bench.poll(trigger);
			expect(ids).toEqual(videos.map(({ id }) => id));
			expect(items[0]).toMatchObject({ event: 'video.refreshed', type: 'video' });
			trigger.restart();
			expect(await trigger.activate()).toBeNull();
			const again = await bench.sandbox.refresh({ videoIds: [videos[3].id] });
			expect((await bench.drain(trigger)).map(({ last_scrape_time: time }) => time)).toEqual([
				again.videos[0].last_scrape_time,
			]);
		},
	);

	it('moves no bodies while nothing moves, also after a restart', async () => {
		const trigger = bench.workflow(onVideos);
		await trigger.activate();
		const first = (await bench.sandbox.requests()).reduce((sum, { bytes }) => sum + bytes, 0);
		for (const restarted of [false, true]) {
			if (restarted) trigger.restart();
			const { requests, bytes } = await bench.poll(trigger);
			expect(statuses(requests)).toEqual([304, 304, 304, 304, 304]);
			expect(bytes).toBeLessThanOrEqual(first * 0.02);
		}
	});

	it('asks for one page after the other', async () => {
		const trigger = await bench.active(onVideos);
		await bench.sandbox.settings({ latencyMs: 60 });
		expect((await bench.poll(trigger)).requests).toHaveLength(5);
		await bench.sandbox.settings({ latencyMs: 0 });
		expect((await bench.sandbox.summary()).maxInFlight).toBe(1);
	});

	it('reads on well when a video was deleted, by which all further pages change', async () => {
		const trigger = await bench.active(onVideos);
		const rows = await bench.sandbox.data('videos');
		const deleted = await fetch(`${bench.sandbox.apiUrl}/videos/${String(rows[250].id)}`, {
			method: 'DELETE',
			headers: { authorization: `Bearer ${bench.sandbox.keys.full}` },
		});
		expect(deleted.ok).toBe(true);
		const chosen = [rows[3], rows[260], rows[899]].map(({ id }) => String(id));
		await bench.sandbox.refresh({ videoIds: chosen });
		expect((await bench.poll(trigger)).ids).toEqual(chosen);
		expect(statuses((await bench.poll(trigger)).requests)).toEqual([304, 304, 304, 304, 304]);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('reads again only the pages on which something moved', async () => {
		const trigger = await bench.active(onVideos);
		const [, , , some] = await bench.sandbox.data('videos');
		await bench.sandbox.refresh({ videoIds: [String(some.id)] });
		const { requests, ids } = await bench.poll(trigger);
		expect(ids).toEqual([some.id]);
		expect(statuses(requests)).toEqual([200, 304, 304, 304, 304]);
	});

	it('does not read everything again because a video was added', async () => {
		const trigger = await bench.active(onVideos);
		const added = await fetch(`${bench.sandbox.apiUrl}/videos`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${bench.sandbox.keys.full}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify({ platform: 'instagram', identifier: 'CxNewVideo01' }),
		});
		const { data } = (await added.json()) as { data: { id: string } };
		expect(statuses((await bench.poll(trigger)).requests)).toEqual([200, 304, 304, 304, 304]);
		await bench.sandbox.refresh({ videoIds: [data.id] });
		expect((await bench.poll(trigger)).items).toMatchObject([
			{ event: 'video.firstRefresh', id: data.id },
		]);
		expect(statuses((await bench.poll(trigger)).requests)).toEqual([304, 304, 304, 304, 304]);
	});

	it('keeps its state small', async () => {
		const trigger = await bench.active(onVideos);
		expect(trigger.stateBytes).toBeLessThan(1_024 + 5 * 300 + 64 * 60);
	});

	it('hands out by the limit, and reads again what it owes', async () => {
		const trigger = await bench.active({
			parameters: { triggerOn: 'video', options: { limit: 4 } },
		});
		const { videos } = await bench.sandbox.refresh({ videos: 10 });
		const told: string[] = [];
		for (const size of [4, 4, 2, 0]) {
			const { ids } = await bench.poll(trigger);
			expect(ids).toHaveLength(size);
			told.push(...ids);
			trigger.restart();
		}
		expect(told).toEqual(videos.map(({ id }) => id));
	});

	it('finds refreshes that show up late, and those of the same moment', async () => {
		const trigger = await bench.active(onVideos);
		const { videos } = await bench.sandbox.refresh({ videos: 3 });
		await bench.poll(trigger);
		const at = Date.parse(videos[2].last_scrape_time);
		const byAge = (await bench.sandbox.data('videos')).sort((a, b) =>
			String(a.last_scrape_time).localeCompare(String(b.last_scrape_time)),
		);
		const [late, same] = byAge.map(({ id }) => String(id));
		await bench.sandbox.refresh({ videoIds: [late], at: new Date(at - 9 * 60_000).toISOString() });
		await bench.sandbox.refresh({ videoIds: [same], at: new Date(at).toISOString() });
		expect((await bench.poll(trigger)).ids).toEqual([late, same]);
		expect(await bench.drain(trigger)).toEqual([]);
	});

	it('goes on where the time was up, initial sync included', async () => {
		await bench.sandbox.settings({ latencyMs: 400 });
		// Three or four of the five pages are begun within the share of the time that is for pages.
		const trigger = await bench.active({ ...onVideos, budgetMs: 2_000 });
		const { videos } = await bench.sandbox.refresh({ videos: 60 });
		const told = (await trigger.poll()) ?? [];
		await bench.sandbox.settings({ latencyMs: 0 });
		trigger.restart({ budgetMs: 60_000 });
		told.push(...(await bench.drain(trigger)));
		const ids = new Set(videos.map(({ id }) => id));
		expect(told.filter(({ id }) => !ids.has(String(id)))).toEqual([]);
		expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
	});

	it('asks for metrics in time when the pages need the whole quota of a window', async () => {
		const setup = {
			parameters: { triggerOn: 'video', options: { includeMetrics: '7d' } },
			engine: 'durable' as const,
		};
		let trigger = await bench.active(setup);
		const { videos } = await bench.sandbox.refresh({ videos: 450 });
		await bench.sandbox.settings({ rateLimit: { limit: 5, windowSeconds: 3_600 } });
		const told: string[] = [];
		for (let poll = 0; poll < 8 && told.length < videos.length; poll++) {
			// A key of its own stands for a window of its own.
			const apiKey = `window-${poll}`;
			await bench.sandbox.addKey(apiKey, { name: apiKey });
			trigger = bench.workflow({
				...setup,
				budgetMs: 3_000,
				credential: { apiKey, baseUrl: bench.sandbox.apiUrl },
				saved: trigger.saved,
			});
			const { items, ids, requests } = await bench.poll(trigger);
			expect(ids.length).toBeGreaterThan(0);
			expect(items.every(({ found }) => found === true)).toBe(true);
			expect(requests.filter(({ status }) => status === 429)).toEqual([]);
			told.push(...ids);
		}
		await bench.sandbox.settings({ rateLimit: null });
		trigger = bench.workflow({ ...setup, saved: trigger.saved });
		told.push(...(await bench.drain(trigger)).map(({ id }) => String(id)));
		expect(told).toHaveLength(videos.length);
		expect(new Set(told)).toEqual(new Set(videos.map(({ id }) => id)));
	});

	it('asks for metrics in time also where the first reading takes several windows', async () => {
		const setup = {
			parameters: { triggerOn: 'video', options: { includeMetrics: '7d' } },
			engine: 'durable' as const,
			budgetMs: 3_000,
		};
		const window = async (apiKey: string, limit: number) => {
			await bench.sandbox.settings({ rateLimit: { limit, windowSeconds: 3_600 } });
			await bench.sandbox.addKey(apiKey, { name: apiKey });
			return { ...setup, credential: { apiKey, baseUrl: bench.sandbox.apiUrl } };
		};
		let trigger = await bench.active(await window('first-reading', 3));
		await bench.sandbox.clock(5_000);
		const byAge = (await bench.sandbox.data('videos')).sort((a, b) =>
			String(a.added_at).localeCompare(String(b.added_at)),
		);
		const chosen = String(byAge[899].id);
		await bench.sandbox.refresh({ videoIds: [chosen] });
		const told: unknown[] = [];
		for (const rest of ['page-3', 'page-4', 'page-5']) {
			trigger = bench.workflow({ ...(await window(rest, 2)), saved: trigger.saved });
			told.push(...(await bench.poll(trigger)).items);
		}
		expect(told).toMatchObject([{ id: chosen, found: true }]);
		await bench.sandbox.settings({ rateLimit: null });
	});

	it('tells everything with its metrics in one poll when the next window begins in time', async () => {
		await bench.sandbox.addKey('short-windows', { name: 'short-windows' });
		const trigger = await bench.active({
			parameters: { triggerOn: 'video', options: { includeMetrics: '7d' } },
			credential: { apiKey: 'short-windows', baseUrl: bench.sandbox.apiUrl },
		});
		const { videos } = await bench.sandbox.refresh({ videos: 450 });
		await bench.sandbox.settings({ rateLimit: { limit: 3, windowSeconds: 2 } });
		const { ids } = await bench.poll(trigger);
		await bench.sandbox.settings({ rateLimit: null });
		expect(ids).toEqual(videos.map(({ id }) => id));
	});

	describe('by their IDs', () => {
		const watching = (...ids: string[]) => ({
			parameters: { triggerOn: 'video', filters: { ids: ids.join(', ') } },
		});
		const paths = (requests: Array<{ path: string; status: number }>) =>
			requests.map(({ path, status }) => `${path} ${status}`).sort();
		const someIds = async (...places: number[]) => {
			const rows = await bench.sandbox.data('videos');
			return places.map((place) => String(rows[place].id));
		};

		it('reads only these, once the list is known to be longer', async () => {
			const [a, b] = await someIds(5, 500);
			const trigger = await bench.active(watching(a, b));
			expect((await bench.poll(trigger)).requests).toHaveLength(2);
			expect(paths((await bench.poll(trigger)).requests)).toEqual(
				[`/videos/${a} 304`, `/videos/${b} 304`].sort(),
			);
			await bench.sandbox.refresh({ videoIds: [a, b] });
			trigger.restart();
			expect((await bench.poll(trigger)).ids).toEqual([a, b]);
			expect(await bench.drain(trigger)).toEqual([]);
		});

		it('tells what happened between the two ways of reading, and what is refreshed later', async () => {
			const [a, b, c] = await someIds(5, 500, 700);
			const trigger = await bench.active(watching(a, b));
			await bench.sandbox.refresh({ videoIds: [b, c] });
			expect((await bench.poll(trigger)).ids).toEqual([b]);
			await bench.sandbox.refresh({ videoIds: [a] });
			expect((await bench.poll(trigger)).ids).toEqual([a]);
			trigger.restart(watching(b, c));
			await bench.sandbox.refresh({ videoIds: [b] });
			// c was refreshed before it was watched.
			expect((await bench.drain(trigger)).map(({ id }) => id)).toEqual([b]);
			await bench.sandbox.refresh({ videoIds: [c] });
			expect((await bench.poll(trigger)).ids).toEqual([c]);
		});

		it('goes on when one of them is deleted', async () => {
			const [a, b] = await someIds(5, 500);
			const trigger = await bench.active(watching(a, b));
			await trigger.poll();
			await fetch(`${bench.sandbox.apiUrl}/videos/${b}`, {
				method: 'DELETE',
				headers: { authorization: `Bearer ${bench.sandbox.keys.full}` },
			});
			await bench.sandbox.refresh({ videoIds: [a] });
			const { ids, requests } = await bench.poll(trigger);
			expect(ids).toEqual([a]);
			expect(paths(requests)).toEqual([`/videos/${a} 200`, `/videos/${b} 404`].sort());
		});

		it('holds to the other filters', async () => {
			const rows = (await bench.sandbox.data('videos')) as Array<{ id: string; platform: string }>;
			const [a, b] = ['tiktok', 'instagram'].map(
				(platform) => rows.find((row) => row.platform === platform)!.id,
			);
			const { parameters } = watching(a, b);
			const trigger = await bench.active({
				parameters: { ...parameters, filters: { ...parameters.filters, platform: 'tiktok' } },
			});
			await trigger.poll();
			await bench.sandbox.refresh({ videoIds: [b, a] });
			const { ids, requests } = await bench.poll(trigger);
			expect(ids).toEqual([a]);
			expect(paths(requests)).toEqual([`/videos/${a} 200`, `/videos/${b} 200`].sort());
		});

		it('reads the list where that is fewer requests', async () => {
			const trigger = await bench.active(watching(...(await someIds(1, 2, 3, 4, 5, 6))));
			await trigger.poll();
			expect((await bench.poll(trigger)).requests).toHaveLength(5);
		});
	});
});
