/** The trigger in an n8n as it comes, under SIGKILL, switched off and on, and with an API that fails: what n8n itself loses, and nothing else. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.mts';
import { KILLS_AT, PER_ROUND, POLL_SECONDS, Scene } from '../support/killedTrigger.mts';

describe('the trigger in an n8n as it comes, killed at the worst moments', () => {
	let scene: Scene;
	before(async () => {
		scene = await Scene.open({});
	});
	after(() => scene?.room.close());

	it('doubles nothing, and loses at most what n8n had saved as done and not started', async (t) => {
		for (const part of KILLS_AT) await scene.round(part);
		await scene.settle();
		const { lost, doubled, unasked } = await scene.result();
		const rounds = scene.rounds.map((round, n) => ({
			after: Math.round((KILLS_AT[n] as number) * scene.emitMs),
			lost: round.filter((one) => lost.includes(one)).length,
		}));
		t.diagnostic(
			`default engine: lost of ${PER_ROUND} refreshes, by a kill ${rounds.map((round) => `${round.after} ms after the poll's answer: ${round.lost}`).join(', ')} (an execution is stored after ${Math.round(scene.emitMs)} ms)`,
		);
		assert.deepEqual({ doubled, unasked }, { doubled: [], unasked: [] });
		// n8n saves the state first: an emission that was cut there is lost whole, together with what earlier kills had kept from being emitted.
		const losses = rounds.map((round) => round.lost);
		assert.ok(
			losses.every((count) => count === 0 || count === PER_ROUND),
			JSON.stringify(rounds),
		);
		assert.equal(
			lost.length,
			rounds.reduce((sum, round) => sum + round.lost, 0),
		);
	});

	it('emits what was refreshed while the workflow was off, once', async () => {
		const known = (await scene.result()).lost;
		await scene.room.rest.deactivate(scene.workflowId);
		await scene.refresh(20);
		await sleep(2_000 * POLL_SECONDS);
		await scene.room.rest.activate(scene.workflowId);
		await scene.settle();
		assert.deepEqual(await scene.result(), { lost: known, doubled: [], unasked: [] });
	});

	it('loses nothing while the API fails for several polls', async () => {
		const known = (await scene.result()).lost;
		const { sandbox } = scene.room;
		const faults = [
			{ status: 503 },
			{ reset: 'midBody' as const },
			{ reset: 'before' as const },
			{ delayMs: 3_000 },
			{ body: '<html>', contentType: 'text/html' },
		];
		for (const fault of faults) {
			await sandbox.fault({ match: { path: '^/accounts$' }, times: 3, fault });
			await scene.refresh(5);
			await eventually(
				'the faults to strike',
				async () => (await sandbox.faults()).every(({ hits, times }) => hits === times),
				{ timeoutMs: 120_000 },
			);
			await sandbox.clearFaults();
		}
		await scene.settle();
		assert.deepEqual(await scene.result(), { lost: known, doubled: [], unasked: [] });
	});
});
