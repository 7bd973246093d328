/** Observes the polls of a trigger in the sandbox's request log. */
import { waitFor } from '../../e2e/support/waitFor.mts';
import { pollEvery } from '../../e2e/support/workflow.mts';
import type { LoggedRequest } from '../../sandbox/client.mts';
import type { Environment } from './environment.mts';

/** Interval of the polls. */
const INTERVAL_S = 3;
const PATIENCE_MS = 300_000;

export interface Poll {
	requests: number;
	/** Requests by status. */
	byStatus: Record<string, number>;
	/** Total size of the response bodies. */
	bytes: number;
	/** From the arrival of the first request to the end of the last response. */
	ms: number;
}

/** Groups requests by poll: each starts with a request without a cursor. Requests before the first start are dropped. */
function groupByPoll(requests: LoggedRequest[]): Poll[] {
	const polls: LoggedRequest[][] = [];
	for (const request of requests) {
		if (request.query.cursor === undefined) polls.push([]);
		polls.at(-1)?.push(request);
	}
	return polls.map((all) => {
		const byStatus: Record<string, number> = {};
		for (const { status } of all) byStatus[status] = (byStatus[status] ?? 0) + 1;
		return {
			requests: all.length,
			byStatus,
			bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
			ms: Math.max(...all.map(({ at, ms }) => at + ms)) - all[0]!.at,
		};
	});
}

export interface Watched {
	/** The poll that n8n makes when the workflow is activated. */
	first: Poll;
	/** Waits for complete polls, from now on. */
	polls(count: number): Promise<Poll[]>;
	/** The stored state of the trigger, as JSON. */
	state(): Promise<string>;
	stop(): Promise<void>;
}

/** Activates workflows/<file>.json with polls every few seconds. */
export async function watch(environment: Environment, file: string): Promise<Watched> {
	const { sandbox, rest } = environment;
	async function polls(count: number): Promise<Poll[]> {
		return await waitFor(
			`${count} polls`,
			async () => {
				const found = groupByPoll(await sandbox.requests());
				// One more has started, so those before it are complete.
				return found.length > count && found.slice(0, count);
			},
			{ timeoutMs: PATIENCE_MS },
		);
	}

	await sandbox.clearRequests();
	const { id, stop } = await environment.watch(file, pollEvery(INTERVAL_S));
	const [first] = await polls(1);
	return {
		first: first!,
		polls: async (count) => {
			await sandbox.clearRequests();
			return await polls(count);
		},
		state: async () => {
			const { staticData } = (await rest.workflow(id)) as { staticData?: unknown };
			const all = (typeof staticData === 'string' ? JSON.parse(staticData) : staticData) as Record<
				string,
				unknown
			> | null;
			return JSON.stringify(all?.['node:CreatorAudit Trigger'] ?? null);
		},
		stop,
	};
}
