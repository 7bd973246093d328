import type { IDataObject } from 'n8n-workflow';

import { runNode } from '../../support/engine';
import { ScriptedServer } from '../../support/scriptedServer';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** An API that refuses every batch with an id that it cannot take, and says so of the whole batch. */
class FussyServer extends ScriptedServer {
	/** Ids of each batch, in the order in which they came. */
	batches: string[][] = [];
	refused = new Set<string>();
	problem: IDataObject = {};
	largest = Infinity;

	constructor() {
		super();
		this.answer = (request, response) => {
			let text = '';
			request.on('data', (chunk: Buffer) => (text += chunk.toString()));
			request.on('end', () => {
				const ids = (JSON.parse(text) as { account_ids: string[] }).account_ids;
				this.batches.push(ids);
				const isFine = ids.length <= this.largest && !ids.some((id) => this.refused.has(id));
				const body = isFine
					? {
							data: Object.fromEntries(ids.map((id) => [id, { views: 1 }])),
							meta: { period: '30d', days: 30 },
						}
					: { title: 'Validation Error', status: 422, code: 'VALIDATION_ERROR', ...this.problem };
				response
					.writeHead(isFine ? 200 : 422, {
						'content-type': isFine ? 'application/json' : 'application/problem+json',
					})
					.end(JSON.stringify(body));
			});
		};
	}
}

describe('one cell of a sheet is no account', () => {
	let server: FussyServer;

	beforeEach(async () => {
		server = await new FussyServer().start();
	});
	afterEach(async () => await server.stop());

	const metricsOf = async (ids: string[]) => {
		const { items, error } = await runNode({
			credential: { apiKey: 'key', baseUrl: server.baseUrl },
			parameters: {
				resource: 'account',
				operation: 'getMetrics',
				accountIds: '={{ $json.id }}',
			},
			input: ids.map((id) => ({ id })),
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		return items;
	};
	const ids = (count: number, from = 0) => Array.from({ length: count }, (_, n) => uuid(from + n));
	const failed = (items: Awaited<ReturnType<typeof metricsOf>>) =>
		items.flatMap(({ json }, at) => (json.error === undefined ? [] : [at]));

	it.each(Array.from({ length: 200 }, (_, at) => at).filter((at) => at % 7 === 0 || at === 199))(
		'costs itself alone, and at most 16 calls: row %i of 200',
		async (bad) => {
			server.refused.add(uuid(bad));
			const items = await metricsOf(ids(200));
			expect(failed(items)).toEqual([bad]);
			expect(items).toHaveLength(200);
			expect(items[bad].pairedItem).toEqual({ item: bad });
			expect(JSON.stringify(items[bad])).toContain(uuid(bad));
			expect(server.batches.length).toBeLessThanOrEqual(16);
		},
	);

	it('parts several from the others', async () => {
		const bad = [3, 77, 78, 199, 205];
		for (const at of bad) server.refused.add(uuid(at));
		const items = await metricsOf(ids(400));
		expect(failed(items)).toEqual(bad);
		expect(server.batches.length).toBeLessThanOrEqual(1 + 5 * 16);
	});

	it('comes through in smaller batches where the largest is too large', async () => {
		server.largest = 100;
		const items = await metricsOf(ids(200));
		expect(failed(items)).toEqual([]);
	});

	it('costs few calls when nothing at all is accepted, however many batches there are', async () => {
		server.largest = 0;
		const items = await metricsOf(ids(2_000));
		expect(failed(items)).toHaveLength(2_000);
		expect(server.batches.length).toBeLessThanOrEqual(10 + 32);
	});

	it('divides nothing when another field is at fault', async () => {
		server.largest = 0;
		server.problem = { errors: [{ field: 'body.period', message: 'is not known' }] };
		const items = await metricsOf(ids(200));
		expect(failed(items)).toHaveLength(200);
		expect(server.batches).toHaveLength(1);
	});
});
