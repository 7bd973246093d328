/** The trigger in an n8n that keeps state and execution in one transaction: nothing is lost, whenever it is killed. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KILL_MOMENTS, REFRESHES_PER_ROUND, KilledTrigger } from '../support/killedTrigger.mts';

/**
 * Off by default in n8n 2.40. The others make tests shorter: among them, a killed n8n leaves the polls that it had taken on to itself until
 * their lease is over, a minute by default, and looks for such polls every 30 s.
 */
const DURABLE_CURSORS = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '5',
	N8N_SCHEDULER_JITTER_RATIO: '0',
	N8N_SCHEDULER_POLL_TIMEOUT: '12',
	N8N_SCHEDULER_LEASE_DURATION: '20',
	N8N_SCHEDULER_REAPER_INTERVAL: '2',
};

describe('the trigger in an n8n with durable cursors, killed at the worst moments', () => {
	let killed: KilledTrigger;
	before(async () => {
		killed = await KilledTrigger.start(DURABLE_CURSORS);
	});
	after(() => killed?.environment.close());

	it(`emits each of ${REFRESHES_PER_ROUND * KILL_MOMENTS.length} refreshes once`, async (t) => {
		for (const part of KILL_MOMENTS) await killed.round(part);
		await killed.drain();
		const result = await killed.result();
		t.diagnostic(
			`durable cursors: ${KILL_MOMENTS.length} kills up to ${Math.round(1.5 * killed.emitMs)} ms after a poll's answer, ${killed.refreshed.length} refreshes, ${result.lost.length} lost, ${result.doubled.length} doubled`,
		);
		assert.deepEqual(result, { lost: [], doubled: [], unasked: [] });
	});
});
