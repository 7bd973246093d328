/** The action node in workflows, executed by n8n's command line and by the button of its editor. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { executeWorkflow, importWorkflows } from '../support/cli.mts';
import { itemsOf, jsonOf, type Execution, type ExecutionData } from '../support/execution.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import {
	chain,
	creatorAudit,
	manualTrigger,
	node,
	type WorkflowNode,
} from '../support/workflow.mts';

const ACCOUNTS = 1000;
const PAGES_OF_1000 = 5;
const IDS_OF_ONE_CALL = 200;

describe('the action node in n8n', () => {
	let environment: Environment;
	before(async () => (environment = await startEnvironment({ sandbox: { accounts: ACCOUNTS } })));
	after(() => environment?.close());
	beforeEach(() => environment.sandbox.clearRequests());

	const byCommandLine = async (...nodes: WorkflowNode[]): Promise<ExecutionData> => {
		const stored = chain('Actions', [manualTrigger(), ...nodes]);
		await importWorkflows(environment.folder, [stored]);
		return await executeWorkflow(environment.folder, stored.id);
	};
	const byButton = async (...nodes: WorkflowNode[]): Promise<Execution> => {
		const { id } = await environment.rest.createWorkflow(
			chain('Actions', [manualTrigger(), ...nodes]),
		);
		return await environment.rest.runManually(id, 'Start');
	};
	const listAll = (parameters: Record<string, unknown> = { returnAll: true }) =>
		creatorAudit(
			'List',
			{ resource: 'account', operation: 'getAll', ...parameters },
			environment.credential,
		);

	it('lists 1,000 accounts by following the pages', async () => {
		const data = await byCommandLine(listAll());
		const ids = jsonOf(data, 'List').map(({ id }) => id);
		assert.equal(ids.length, ACCOUNTS);
		assert.equal(new Set(ids).size, ACCOUNTS);
		assert.equal(
			(await environment.sandbox.requests({ path: '^/accounts$' })).length,
			PAGES_OF_1000,
		);
	});

	it('asks for no more than the limit', async () => {
		const { data } = await byButton(listAll({ limit: 30 }));
		assert.equal(jsonOf(data, 'List').length, 30);
		const requests = await environment.sandbox.requests({ path: '^/accounts$' });
		assert.deepEqual(
			requests.map(({ query }) => query['limit']),
			['30'],
		);
	});

	it('gets the metrics of 1,000 items in exactly 5 requests, each row paired with its item', async () => {
		const metrics = creatorAudit(
			'Metrics',
			{
				resource: 'account',
				operation: 'getMetrics',
				accountIds: '={{ $json.id }}',
				period: '30d',
			},
			environment.credential,
		);
		const data = await byCommandLine(listAll(), metrics);
		const requests = await environment.sandbox.requests({
			method: 'POST',
			path: '^/accounts/metrics$',
		});
		assert.equal(requests.length, ACCOUNTS / IDS_OF_ONE_CALL);
		const accounts = jsonOf(data, 'List');
		const rows = itemsOf(data, 'Metrics');
		assert.equal(rows.length, ACCOUNTS);
		for (const [n, { json, pairedItem }] of rows.entries()) {
			assert.equal(json['account_id'], accounts[n]?.['id']);
			assert.equal(json['found'], true);
			assert.deepEqual(pairedItem, { item: n });
		}
	});

	it('puts a failed item on the error output with what the API said, and goes on with the others', async () => {
		const [account] = await environment.sandbox.data('accounts');
		const unknown = '00000000-0000-4000-8000-000000000000';
		const ids = node(
			'IDs',
			'n8n-nodes-base.code',
			{
				jsCode: `return ${JSON.stringify([account?.['id'], unknown])}.map((id) => ({ json: { id } }));`,
			},
			{ typeVersion: 2 },
		);
		const get = creatorAudit(
			'Get',
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			},
			environment.credential,
			{ onError: 'continueErrorOutput' },
		);
		const { data } = await byButton(ids, get);
		assert.deepEqual(
			jsonOf(data, 'Get').map(({ id }) => id),
			[account?.['id']],
		);
		const [failed, ...others] = itemsOf(data, 'Get', 1);
		assert.equal(others.length, 0);
		assert.match(String(failed?.json['error']), /404|not found|no account|does not/i);
		assert.deepEqual(failed?.pairedItem, { item: 1 });
	});

	it('says in the execution why a workflow failed', async () => {
		const get = creatorAudit(
			'Get',
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: 'a/b' },
			},
			environment.credential,
		);
		const { status, data } = await byButton(get);
		assert.equal(status, 'error');
		assert.match(String(data.resultData.error?.message), /Account/);
		assert.equal((await environment.sandbox.requests()).length, 0);
	});

	it('writes the key into no file and no log', async () => {
		const key = environment.sandbox.keys.full;
		assert.ok(!environment.n8n.log().includes(key));
		const files = ['database.sqlite', 'database.sqlite-wal', 'config'].map((name) =>
			path.join(environment.folder.root, '.n8n', name),
		);
		for (const file of files) {
			const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
				if (error.code !== 'ENOENT') throw error;
				return Buffer.alloc(0);
			});
			assert.ok(!content.includes(key), `${path.basename(file)} holds the key`);
		}
	});

	it('kept to the contract', async () =>
		assert.deepEqual((await environment.sandbox.violations()).requests, []));
});
