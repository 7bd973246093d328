/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import type { INodeParameters } from 'n8n-workflow';

import { conditionalCache } from '../../../nodes/CreatorAudit/transport/connection';
import { runNode } from '../../support/engine';
import { searchList } from '../../support/listSearch';
import { PolledWorkflow } from '../../support/poll';
import { ScriptedServer } from '../../support/scriptedServer';

const KEY = 'ca_live/ec"ho\\9f8e7d6c5b4a';
const server = new ScriptedServer();
beforeAll(async () => void (await server.start()));
afterAll(async () => await server.stop());

const credential = () => ({ apiKey: KEY, baseUrl: server.baseUrl });
const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
const allOf = (value: unknown) =>
	inspect(value, { depth: 40, showHidden: true, maxStringLength: null, maxArrayLength: null });

/** The key as a text shows it, as JSON writes it, and as addresses do. */
const forms = [KEY, JSON.stringify(KEY).slice(1, -1), encodeURIComponent(KEY), KEY.slice(-12)];
function expectNoKey(value: unknown): void {
	for (const text of [allOf(value), JSON.stringify(value) ?? ''])
		for (const form of forms) expect(text).not.toContain(form);
}

const get: INodeParameters = {
	resource: 'account',
	operation: 'get',
	accountId: { __rl: true, mode: 'id', value: ID },
	output: 'raw',
	options: { maxAttempts: 1 },
};

/** Each character as JSON may write it, but need not. */
const escaped = [...KEY].map((char) => `\\u00${char.charCodeAt(0).toString(16)}`).join('');

describe('A key that comes back', () => {
	it.each([
		['in an answer', JSON.stringify({ data: { id: ID, username: `Bearer ${KEY}` } })],
		['in the name of a field', JSON.stringify({ data: { id: ID, [KEY]: 1 } })],
		['in escapes', `{"data":{"id":"${ID}","username":"x${escaped}y","name":"\\u0022 \\u00e9"}}`],
		[
			'in an address',
			JSON.stringify({ data: { id: ID, url: `https://x/?k=${encodeURIComponent(KEY)}` } }),
		],
		[
			'with slashes that PHP escapes',
			JSON.stringify({ data: { id: ID, key: KEY } }).replaceAll('/', '\\/'),
		],
	])('%s is in no item', async (_, text) => {
		server.always(text, { headers: { etag: '"echo"' } });
		for (let turn = 0; turn < 2; turn++) {
			const { json, run, error } = await runNode({ credential: credential(), parameters: get });
			expect(error).toBeUndefined();
			expect(json[0].id).toBe(ID);
			expect(JSON.stringify(json)).toContain('[API key]');
			expectNoKey(run);
		}
		expectNoKey(conditionalCache);
	});

	it.each([400, 401, 403, 404, 422, 429, 500])('in an error %s is in no error', async (status) => {
		const body = {
			title: `Bad ${KEY}`,
			detail: `Key ${KEY} is wrong`,
			code: KEY,
			errors: [{ field: KEY, message: KEY }],
		};
		server.always(body, { status, headers: { 'x-request-id': KEY } });
		const { error, run } = await runNode({ credential: credential(), parameters: get });
		expect(error).toBeDefined();
		expectNoKey([error, run]);
	});

	it('in a redirect is in no error', async () => {
		server.always('', {
			status: 302,
			headers: { location: `https://evil.example/?${encodeURIComponent(KEY)}` },
		});
		expectNoKey((await runNode({ credential: credential(), parameters: get })).run);
	});

	it('is in no list and no state', async () => {
		server.always({
			data: [{ id: ID, username: KEY, last_scrape_time: '2026-01-01T00:00:00Z' }],
			pagination: { has_next: false },
		});
		expectNoKey(await searchList(credential(), 'searchAccounts'));
		const workflow = new PolledWorkflow({
			credential: credential(),
			workflowId: 'echo',
			budgetMs: 3_000,
			parameters: { options: { emitExisting: true } },
		});
		expectNoKey(await workflow.activate().catch((error: unknown) => error));
		expectNoKey(workflow.saved);
	});
});
