/** Searches for an API key wherever n8n could store or log it, after every kind of failure, at log level debug. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Fault } from '../../sandbox/client.mts';
import { waitFor } from '../support/waitFor.mts';
import { LOOPBACK } from '../support/ports.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import {
	chain,
	creatorAudit,
	creatorAuditCredential,
	creatorAuditTrigger,
	manualTrigger,
	pollEvery,
	type CredentialReference,
} from '../support/workflow.mts';

/** Canary token: the prefix of all keys of this test. */
const CANARY = 'canary-Hq7u3Rn6Td1Ye9Wp4Xc8';
const POLL_SECONDS = 2;

/** Base64 of the whole triples of bytes, so that it stands in the base64 of any text that begins with `text`. */
const base64 = (text: string): string =>
	Buffer.from(text)
		.toString('base64')
		.slice(0, Math.floor(text.length / 3) * 4);
const TRACES = [
	CANARY,
	base64(CANARY),
	base64(`Bearer ${CANARY}`),
	Buffer.from(CANARY).toString('hex'),
];

describe('an API key', () => {
	let environment: Environment;
	let elsewhere: Server;
	let leakedRequests = 0;
	let keys = 0;

	before(async () => {
		elsewhere = createServer((_, response) => {
			leakedRequests += 1;
			response.end('{"data":[]}');
		});
		await new Promise<void>((ready) => elsewhere.listen(0, LOOPBACK, ready));
		const env = { N8N_LOG_LEVEL: 'debug', N8N_LOG_OUTPUT: 'console,file' };
		environment = await startEnvironment({ sandbox: { accounts: 10, rateLimit: null }, env });
	});
	after(async () => {
		elsewhere?.close();
		await environment?.close();
	});

	const elsewhereUrl = (): string =>
		`http://${LOOPBACK}:${(elsewhere.address() as AddressInfo).port}/v2`;

	/** Stores a credential with a key of its own: a 429 pauses all requests of a key. */
	async function credential(baseUrl = environment.sandbox.apiUrl): Promise<CredentialReference> {
		const apiKey = `${CANARY}${++keys}`;
		await environment.sandbox.addKey(apiKey, { name: `canary ${keys}`, scopes: ['read'] });
		const { name, type, data } = creatorAuditCredential({ apiKey, baseUrl });
		return { id: await environment.rest.createCredential({ name, type, data }), name };
	}

	/** Everything that n8n stores about an execution, as text. */
	async function recordOf(id: string): Promise<string> {
		return JSON.stringify(await environment.rest.get(`/executions/${id}`));
	}

	function expectNoTrace(where: string, text: string | Buffer): void {
		for (const trace of TRACES) assert.ok(!text.includes(trace), `the key is in ${where}`);
	}

	async function runFailing(
		fault: Fault | undefined,
		parameters: Record<string, unknown>,
		baseUrl?: string,
	): Promise<string> {
		await environment.sandbox.clearFaults();
		if (fault) await environment.sandbox.fault({ times: null, fault });
		const settings = { options: { maxAttempts: 1 }, requestOptions: { timeout: 1_000 } };
		const step = creatorAudit('Step', { ...settings, ...parameters }, await credential(baseUrl));
		const { id } = await environment.rest.createWorkflow(chain('Canary', [manualTrigger(), step]));
		const { id: execution, status } = await environment.rest.runManually(id, 'Start');
		assert.equal(status, 'error');
		return await recordOf(execution);
	}

	const list = { resource: 'account', operation: 'getAll', returnAll: true };
	const request = (to: string) => ({
		resource: 'api',
		operation: 'request',
		method: 'GET',
		path: to,
	});
	const FAILURES: Array<
		[string, () => { fault?: Fault; parameters?: Record<string, unknown>; baseUrl?: string }]
	> = [
		['401', () => ({ fault: { status: 401 } })],
		[
			'403 for a change',
			() => ({
				parameters: {
					resource: 'account',
					operation: 'create',
					platform: 'instagram',
					username: 'canary.bird',
				},
			}),
		],
		[
			'404',
			() => ({
				parameters: {
					resource: 'account',
					operation: 'get',
					accountId: { __rl: true, mode: 'id', value: '00000000-0000-4000-8000-000000000000' },
				},
			}),
		],
		['422', () => ({ fault: { status: 422 } })],
		['429', () => ({ fault: { status: 429, headers: { 'retry-after': '864000' } } })],
		['500', () => ({ fault: { status: 500 } })],
		[
			'a web page',
			() => ({ fault: { status: 200, body: '<html>login</html>', contentType: 'text/html' } }),
		],
		['broken JSON', () => ({ fault: { truncate: 30 } })],
		['a reset connection', () => ({ fault: { reset: 'before' } })],
		['no answer', () => ({ fault: { hang: true } })],
		[
			'a redirect to another server',
			() => ({ fault: { status: 307, headers: { location: `${elsewhereUrl()}/accounts` } } }),
		],
		['a request to another server', () => ({ parameters: request(`${elsewhereUrl()}/accounts`) })],
		['a request out of the base URL', () => ({ parameters: request('/../../admin') })],
		['a port where nobody listens', () => ({ baseUrl: `http://${LOOPBACK}:9/v2` })],
		['an address without TLS', () => ({ baseUrl: 'http://192.0.2.1/v2' })],
	];

	for (const [name, failure] of FAILURES) {
		it(`is not in the execution's data after ${name}`, async () => {
			const { fault, parameters = list, baseUrl } = failure();
			expectNoTrace('the execution', await runFailing(fault, parameters, baseUrl));
		});
	}

	it('is not in what the credential dialog tells', async () => {
		for (const fault of [
			undefined,
			{ status: 403 },
			{ status: 302, headers: { location: elsewhereUrl() } },
			{ reset: 'before' as const },
		]) {
			await environment.sandbox.clearFaults();
			if (fault) await environment.sandbox.fault({ times: null, fault });
			const { name, type, data } = creatorAuditCredential({
				apiKey: `${CANARY}dialog`,
				baseUrl: environment.sandbox.apiUrl,
			});
			expectNoTrace(
				'the dialog',
				JSON.stringify(await environment.rest.testCredential({ name, type, data })),
			);
		}
	});

	it('is not in the data of a trigger whose polls fail and succeed', async () => {
		await environment.sandbox.clearFaults();
		const watch = creatorAuditTrigger(
			'Watch',
			{ triggerOn: 'account', pollTimes: pollEvery(POLL_SECONDS) },
			await credential(),
		);
		const { id } = await environment.rest.createWorkflow(chain('Watching canary', [watch]));
		await environment.rest.activate(id);
		await environment.rest.staticData(id);
		const fault = await environment.sandbox.fault({ times: 1, fault: { status: 401 } });
		await waitFor('a poll that fails', async () =>
			(await environment.sandbox.faults()).some((rule) => rule.id === fault && rule.hits > 0),
		);
		await environment.sandbox.refresh({ accounts: 1 });
		const [execution] = await environment.rest.executionsOnce(id, 1);
		await environment.rest.deactivate(id);
		expectNoTrace('the execution', await recordOf(execution!.id));
		expectNoTrace('the static data', JSON.stringify(await environment.rest.workflow(id)));
	});

	it('went to no other server, and into no address, query or body', async () => {
		assert.equal(leakedRequests, 0);
		expectNoTrace("the API's log", JSON.stringify(await environment.sandbox.requests()));
	});

	it('is in no file and no log of n8n, though the log is at debug level', async (test) => {
		await environment.n8n.stop();
		const files = await readdir(environment.folder.root, { recursive: true, withFileTypes: true });
		const own = files.filter((file) => file.isFile() && !file.parentPath.includes('node_modules'));
		for (const file of own) {
			const name = path.join(file.parentPath, file.name);
			expectNoTrace(path.relative(environment.folder.root, name), await readFile(name));
		}
		const log = environment.n8n.log();
		assert.match(log, /debug/);
		expectNoTrace('the log', log);
		const names = own.map(({ name }) => name);
		assert.ok(names.includes('database.sqlite'));
		test.diagnostic(
			`searched ${own.length} files, among them ${names.filter((name) => /sqlite|log$/.test(name)).join(', ')}`,
		);
	});
});
