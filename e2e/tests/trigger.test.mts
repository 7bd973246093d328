/** The trigger in a running n8n: each refresh starts the workflow once, whatever happens to the server. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonOf, type Execution } from '../support/execution.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import { chain, creatorAuditTrigger, pollEvery } from '../support/workflow.mts';

const POLL_SECONDS = 1;
/** Long enough for three polls: what they do not emit is not emitted. */
const THREE_POLLS_MS = 3 * POLL_SECONDS * 1000;

describe('the trigger in n8n', () => {
	let environment: Environment;
	let workflowId: string;
	before(async () => {
		environment = await startEnvironment({ sandbox: { accounts: 300, rateLimit: null } });
		const parameters = { triggerOn: 'account', pollTimes: pollEvery(POLL_SECONDS) };
		const watch = chain('Watch', [
			creatorAuditTrigger('Watch', parameters, environment.credential),
		]);
		workflowId = (await environment.rest.createWorkflow(watch)).id;
		await environment.rest.activate(workflowId);
	});
	after(() => environment?.close());

	/** Executions before the current test. */
	let known = 0;
	beforeEach(async () => {
		known = (await environment.rest.executions(workflowId)).length;
	});

	const emitted = (executions: Execution[]) =>
		executions.flatMap(({ data }) => jsonOf(data, 'Watch'));
	const identities = (rows: Array<Record<string, unknown>>) =>
		rows
			.map(({ id, last_scrape_time: time }) => `${String(id)} ${Date.parse(String(time))}`)
			.sort();
	/** What this test's refreshes have started, once `count` items are there and three more polls have passed. */
	const newItems = async (count: number) => {
		let rows: Array<Record<string, unknown>> = [];
		for (let executions = 1; rows.length < count; executions++) {
			rows = emitted(
				(await environment.rest.executionsOnce(workflowId, known + executions)).slice(known),
			);
		}
		await sleep(THREE_POLLS_MS);
		const all = await environment.rest.executions(workflowId);
		return emitted((await environment.rest.executionsOnce(workflowId, all.length)).slice(known));
	};

	it('emits nothing when it is activated, and nothing while nothing happens', async () => {
		await sleep(THREE_POLLS_MS);
		assert.equal((await environment.rest.executions(workflowId)).length, 0);
		const polls = await environment.sandbox.requests({ path: '^/accounts$' });
		assert.ok(polls.length >= 2, `${polls.length} polls`);
	});

	it('emits a refreshed account exactly once, flat and named', async () => {
		const { accounts } = await environment.sandbox.refresh({ accounts: 1 });
		const rows = await newItems(1);
		assert.deepEqual(identities(rows), identities(accounts.map((account) => ({ ...account }))));
		assert.equal(rows[0]?.['event'], 'account.refreshed');
		for (const field of ['username', 'platform', 'follower_count'])
			assert.ok(rows[0]?.[field] !== undefined, field);
	});

	it('emits the first refresh of a new account as such', async () => {
		const [id] = await environment.sandbox.addAccounts(1);
		const rows = await newItems(1);
		assert.deepEqual(
			rows.map((row) => [row['id'], row['event']]),
			[[id, 'account.firstRefresh']],
		);
	});

	it('emits once what was refreshed while n8n was killed', async () => {
		let refreshed: Array<Record<string, unknown>> = [];
		await environment.restart({
			kill: true,
			meanwhile: async () => {
				refreshed = (await environment.sandbox.refresh({ accounts: 25 })).accounts.map(
					(account) => ({
						...account,
					}),
				);
			},
		});
		assert.deepEqual(identities(await newItems(25)), identities(refreshed));
	});

	it('goes on after an orderly restart without repeating anything', async () => {
		await environment.restart();
		const { accounts } = await environment.sandbox.refresh({ accounts: 2 });
		assert.deepEqual(
			identities(await newItems(2)),
			identities(accounts.map((account) => ({ ...account }))),
		);
	});

	it('emits more refreshes than the API has in a page, each once', async () => {
		const { accounts } = await environment.sandbox.refresh({ accounts: 250 });
		assert.deepEqual(
			identities(await newItems(250)),
			identities(accounts.map((account) => ({ ...account }))),
		);
	});

	it('survives failing polls', async () => {
		await environment.sandbox.fault({
			match: { path: '^/accounts$' },
			times: 5,
			fault: { status: 500 },
		});
		const { accounts } = await environment.sandbox.refresh({ accounts: 1 });
		assert.deepEqual(
			identities(await newItems(1)),
			identities(accounts.map((account) => ({ ...account }))),
		);
	});

	it('fetches up to five real items as test event, and that changes nothing', async () => {
		const { status, data } = await environment.rest.runManually(workflowId, 'Watch');
		assert.equal(status, 'success');
		const rows = jsonOf(data, 'Watch');
		assert.ok(rows.length > 0 && rows.length <= 5, `${rows.length} items`);
		for (const { event } of rows) assert.match(String(event), /^account\./);
		known = (await environment.rest.executions(workflowId)).length;
		const { accounts } = await environment.sandbox.refresh({ accounts: 1 });
		assert.deepEqual(
			identities(await newItems(1)),
			identities(accounts.map((account) => ({ ...account }))),
		);
	});

	it('kept to the contract', async () =>
		assert.deepEqual((await environment.sandbox.violations()).requests, []));
});
