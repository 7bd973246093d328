/** The package loads in both lines of n8n, and each of its parts does its work there. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { executeWorkflow, importWorkflows } from '../support/cli.mts';
import { jsonOf } from '../support/execution.mts';
import type { N8nLine } from '../support/folder.mts';
import { ACTION_NODE, TRIGGER_NODE } from '../support/package.mts';
import { openRoom, type Room } from '../support/room.mts';
import {
	chain,
	creatorAudit,
	creatorAuditCredential,
	creatorAuditTrigger,
	manualTrigger,
} from '../support/workflow.mts';

const LINES: N8nLine[] = [2, 1];

for (const line of LINES) {
	describe(`in n8n ${line}.x the packed package`, () => {
		let room: Room;
		before(async () => (room = await openRoom({ line })));
		after(() => room?.close());

		it('is loaded with both nodes', async () => {
			const types = await room.rest.nodeTypes();
			const ours = types
				.filter(({ name }) => name.startsWith('n8n-nodes-creatoraudit.'))
				.map(({ name }) => name);
			const tool = `${ACTION_NODE}Tool`;
			assert.deepEqual(ours.sort(), [ACTION_NODE, tool, TRIGGER_NODE].sort());
		});

		it('shows its icon', async () => {
			const types = await room.rest.nodeTypes();
			const { iconUrl } = types.find(({ name }) => name === ACTION_NODE) as unknown as {
				iconUrl: { light: string; dark: string };
			};
			for (const address of [iconUrl.light, iconUrl.dark]) {
				const response = await fetch(`${room.n8n.url}/${address}`);
				assert.equal(response.status, 200);
				assert.match(response.headers.get('content-type') ?? '', /^image\/svg/);
			}
		});

		it('tests a credential', async () => {
			const credential = creatorAuditCredential({
				apiKey: room.sandbox.keys.full,
				baseUrl: room.sandbox.apiUrl,
			});
			assert.equal((await room.rest.testCredential(credential)).status, 'OK');
		});

		it('lists accounts', async () => {
			const list = creatorAudit(
				'List',
				{ resource: 'account', operation: 'getAll', limit: 3 },
				room.credential,
			);
			const stored = chain('List accounts', [manualTrigger(), list]);
			await importWorkflows(room.folder, [stored]);
			const rows = jsonOf(await executeWorkflow(room.folder, stored.id), 'List');
			assert.equal(rows.length, 3);
			for (const { username } of rows) assert.equal(typeof username, 'string');
		});

		it('starts a workflow when an account has been refreshed', async () => {
			const trigger = creatorAuditTrigger('Watch', { triggerOn: 'account' }, room.credential);
			const { id } = await room.rest.createWorkflow(chain('Watch accounts', [trigger]));
			await room.rest.activate(id);
			await room.rest.staticData(id);
			await room.rest.deactivate(id);
			assert.equal((await room.rest.executions(id)).length, 0);
			const { accounts } = await room.sandbox.refresh({ accounts: 1 });
			await room.rest.activate(id);
			const [execution] = await room.rest.executionsOnce(id, 1);
			await room.rest.deactivate(id);
			assert.deepEqual(
				jsonOf(execution.data, 'Watch').map(({ id: account }) => account),
				accounts.map(({ id: account }) => account),
			);
		});

		it('kept to the contract', async () =>
			assert.deepEqual((await room.sandbox.violations()).requests, []));
	});
}
