import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PolledWorkflow } from '../support/poll';
import { ScriptedServer } from '../support/scriptedServer';

const server = new ScriptedServer();
const NOON = Date.UTC(2026, 10, 24, 12);
const iso = (time: number) => new Date(time).toISOString();
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const row = (n: number, time: unknown, first: unknown = iso(NOON - 86_400_000)): IDataObject => ({
	id: idOf(n),
	first_scrape_time: first as string,
	last_scrape_time: time as string,
});
const listOf = (data: IDataObject[], next: string | null = null) => ({
	data,
	pagination: { has_next: next !== null, next_cursor: next },
});

beforeAll(async () => await server.start());
afterAll(async () => await server.stop());

/** @param answer to a request, by its path with query and its body */
function serve(answer: (path: string, body: IDataObject) => unknown, sendDate = true): void {
	server.requests = [];
	server.answer = (request, response) => {
		let text = '';
		request.on('data', (part) => (text += String(part)));
		request.on('end', () => {
			response.sendDate = sendDate;
			const body = answer(request.url!, text === '' ? {} : (JSON.parse(text) as IDataObject));
			const { status = 200, ...rest } = body as { status?: number };
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(rest));
		});
	};
}

async function activeOn(
	rows: IDataObject[],
	options: INodeParameters = {},
): Promise<PolledWorkflow> {
	const trigger = new PolledWorkflow({
		credential: { apiKey: 'key', baseUrl: server.baseUrl },
		parameters: { options },
	});
	serve(() => listOf(rows));
	expect(await trigger.activate()).toBeNull();
	return trigger;
}

const failing = async (work: Promise<unknown>) =>
	await work.then(
		() => undefined,
		(error: unknown) => error as Error,
	);

describe('Odd answers to the trigger', () => {
	it.each(['soon', '', '2026-11-24T25:00:00Z', 17])(
		'a time that cannot be read is an error that quotes it: %p',
		async (time) => {
			const trigger = await activeOn([row(1, iso(NOON))]);
			serve(() => listOf([row(2, time), row(1, iso(NOON))]));
			const error = await failing(trigger.poll());
			expect(error?.message).toContain(`${JSON.stringify(time)} in last_scrape_time of ${idOf(2)}`);
		},
	);

	it('all forms of ISO 8601 are read', async () => {
		const trigger = await activeOn([row(1, iso(NOON))]);
		serve(() =>
			listOf([row(3, '20261124T120200,5+00'), row(2, '2026-W48-2T12:01'), row(1, iso(NOON))]),
		);
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual([idOf(2), idOf(3)]);
	});

	it('a list whose pages are empty without end is given up after ten', async () => {
		const trigger = await activeOn([row(1, iso(NOON))]);
		let page = 0;
		serve(() => listOf([], `page-${++page}`));
		expect((await failing(trigger.poll()))?.message).toContain('one empty page follows another');
		expect(server.requests).toHaveLength(10);
	});

	it('pages that lead in a circle are given up', async () => {
		const trigger = await activeOn([row(1, iso(NOON))]);
		serve((path) => listOf([row(1, iso(NOON + 1))], path.includes('cursor=a') ? 'b' : 'a'));
		const told = await trigger.poll();
		expect(told).toHaveLength(1);
		expect((await failing(trigger.poll()))?.message).toContain('came before');
	});

	it('a cursor of ten million characters does not reach the stored state', async () => {
		const trigger = await activeOn([row(1, iso(NOON))]);
		serve(() => listOf([row(1, iso(NOON))], 'x'.repeat(10_000_000)));
		expect((await failing(trigger.poll()))?.message).toContain('longer than 2000 characters');
		expect(trigger.stateBytes).toBeLessThan(1_000);
	});

	it('a row in the future does not blind the trigger, also without a Date header', async () => {
		const future = row(9, '2030-01-01T00:00:00Z');
		const trigger = await activeOn([row(1, iso(NOON))]);
		serve(() => listOf([future, row(1, iso(NOON))]), false);
		expect(await trigger.poll()).toHaveLength(1);
		const told: unknown[] = [];
		const now = Date.now();
		for (let n = 0; n < 10; n++) {
			const rows = [future, row(20 + n, iso(now + n)), row(1, iso(NOON))];
			serve(() => listOf(rows), false);
			told.push(...((await trigger.poll()) ?? []).map(({ id }) => id));
		}
		expect(told).toEqual(Array.from({ length: 10 }, (_, n) => idOf(20 + n)));
	});

	it('a field named __proto__ is a field like any other', async () => {
		const trigger = await activeOn([row(1, iso(NOON))]);
		const odd = JSON.parse('{"__proto__":{"polluted":true}}') as IDataObject;
		serve(() => listOf([{ ...row(2, iso(NOON + 1)), ...odd }]));
		const [item] = (await trigger.poll())!;
		expect(item.polluted).toBeUndefined();
		expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
	});

	it('a filter that was not applied lets nothing through that does not fit', async () => {
		const trigger = new PolledWorkflow({
			credential: { apiKey: 'key', baseUrl: server.baseUrl },
			parameters: { filters: { platform: 'tiktok' } },
		});
		const of = (n: number, platform: string) => ({ ...row(n, iso(NOON + n)), platform });
		serve(() => listOf([of(1, 'tiktok')]));
		expect(await trigger.activate()).toBeNull();
		serve(() => listOf([of(3, 'instagram'), of(2, 'tiktok'), of(1, 'tiktok')]));
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual([idOf(2)]);
	});
});

describe('Metrics that cannot be had', () => {
	const rows = (count: number, from = NOON) =>
		Array.from({ length: count }, (_, n) => row(n + 1, iso(from + n))).reverse();
	const metrics =
		(bad: (ids: string[]) => number | undefined) => (path: string, body: IDataObject) => {
			if (!path.includes('/metrics')) return listOf(rows(60, NOON + 86_400_000));
			const ids = body.account_ids as string[];
			const status = bad(ids);
			if (status !== undefined)
				return { status, title: 'Refused', detail: 'This one cannot be had' };
			return {
				data: Object.fromEntries(ids.map((id) => [id, { views: 7 }])),
				meta: { period: '7d' },
			};
		};

	it('for one account leave the others alone, whose metrics stand beside an empty row', async () => {
		const trigger = await activeOn(rows(60), { includeMetrics: '7d' });
		serve(metrics((ids) => (ids.includes(idOf(7)) ? 422 : undefined)));
		const told = (await trigger.poll())!;
		expect(told).toHaveLength(60);
		for (const { id, views, found, metrics_error } of told) {
			if (id !== idOf(7))
				expect({ views, found, metrics_error }).toEqual({
					views: 7,
					found: true,
					metrics_error: null,
				});
			else {
				expect({ views, found }).toEqual({ views: null, found: null });
				expect(metrics_error).toContain('This one cannot be had');
				expect(metrics_error).not.toMatch(/<|&#/);
			}
		}
		expect(Object.keys(told[0])).toEqual(Object.keys(told[59]));
		expect(server.requests.length).toBeLessThanOrEqual(1 + 16);
		expect(await trigger.poll()).toBeNull();
	});

	it('for an hour are waited for, and then done without', async () => {
		const trigger = await activeOn(rows(60), { includeMetrics: '7d' });
		trigger.edit({ budgetMs: 1_500 });
		serve(metrics(() => 500));
		expect(await failing(trigger.poll())).toMatchObject({ httpCode: '500' });
		const later = Date.now() + 3_601_000;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
		const told = (await trigger.poll())!;
		clock.mockRestore();
		expect(told).toHaveLength(60);
		expect(told[0]).toMatchObject({ views: null, metrics_error: expect.any(String) as string });
	});
});
