/** What n8n's users do every day, in a real n8n: a key for each row, blank cells, dates of the workflow's zone, upserts, failed rows. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { itemsOf, jsonOf, type Execution } from '../support/execution.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import {
	chain,
	CREDENTIAL_TYPE,
	creatorAudit,
	manualTrigger,
	node,
	type Workflow,
	type WorkflowNode,
} from '../support/workflow.mts';

const [A, B] = ['key-of-client-a', 'key-of-client-b'];
const NO_ACCOUNT = '00000000-0000-4000-8000-000000000000';
/** East of UTC: its day has begun when that of UTC has not. */
const ZONE = 'Pacific/Auckland';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

describe('what n8n users do', () => {
	let environment: Environment;
	let ids: string[];

	before(async () => {
		environment = await startEnvironment({ sandbox: { accounts: 300, firstRefreshDelayMs: 0 } });
		const { sandbox } = environment;
		await sandbox.addKey(A, { name: 'A' });
		await sandbox.addKey(B, { name: 'B' });
		ids = (await sandbox.data('accounts')).map(({ id }) => String(id));
	});
	after(() => environment?.close());
	beforeEach(() => environment.sandbox.clearRequests());

	/** A step that gives rows, as one that reads a sheet does. */
	const sheet = (rows: object[]) =>
		node(
			'Sheet',
			'n8n-nodes-base.code',
			{ jsCode: `return ${JSON.stringify(rows)}.map((json) => ({ json }));` },
			{ typeVersion: 2 },
		);
	const step = (parameters: Record<string, unknown>, more: Partial<WorkflowNode> = {}) =>
		creatorAudit('Step', parameters, environment.credential, more);
	const run = async (nodes: WorkflowNode[], more: Partial<Workflow> = {}): Promise<Execution> => {
		const { id } = await environment.rest.createWorkflow(
			chain('Idioms', [manualTrigger(), ...nodes], more),
		);
		return await environment.rest.runManually(id, 'Start');
	};

	describe('a credential whose field is an expression', () => {
		let reference: { id: string; name: string };

		before(async () => {
			const name = 'Key of the row';
			const data = { apiKey: '={{ $json.key }}', baseUrl: environment.sandbox.apiUrl };
			reference = {
				id: await environment.rest.createCredential({ name, type: CREDENTIAL_TYPE, data }),
				name,
			};
		});

		it('sends the rows of A, B and A under the keys of A, B and A', async () => {
			const rows = [A, B, A].map((key, n) => ({ key, id: ids[n] }));
			const get = { resource: 'account', operation: 'get', accountId: byId('={{ $json.id }}') };
			const { status, data } = await run([sheet(rows), creatorAudit('Step', get, reference)]);
			assert.equal(status, 'success');
			assert.deepEqual(
				jsonOf(data, 'Step').map(({ id }) => id),
				ids.slice(0, 3),
			);
			const keys = new Map(
				(await environment.sandbox.requests()).map(({ path, key }) => [path, key]),
			);
			assert.deepEqual(
				ids.slice(0, 3).map((id) => keys.get(`/accounts/${id}`)),
				['A', 'B', 'A'],
			);
		});

		it('asks for metrics once for each key', async () => {
			const rows = ids.map((id, n) => ({ key: n % 2 === 0 ? A : B, id }));
			const metrics = {
				resource: 'account',
				operation: 'getMetrics',
				accountIds: '={{ $json.id }}',
			};
			const { data } = await run([sheet(rows), creatorAudit('Step', metrics, reference)]);
			assert.deepEqual(
				jsonOf(data, 'Step').map(({ account_id: id }) => id),
				ids,
			);
			const keys = (await environment.sandbox.requests()).map(({ key }) => key);
			assert.deepEqual(keys.sort(), ['A', 'B']);
		});
	});

	describe('a filter whose cell is blank', () => {
		const list = (options: object) =>
			step({
				resource: 'account',
				operation: 'getAll',
				limit: 2,
				filters: { category: '={{ $json.category }}' },
				options,
			});

		it('is refused, and lists nothing', async () => {
			const { status, data } = await run([sheet([{ category: '' }]), list({})]);
			assert.equal(status, 'error');
			assert.match(String(data.resultData.error?.message), /Category was added and has no value/);
			assert.deepEqual(await environment.sandbox.requests(), []);
		});

		it('means no filter for those who choose that', async () => {
			const { data } = await run([sheet([{}]), list({ blankFilters: 'leaveOut' })]);
			assert.equal(jsonOf(data, 'Step').length, 2);
			const [{ query } = { query: {} }] = await environment.sandbox.requests();
			assert.deepEqual(query, { limit: '2' });
		});
	});

	it("takes a date for the day that it shows in the workflow's zone", async () => {
		const today = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date());
		const day = '2026-10-01';
		const dates: Array<[expression: string, expected: string]> = [
			['{{ $today }}', today],
			['{{ $now }}', today],
			["{{ $now.startOf('month') }}", `${today.slice(0, 8)}01`],
			[`{{ DateTime.fromISO('${day}') }}`, day],
			[`{{ '${day}'.toDateTime() }}`, day],
			[`{{ DateTime.fromISO('${day}T23:30').endOf('day') }}`, day],
			[`{{ $('Sheet').item.json.iso }}`, day],
		];
		const parameters = ([expression]: (typeof dates)[number]) => ({
			resource: 'account',
			operation: 'getMetrics',
			accountIds: ids[0],
			period: 'custom',
			startDate: `=${expression}`,
			endDate: `=${expression}`,
		});
		const steps = dates.map((date, n) =>
			creatorAudit(`Day ${n}`, parameters(date), environment.credential),
		);
		const rows = [{ iso: `${day}T00:00:00.000+13:00` }];
		const { status } = await run([sheet(rows), ...steps], {
			settings: { executionOrder: 'v1', timezone: ZONE },
		});
		assert.equal(status, 'success');
		const asked = (await environment.sandbox.requests()).map(({ body }) => {
			const { start_date: from, end_date: to } = body as Record<string, unknown>;
			return [from, to];
		});
		assert.deepEqual(
			asked,
			dates.map(([, expected]) => [expected, expected]),
		);
	});

	it('makes, and then updates, the record that a row names', async () => {
		const track = step({
			resource: 'account',
			operation: 'create',
			platform: 'auto',
			username: '={{ $json.profile }}',
			additionalFields: {
				metadata: { entries: [{ key: 'team', value: '={{ $json.team }}' }] },
			},
			options: { ifExists: 'update' },
			output: 'raw',
		});
		const profile = 'https://www.tiktok.com/@a.new.creator';
		const rows = [
			{ profile, team: 'red' },
			{ profile, team: 'blue' },
		];
		const { data } = await run([sheet(rows), track]);
		const [made, updated] = jsonOf(data, 'Step');
		assert.equal(made?.['created'], true);
		assert.deepEqual(updated, { ...updated, id: made?.['id'], created: false });
		const again = await run([sheet([{ profile, team: 'green' }]), track]);
		assert.deepEqual(
			jsonOf(again.data, 'Step').map(({ id, created }) => ({ id, created })),
			[{ id: made?.['id'], created: false }],
		);
		const stored = await environment.sandbox.data('accounts', [String(made?.['id'])]);
		assert.deepEqual(stored[0]?.['metadata'], { team: 'green' });
	});

	it('says in the row of a failed item what happened, and why', async () => {
		const [id = ''] = ids;
		await environment.sandbox.fault({
			match: { method: 'GET', path: `/accounts/${id}` },
			times: 1,
			fault: {
				status: 422,
				headers: { 'x-request-id': 'req-7' },
				body: {
					code: 'VALIDATION_ERROR',
					detail: 'One <field> is wrong.',
					errors: [{ field: 'account_id', message: 'is of another organization' }],
				},
			},
		});
		const rows = [id, NO_ACCOUNT, 'Jane Doe', ids[1]].map((account) => ({ account }));
		const get = step(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'username', value: '={{ $json.account }}' },
			},
			{ onError: 'continueRegularOutput' },
		);
		const { status, data } = await run([sheet(rows), get]);
		assert.equal(status, 'success');
		const [refused, unknown, wrong, found] = jsonOf(data, 'Step');
		assert.deepEqual(
			{ ...refused, error: '' },
			{ error: '', error_code: 'VALIDATION_ERROR', error_status: 422, request_id: 'req-7' },
		);
		assert.match(String(refused?.['error']), /One <field> is wrong\.[^]*account_id: is of another/);
		assert.equal(unknown?.['error_status'], 404);
		assert.match(String(wrong?.['error']), /^Account: "Jane Doe" .*Usernames have no blanks/);
		assert.equal(found?.['id'], ids[1]);
		assert.deepEqual(
			itemsOf(data, 'Step').map(({ pairedItem }) => pairedItem),
			rows.map((_, item) => ({ item })),
		);
	});

	it('kept to the contract', async () =>
		assert.deepEqual((await environment.sandbox.violations()).requests, []));
});
