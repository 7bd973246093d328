/** Workers that share one API key, and a trigger whose executions they run. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { jsonOf } from '../support/execution.mts';
import {
	chain,
	creatorAudit,
	creatorAuditTrigger,
	manualTrigger,
	pollEvery,
} from '../support/workflow.mts';
import { startQueueEnvironment, type QueueEnvironment } from './queueEnvironment.mts';

const WORKERS = 4;
const ACCOUNTS = 1000;
/** Strict enough that all workers wait most of the time. */
const QUOTA = { limit: 400, windowSeconds: 10 };
const WINDOW_MS = QUOTA.windowSeconds * 1000;
/** Bounds that the package promises for several processes on one key. */
const MOST_REFUSED = 0.05;
/** 5 % of a window may be left over, and the last window begins with an opening. */
const LONGEST_RATIO = 1.15;
const RUN_TIMEOUT_MS = 240_000;
const POLL_SECONDS = 2;

/**
 * Waits for the first half of a rate limit window. The quota's minimum counts the first window in full, which is impossible when it ends
 * before both workers have started.
 */
async function windowIsYoung(): Promise<void> {
	const intoMs = Date.now() % WINDOW_MS;
	if (intoMs > WINDOW_MS / 2) await setTimeout(WINDOW_MS - intoMs);
}

describe('in queue mode', () => {
	let environment: QueueEnvironment;
	before(async () => {
		const sandbox = { accounts: ACCOUNTS, rateLimit: QUOTA, validateResponses: false };
		environment = await startQueueEnvironment({ workers: WORKERS, concurrency: 1, sandbox });
	});
	after(() => environment?.close());

	it(`${WORKERS} workers with ${WORKERS * ACCOUNTS} items lose nothing and use the quota of their key as one`, async (test) => {
		const list = creatorAudit(
			'List',
			{ resource: 'account', operation: 'getAll', returnAll: true },
			environment.credential,
		);
		const accountId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const get = creatorAudit(
			'Get',
			{ resource: 'account', operation: 'get', accountId },
			environment.credential,
		);
		const { id } = await environment.rest.createWorkflow(
			chain('Read', [manualTrigger(), list, get]),
		);
		await windowIsYoung();
		await environment.sandbox.clearRequests();
		const started = await Promise.all(
			Array.from({ length: WORKERS }, () => environment.rest.startManually(id, 'Start')),
		);
		const executions = await Promise.all(
			started.map((execution) => environment.rest.finished(execution, RUN_TIMEOUT_MS)),
		);

		const expected = (await environment.sandbox.data('accounts'))
			.map((account) => String(account['id']))
			.sort();
		for (const { status, data } of executions) {
			assert.equal(status, 'success', data.resultData.error?.message);
			assert.deepEqual(
				jsonOf(data, 'Get')
					.map((account) => String(account['id']))
					.sort(),
				expected,
			);
		}
		const requests = await environment.sandbox.requests();
		const first = Math.min(...requests.map(({ at }) => at));
		const elapsedMs = Math.max(...requests.map(({ at, ms }) => at + ms)) - first;
		const served = requests.filter(({ status }) => status !== 429);
		const windows = Math.ceil(served.length / QUOTA.limit);
		// The first window counts only from the first request on, and the last needs no waiting.
		const minimumMs = (windows - 1) * WINDOW_MS - (first % WINDOW_MS);
		const perWindow = Array.from(
			Map.groupBy(requests, ({ at }) => Math.floor(at / WINDOW_MS)),
			([window, sent]) => {
				const refused = sent.filter(({ status }) => status === 429).length;
				const last = Math.max(...sent.map(({ at, ms }) => at + ms)) - window * WINDOW_MS;
				return {
					served: sent.length - refused,
					refused,
					from: Math.min(...sent.map(({ at }) => at)) - window * WINDOW_MS,
					last,
				};
			},
		);
		const refused = requests.length - served.length;
		const ratio = elapsedMs / minimumMs;
		test.diagnostic(
			`${served.length} requests in ${(elapsedMs / 1000).toFixed(1)} s, the quota's minimum being ${(minimumMs / 1000).toFixed(1)} s ` +
				`(${ratio.toFixed(2)} x); ${refused} refused (${((100 * refused) / served.length).toFixed(1)} %)`,
		);
		for (const { served: count, refused: no, from, last } of perWindow) {
			test.diagnostic(
				`${count} served and ${no} refused, ${Math.round(from)} to ${Math.round(last)} ms after the window began`,
			);
		}
		assert.ok(refused <= MOST_REFUSED * served.length, `${refused} requests were refused`);
		assert.ok(ratio <= LONGEST_RATIO, `${ratio.toFixed(2)} times the quota's minimum`);
	});

	it('all workers have taken part', () => {
		for (const worker of environment.workers)
			assert.match(worker.log(), /Worker finished execution/);
	});

	it('the main process polls, and the workers get each refresh once', async () => {
		const parameters = { triggerOn: 'account', pollTimes: pollEvery(POLL_SECONDS) };
		const { id } = await environment.rest.createWorkflow(
			chain('Watch', [creatorAuditTrigger('Watch', parameters, environment.credential)]),
		);
		await environment.rest.activate(id);
		await environment.rest.staticData(id);
		const refreshed: string[] = [];
		for (let round = 1; round <= 3; round++) {
			const { accounts } = await environment.sandbox.refresh({ accounts: 5 });
			refreshed.push(
				...accounts.map((account) => `${account.id} ${Date.parse(account.last_scrape_time)}`),
			);
			await environment.rest.executionsOnce(id, round);
		}
		await environment.rest.deactivate(id);
		const all = await environment.rest.executionsOnce(id, 3);
		const emitted = all.flatMap(({ data }) => jsonOf(data, 'Watch'));
		const identities = emitted.map(
			(row) => `${String(row['id'])} ${Date.parse(String(row['last_scrape_time']))}`,
		);
		assert.deepEqual(identities.sort(), refreshed.sort());
	});

	it('kept to the contract', async () =>
		assert.deepEqual((await environment.sandbox.violations()).requests, []));
});
