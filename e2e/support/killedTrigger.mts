/** A trigger in an n8n that is killed at chosen moments while refreshes arrive. */
import { setTimeout as sleep } from 'node:timers/promises';
import { compareEmitted, emissionsOf, identityOf, type Identity } from './emissions.mts';
import { waitFor } from './waitFor.mts';
import { startEnvironment, type Environment } from './environment.mts';
import { chain, creatorAuditTrigger, pollEvery } from './workflow.mts';

export const POLL_SECONDS = 1;
/** Refreshes per round. */
export const REFRESHES_PER_ROUND = 10;
/**
 * When n8n is killed: delay after the response to the poll that finds the refreshes of a round. The unit is `emitMs`, the time from such a
 * response to a stored execution, which depends on the machine.
 */
export const KILL_MOMENTS = [0, 0.4, 0.7, 1, 1.5];

/** A restarted n8n waits two minutes before it resumes an interrupted activation; these settings shorten that. */
const QUICK_RECOVERY = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '6',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
	N8N_WORKFLOW_PUBLICATION_RECONCILE_INTERVAL_SECONDS: '2',
};

/** An active workflow with the trigger, and what was refreshed. */
export class KilledTrigger {
	readonly refreshed: Identity[] = [];
	/** Refreshes of each round. */
	readonly rounds: Identity[][] = [];
	readonly environment: Environment;
	readonly workflowId: string;
	/** See `measure`. */
	emitMs = 0;

	private constructor(environment: Environment, workflowId: string) {
		this.environment = environment;
		this.workflowId = workflowId;
	}

	static async start(env: NodeJS.ProcessEnv): Promise<KilledTrigger> {
		const environment = await startEnvironment({
			sandbox: { accounts: 300, rateLimit: null, validateResponses: false },
			env: { ...QUICK_RECOVERY, ...env },
		});
		const parameters = { triggerOn: 'account', pollTimes: pollEvery(POLL_SECONDS) };
		const watch = chain('Watch', [
			creatorAuditTrigger('Watch', parameters, environment.credential),
		]);
		const { id } = await environment.rest.createWorkflow(watch);
		await environment.rest.activate(id);
		const killed = new KilledTrigger(environment, id);
		await killed.nextResponse(0, 304);
		killed.emitMs = await killed.measure();
		return killed;
	}

	/** Time from a poll's response to a stored execution, without a kill. */
	private async measure(): Promise<number> {
		const { rest, sandbox } = this.environment;
		const [last] = (await sandbox.requests()).slice(-1);
		await this.refresh(1);
		await this.nextResponse(last?.n ?? 0, 200);
		const answeredAt = performance.now();
		await waitFor('an execution', async () => (await rest.executions(this.workflowId)).length > 0, {
			intervalMs: 5,
			timeoutMs: 60_000,
		});
		return performance.now() - answeredAt;
	}

	async refresh(count: number): Promise<Identity[]> {
		const { accounts } = await this.environment.sandbox.refresh({ accounts: count });
		const identities = accounts.map((account) => identityOf({ ...account }));
		this.refreshed.push(...identities);
		return identities;
	}

	/** Waits for a poll's response with a status. @param since number of a request: only later ones count */
	async nextResponse(since: number, status: number): Promise<void> {
		await waitFor(
			`a poll that is answered with ${status}`,
			async () =>
				(await this.environment.sandbox.requests({ path: '^/accounts$', since })).some(
					(request) => request.status === status,
				),
			{ intervalMs: 5, timeoutMs: 180_000 },
		);
	}

	/** Refreshes, waits for the poll that finds it, and kills n8n soon after. */
	async round(part: number): Promise<void> {
		const [last] = (await this.environment.sandbox.requests()).slice(-1);
		this.rounds.push(await this.refresh(REFRESHES_PER_ROUND));
		await this.nextResponse(last?.n ?? 0, 200);
		await sleep(part * this.emitMs);
		await this.environment.restart({ kill: true });
	}

	/** Waits until all refreshes have been emitted. */
	async drain(): Promise<void> {
		// A last refresh shows that polls go on.
		const [last] = await this.refresh(1);
		await waitFor(
			'the last refresh to be emitted',
			async () => {
				const emissions = await emissionsOf(this.environment.rest, this.workflowId, 'Watch');
				return emissions.some(({ rows }) => rows.some((row) => identityOf(row) === last));
			},
			{ timeoutMs: 180_000, intervalMs: 1_000 },
		);
		await sleep(3_000 * POLL_SECONDS);
	}

	async result() {
		return compareEmitted(
			this.refreshed,
			await emissionsOf(this.environment.rest, this.workflowId, 'Watch'),
		);
	}
}
