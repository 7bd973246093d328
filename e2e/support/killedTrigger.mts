/** An n8n whose trigger is watched while refreshes come and n8n is killed at chosen moments. */
import { setTimeout as sleep } from 'node:timers/promises';
import { compareEmitted, emissionsOf, identityOf, type Identity } from './emissions.mts';
import { eventually } from './eventually.mts';
import { openRoom, type Room } from './room.mts';
import { chain, creatorAuditTrigger, pollEvery } from './workflow.mts';

export const POLL_SECONDS = 1;
/** Refreshes of one round: 50 in all. */
export const PER_ROUND = 10;
/**
 * When n8n is killed after the API has answered the poll that finds a round's refreshes: in parts of the time that n8n needs from such an
 * answer to a stored execution, which depends on the machine.
 */
export const KILLS_AT = [0, 0.4, 0.7, 1, 1.5];

/** A killed n8n leaves a workflow that it was just activating to itself for two minutes; a test has not so much time. */
const QUICK_RECOVERY = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '6',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
	N8N_WORKFLOW_PUBLICATION_RECONCILE_INTERVAL_SECONDS: '2',
};

/** One n8n that is killed again and again while refreshes come. */
export class Scene {
	readonly refreshed: Identity[] = [];
	/** Refreshes of each round. */
	readonly rounds: Identity[][] = [];
	readonly room: Room;
	readonly workflowId: string;
	/** See `measure`. */
	emitMs = 0;

	private constructor(room: Room, workflowId: string) {
		this.room = room;
		this.workflowId = workflowId;
	}

	static async open(env: NodeJS.ProcessEnv): Promise<Scene> {
		const room = await openRoom({
			sandbox: { accounts: 300, rateLimit: null, validateResponses: false },
			env: { ...QUICK_RECOVERY, ...env },
		});
		const parameters = { triggerOn: 'account', pollTimes: pollEvery(POLL_SECONDS) };
		const watch = chain('Watch', [creatorAuditTrigger('Watch', parameters, room.credential)]);
		const { id } = await room.rest.createWorkflow(watch);
		await room.rest.activate(id);
		const scene = new Scene(room, id);
		await scene.nextAnswer(0, 304);
		scene.emitMs = await scene.measure();
		return scene;
	}

	/** How long n8n takes, undisturbed, from a poll's answer to a stored execution. */
	private async measure(): Promise<number> {
		const { rest, sandbox } = this.room;
		const [last] = (await sandbox.requests()).slice(-1);
		await this.refresh(1);
		await this.nextAnswer(last?.n ?? 0, 200);
		const answeredAt = performance.now();
		await eventually(
			'an execution',
			async () => (await rest.executions(this.workflowId)).length > 0,
			{ stepMs: 5, timeoutMs: 60_000 },
		);
		return performance.now() - answeredAt;
	}

	async refresh(count: number): Promise<Identity[]> {
		const { accounts } = await this.room.sandbox.refresh({ accounts: count });
		const identities = accounts.map((account) => identityOf({ ...account }));
		this.refreshed.push(...identities);
		return identities;
	}

	/** Waits for a poll's answer with a status. */
	async nextAnswer(since: number, status: number): Promise<void> {
		await eventually(
			`a poll that is answered with ${status}`,
			async () =>
				(await this.room.sandbox.requests({ path: '^/accounts$', since })).some(
					(request) => request.status === status,
				),
			{ stepMs: 5, timeoutMs: 180_000 },
		);
	}

	/** Refreshes, waits for the poll that finds it, and kills n8n soon after. */
	async round(part: number): Promise<void> {
		const [last] = (await this.room.sandbox.requests()).slice(-1);
		this.rounds.push(await this.refresh(PER_ROUND));
		await this.nextAnswer(last?.n ?? 0, 200);
		await sleep(part * this.emitMs);
		await this.room.restart({ kill: true });
	}

	/** Waits until nothing new comes. */
	async settle(): Promise<void> {
		// A last refresh shows that polls go on.
		const [last] = await this.refresh(1);
		await eventually(
			'the last refresh to be emitted',
			async () => {
				const emissions = await emissionsOf(this.room.rest, this.workflowId, 'Watch');
				return emissions.some(({ rows }) => rows.some((row) => identityOf(row) === last));
			},
			{ timeoutMs: 180_000, stepMs: 1_000 },
		);
		await sleep(3_000 * POLL_SECONDS);
	}

	async result() {
		return compareEmitted(
			this.refreshed,
			await emissionsOf(this.room.rest, this.workflowId, 'Watch'),
		);
	}
}
