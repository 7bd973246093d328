/** A user folder of n8n 1.x that is taken over by 2.x: the trigger goes on where it was. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { compareEmitted, emissionsOf, identityOf, type Identity } from '../support/emissions.mts';
import { waitFor } from '../support/waitFor.mts';
import { makeUserFolder, type UserFolder } from '../support/folder.mts';
import { Rest } from '../support/rest.mts';
import { startN8n, type N8nServer } from '../support/server.mts';
import {
	chain,
	creatorAuditCredential,
	creatorAuditTrigger,
	pollEvery,
} from '../support/workflow.mts';

const POLL_SECONDS = 1;
const MIGRATION_TIMEOUT_MS = 300_000;

describe('the trigger across an upgrade of n8n from 1.x to 2.x', () => {
	let sandbox: Sandbox;
	let folder: UserFolder;
	let n8n: N8nServer | undefined;
	before(async () => {
		[sandbox, folder] = await Promise.all([
			startSandbox({ accounts: 300, rateLimit: null }),
			makeUserFolder({ major: 1 }),
		]);
	});
	after(async () => {
		await Promise.all([n8n?.stop(), sandbox?.stop()]);
		await folder?.remove();
	});

	it('emits what was refreshed before, during and after it, each once', async () => {
		const refreshed: Identity[] = [];
		const refresh = async (count: number) => {
			const { accounts } = await sandbox.refresh({ accounts: count });
			refreshed.push(...accounts.map((account) => identityOf({ ...account })));
		};
		const emitted = async (rest: Rest, workflowId: string) =>
			await waitFor(
				`${refreshed.length} emitted refreshes`,
				async () => {
					const emissions = await emissionsOf(rest, workflowId, 'Watch');
					return emissions.flatMap(({ rows }) => rows).length >= refreshed.length
						? emissions
						: undefined;
				},
				{ timeoutMs: 120_000 },
			);

		n8n = await startN8n(folder, { readyTimeoutMs: MIGRATION_TIMEOUT_MS });
		const before = await Rest.signIn(n8n);
		const { name, type, data } = creatorAuditCredential({
			apiKey: sandbox.keys.full,
			baseUrl: sandbox.apiUrl,
		});
		const credential = { id: await before.createCredential({ name, type, data }), name };
		const parameters = { triggerOn: 'account', pollTimes: pollEvery(POLL_SECONDS) };
		const { id } = await before.createWorkflow(
			chain('Watch', [creatorAuditTrigger('Watch', parameters, credential)]),
		);
		await before.activate(id);
		await before.staticData(id);
		await refresh(4);
		await emitted(before, id);
		await n8n.stop();

		await refresh(9);
		const upgraded = await makeUserFolder({ major: 2, root: folder.root });
		n8n = await startN8n(upgraded, { readyTimeoutMs: MIGRATION_TIMEOUT_MS });
		const rest = await Rest.signIn(n8n);
		await emitted(rest, id);
		await refresh(3);
		await emitted(rest, id);
		await sleep(3_000 * POLL_SECONDS);
		assert.deepEqual(compareEmitted(refreshed, await emissionsOf(rest, id, 'Watch')), {
			lost: [],
			doubled: [],
			unasked: [],
		});
	});
});
