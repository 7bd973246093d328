/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { inspect } from 'node:util';
import { LoggerProxy, type INodeParameters } from 'n8n-workflow';

import { conditionalCache } from '../../nodes/CreatorAudit/transport/connection';
import { startSandbox, type Fault, type Sandbox } from '../../sandbox/client.mts';
import { runNode } from '../support/engine';
import { searchList } from '../support/listSearch';
import { PolledWorkflow } from '../support/poll';
import { ScriptedServer } from '../support/scriptedServer';

const CANARY = 'canary-Zt5w9Qk2Lx8Vb4Nc7Mf1';
const base64 = (text: string) =>
	Buffer.from(text)
		.toString('base64')
		.slice(0, Math.floor(text.length / 3) * 4);
/** The beginning of all keys as it is, and in the ways in which it could be hidden. */
const TRACES = [
	CANARY,
	base64(CANARY),
	Buffer.from(CANARY).toString('hex'),
	base64(`Bearer ${CANARY}`),
];

const elsewhere = new ScriptedServer();
const written: string[] = [];
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ rateLimit: null, accounts: 20 });
	await elsewhere.start();
	const capture = (...args: unknown[]) => void written.push(inspect(args, { depth: 20 }));
	LoggerProxy.init({ debug: capture, info: capture, warn: capture, error: capture } as never);
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
		jest.spyOn(console, method).mockImplementation(capture);
	jest.spyOn(process.stdout, 'write').mockImplementation((text) => (capture(text), true));
	jest.spyOn(process.stderr, 'write').mockImplementation((text) => (capture(text), true));
});

afterAll(async () => {
	jest.restoreAllMocks();
	await elsewhere.stop();
	await sandbox.stop();
});

/** Everything that can be seen of a value: its own fields, hidden ones, errors with their causes. */
const allOf = (value: unknown) =>
	inspect(value, { depth: 40, showHidden: true, maxStringLength: null, maxArrayLength: null });

function expectNoTrace(where: string, text: string): void {
	for (const trace of TRACES)
		if (text.includes(trace))
			throw new Error(
				`The key is in ${where}: …${text.slice(Math.max(0, text.indexOf(trace) - 200), text.indexOf(trace))}`,
			);
}

let keys = 0;

/** A credential with a key of its own, since a refusal of one call holds all others of its key. */
async function credential() {
	const apiKey = `${CANARY}${++keys}`;
	await sandbox.addKey(apiKey, { name: `canary ${keys}`, scopes: ['read'] });
	return { apiKey, baseUrl: sandbox.apiUrl };
}
const get: INodeParameters = { resource: 'account', operation: 'getAll', returnAll: true };
const create: INodeParameters = {
	resource: 'account',
	operation: 'create',
	platform: 'instagram',
	username: 'canary.bird',
};

const FAILURES: Record<string, Fault | undefined> = {
	'nothing wrong': undefined,
	'401': { status: 401 },
	'403': { status: 403 },
	'404': { status: 404 },
	'422': { status: 422 },
	'429': { status: 429, headers: { 'retry-after': '864000' } },
	'500': { status: 500 },
	'503': { status: 503 },
	'a reset': { reset: 'before' },
	'a reset in the body': { reset: 'midBody' },
	'no answer': { hang: true },
	'broken JSON': { truncate: 30 },
	'a web page': { status: 200, body: '<html>login</html>', contentType: 'text/html' },
	'no data': { status: 200, body: {} },
	'broken paging': { patch: { pagination: { has_next: true, next_cursor: null } } },
};

describe('The key', () => {
	const kinds = Object.keys(FAILURES);

	async function spoil(kind: string): Promise<void> {
		await sandbox.clearFaults();
		if (FAILURES[kind]) await sandbox.fault({ times: null, fault: FAILURES[kind] });
	}

	it.each(kinds)('is in no data and no error of a step after %s', async (kind) => {
		await spoil(kind);
		for (const parameters of [get, create]) {
			for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
				const settings = { options: { maxAttempts: 1 }, requestOptions: { timeout: 300 } };
				const { run, error, items, errors } = await runNode({
					credential: await credential(),
					parameters: { ...parameters, ...settings },
					onError,
				});
				expectNoTrace('the run data', JSON.stringify(run) + allOf(run));
				expectNoTrace('the error', allOf(error) + JSON.stringify(error ?? null));
				expectNoTrace('the items', allOf([items, errors]));
			}
		}
	});

	it.each(kinds)('is in no emission, state or error of a poll after %s', async (kind) => {
		await spoil(kind);
		const workflow = new PolledWorkflow({
			credential: await credential(),
			workflowId: kind,
			budgetMs: 1_500,
			parameters: { options: { emitExisting: true } },
		});
		const outcome = await workflow.activate().catch((error: unknown) => error);
		expectNoTrace('what the poll gave', allOf(outcome));
		expectNoTrace('the state', workflow.saved);
	});

	it.each(kinds.filter((kind) => kind !== 'no answer'))(
		'is in no list and no error of the editor after %s',
		async (kind) => {
			await spoil(kind);
			expectNoTrace(
				'the list',
				allOf(
					await searchList(await credential(), 'searchAccounts').catch((error: unknown) => error),
				),
			);
		},
	);

	it.each([
		[
			'another origin',
			{ resource: 'api', operation: 'request', method: 'GET', path: 'https://evil.example/' },
		],
		[
			'a path outside',
			{ resource: 'api', operation: 'request', method: 'GET', path: '/../../admin' },
		],
		[
			'a header in the path',
			{ resource: 'api', operation: 'request', method: 'GET', path: '/a\r\nX: y' },
		],
	])('does not follow a request to %s', async (_, parameters) => {
		const { run, error } = await runNode({ credential: await credential(), parameters });
		expect(error?.message).toMatch(/^Path\b/);
		expectNoTrace('the run data', allOf(run));
	});

	it.each([301, 302, 303, 307, 308])(
		'does not follow a redirect %s to another server',
		async (status) => {
			await sandbox.clearFaults();
			await sandbox.fault({
				times: null,
				fault: { status, headers: { location: `${elsewhere.origin}/v2/accounts?next=1` } },
			});
			const { run } = await runNode({ credential: await credential(), parameters: get });
			expectNoTrace('the run data', allOf(run));
			expect(elsewhere.requests).toEqual([]);
		},
	);

	it.each([
		'http://api.creatoraudit.com/v2',
		'http://192.168.1.5/v2',
		'http://127.0.0.1.evil.example/v2',
		'ftp://127.0.0.1/v2',
		'http://localhost.evil.example',
	])('is not sent to %s, where it could be read on its way', async (baseUrl) => {
		const { error, run } = await runNode({
			credential: { apiKey: CANARY, baseUrl },
			parameters: get,
		});
		expect(error?.message).toContain('not secure');
		expectNoTrace('the run data', allOf(run));
	});

	it('is in no key of the answers that are remembered', () => {
		expect(allOf(conditionalCache)).toContain('accounts');
		expectNoTrace('the cache', allOf(conditionalCache));
	});

	it('is in no address, query or body that the API got', async () => {
		expectNoTrace("the API's log", JSON.stringify(await sandbox.requests()));
	});

	it('is in no log at debug level', () => {
		expect(written.length).toBeGreaterThan(0);
		expectNoTrace('a log', written.join('\n'));
	});
});
