/** The package loads in both major versions of n8n, and each of its parts works there. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { executeWorkflow, importWorkflows } from '../support/cli.mts';
import { jsonOf } from '../support/execution.mts';
import type { N8nMajor } from '../support/folder.mts';
import { ACTION_NODE, TRIGGER_NODE } from '../support/package.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import {
	chain,
	creatorAudit,
	creatorAuditCredential,
	creatorAuditTrigger,
	manualTrigger,
} from '../support/workflow.mts';

const MAJORS: N8nMajor[] = [2, 1];

for (const major of MAJORS) {
	describe(`in n8n ${major}.x the packed package`, () => {
		let environment: Environment;
		before(async () => (environment = await startEnvironment({ major })));
		after(() => environment?.close());

		it('is loaded with both nodes', async () => {
			const types = await environment.rest.nodeTypes();
			const ours = types
				.filter(({ name }) => name.startsWith('n8n-nodes-creatoraudit.'))
				.map(({ name }) => name);
			const tool = `${ACTION_NODE}Tool`;
			assert.deepEqual(ours.sort(), [ACTION_NODE, tool, TRIGGER_NODE].sort());
		});

		it('shows its icon', async () => {
			const types = await environment.rest.nodeTypes();
			const { iconUrl } = types.find(({ name }) => name === ACTION_NODE) as unknown as {
				iconUrl: { light: string; dark: string };
			};
			for (const address of [iconUrl.light, iconUrl.dark]) {
				const response = await fetch(`${environment.n8n.url}/${address}`);
				assert.equal(response.status, 200);
				assert.match(response.headers.get('content-type') ?? '', /^image\/svg/);
			}
		});

		it('tests a credential', async () => {
			const credential = creatorAuditCredential({
				apiKey: environment.sandbox.keys.full,
				baseUrl: environment.sandbox.apiUrl,
			});
			assert.equal((await environment.rest.testCredential(credential)).status, 'OK');
		});

		it('lists accounts', async () => {
			const list = creatorAudit(
				'List',
				{ resource: 'account', operation: 'getAll', limit: 3 },
				environment.credential,
			);
			const stored = chain('List accounts', [manualTrigger(), list]);
			await importWorkflows(environment.folder, [stored]);
			const rows = jsonOf(await executeWorkflow(environment.folder, stored.id), 'List');
			assert.equal(rows.length, 3);
			for (const { username } of rows) assert.equal(typeof username, 'string');
		});

		it('starts a workflow when an account has been refreshed', async () => {
			const trigger = creatorAuditTrigger(
				'Watch',
				{ triggerOn: 'account' },
				environment.credential,
			);
			const { id } = await environment.rest.createWorkflow(chain('Watch accounts', [trigger]));
			await environment.rest.activate(id);
			await environment.rest.staticData(id);
			await environment.rest.deactivate(id);
			assert.equal((await environment.rest.executions(id)).length, 0);
			const { accounts } = await environment.sandbox.refresh({ accounts: 1 });
			await environment.rest.activate(id);
			const [execution] = await environment.rest.executionsOnce(id, 1);
			await environment.rest.deactivate(id);
			assert.deepEqual(
				jsonOf(execution.data, 'Watch').map(({ id: account }) => account),
				accounts.map(({ id: account }) => account),
			);
		});

		it('kept to the contract', async () =>
			assert.deepEqual((await environment.sandbox.violations()).requests, []));
	});
}
