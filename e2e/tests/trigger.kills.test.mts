/** The trigger in an n8n as it comes, under SIGKILL, switched off and on, and with an API that fails: what n8n itself loses, and nothing else. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../support/waitFor.mts';
import {
	KILL_MOMENTS,
	REFRESHES_PER_ROUND,
	POLL_SECONDS,
	KilledTrigger,
} from '../support/killedTrigger.mts';

describe('the trigger in an n8n as it comes, killed at the worst moments', () => {
	let killed: KilledTrigger;
	before(async () => {
		killed = await KilledTrigger.start({});
	});
	after(() => killed?.environment.close());

	it('doubles nothing, and loses at most what n8n had saved as done and not started', async (t) => {
		for (const part of KILL_MOMENTS) await killed.round(part);
		await killed.drain();
		const { lost, doubled, unasked } = await killed.result();
		const rounds = killed.rounds.map((round, n) => ({
			after: Math.round((KILL_MOMENTS[n] as number) * killed.emitMs),
			lost: round.filter((one) => lost.includes(one)).length,
		}));
		t.diagnostic(
			`default engine: lost of ${REFRESHES_PER_ROUND} refreshes, by a kill ${rounds.map((round) => `${round.after} ms after the poll's answer: ${round.lost}`).join(', ')} (an execution is stored after ${Math.round(killed.emitMs)} ms)`,
		);
		assert.deepEqual({ doubled, unasked }, { doubled: [], unasked: [] });
		// n8n saves the state first: an emission that was cut there is lost whole, together with what earlier kills had kept from being emitted.
		const losses = rounds.map((round) => round.lost);
		assert.ok(
			losses.every((count) => count === 0 || count === REFRESHES_PER_ROUND),
			JSON.stringify(rounds),
		);
		assert.equal(
			lost.length,
			rounds.reduce((sum, round) => sum + round.lost, 0),
		);
	});

	it('emits what was refreshed while the workflow was off, once', async () => {
		const known = (await killed.result()).lost;
		await killed.environment.rest.deactivate(killed.workflowId);
		await killed.refresh(20);
		await sleep(2_000 * POLL_SECONDS);
		await killed.environment.rest.activate(killed.workflowId);
		await killed.drain();
		assert.deepEqual(await killed.result(), { lost: known, doubled: [], unasked: [] });
	});

	it('loses nothing while the API fails for several polls', async () => {
		const known = (await killed.result()).lost;
		const { sandbox } = killed.environment;
		const faults = [
			{ status: 503 },
			{ reset: 'midBody' as const },
			{ reset: 'before' as const },
			{ delayMs: 3_000 },
			{ body: '<html>', contentType: 'text/html' },
		];
		for (const fault of faults) {
			await sandbox.fault({ match: { path: '^/accounts$' }, times: 3, fault });
			await killed.refresh(5);
			await waitFor(
				'the faults to strike',
				async () => (await sandbox.faults()).every(({ hits, times }) => hits === times),
				{ timeoutMs: 120_000 },
			);
			await sandbox.clearFaults();
		}
		await killed.drain();
		assert.deepEqual(await killed.result(), { lost: known, doubled: [], unasked: [] });
	});
});
