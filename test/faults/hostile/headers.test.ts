import type { INodeParameters } from 'n8n-workflow';

import { runNode } from '../../support/engine';
import { ScriptedServer } from '../../support/scriptedServer';
import { standstillOf } from '../../support/standstill';

/** How long n8n may stand still for one answer, in ms. */
const LONGEST_STANDSTILL_MS = 100;
/** Node takes 16,384 characters of headers. */
const LENGTH = 15_000;

const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
const HEADERS = [
	'Retry-After',
	'Date',
	'Link',
	'ETag',
	'X-Request-ID',
	'X-RateLimit-Limit',
	'X-RateLimit-Remaining',
	'X-RateLimit-Reset',
	'RateLimit',
	'RateLimit-Policy',
	'Location',
	'Content-Type',
	'Content-Disposition',
];
const VALUES = [
	'<',
	'<>;',
	'9',
	', ',
	'"',
	'a;',
	'"a";r=1,',
	'filename=',
	'%',
	'<https://x?cursor=',
];

const server = new ScriptedServer();
let keys = 0;

beforeAll(async () => void (await server.start()));
afterAll(async () => await server.stop());

const LIST: INodeParameters = { resource: 'account', operation: 'getAll', returnAll: true };
const CALL: INodeParameters = { resource: 'api', operation: 'request', path: '/accounts' };

/** Each run has a key of its own, so that none waits for another. */
const run = async (parameters: INodeParameters) =>
	await runNode({
		credential: { apiKey: `key-${++keys}`, baseUrl: server.baseUrl },
		parameters: { output: 'raw', options: { maxAttempts: 1, maxWait: 0 }, ...parameters },
	});

describe.each(HEADERS)('A header beyond reason: %s', (name) => {
	it.each(VALUES)('of nothing but %s stops nothing and fills nothing', async (unit) => {
		const headers = { [name.toLowerCase()]: unit.repeat(LENGTH / unit.length).trim() };
		for (const status of name === 'Location' ? [302] : [200, 422, 429]) {
			server.always({ data: [{ id: ID }], pagination: { has_next: false } }, { status, headers });
			for (const parameters of [LIST, CALL]) {
				let result: Awaited<ReturnType<typeof run>> | undefined;
				let standstill = Infinity;
				for (let n = 0; n < 3 && standstill >= LONGEST_STANDSTILL_MS; n++)
					standstill = await standstillOf(async () => (result = await run(parameters)));
				expect(standstill).toBeLessThan(LONGEST_STANDSTILL_MS);
				const { json = [], error } = result ?? {};
				expect(json.length === 1 || error !== undefined).toBe(true);
				expect(`${error?.message}${error?.description ?? ''}`.length).toBeLessThan(3_000);
			}
		}
	});
});
