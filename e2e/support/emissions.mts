/** Items that a trigger has emitted, from n8n's executions, including executions that a crash interrupted. */
import type { Item } from './execution.mts';
import type { Rest } from './rest.mts';

/** Identifies a refresh: id and time. */
export type Identity = string;

export interface Emission {
	executionId: string;
	status: string;
	rows: Array<Record<string, unknown>>;
}

/** The part of an unfinished execution in which n8n stores the trigger's items. */
interface Unfinished {
	executionData?: {
		nodeExecutionStack?: Array<{ node: { name: string }; data: { main?: Array<Item[] | null> } }>;
	};
}

export function identityOf(row: Record<string, unknown>): Identity {
	return `${String(row['id'])} ${Date.parse(String(row['last_scrape_time']))}`;
}

/** All emissions of a workflow, the oldest first. n8n lists at most 100. */
export async function emissionsOf(
	rest: Rest,
	workflowId: string,
	trigger: string,
): Promise<Emission[]> {
	const executions = await rest.executions(workflowId);
	const emissions = await Promise.all(
		executions.map(async ({ id, status }): Promise<Emission> => {
			const { data } = await rest.execution(id);
			const done = data.resultData.runData[trigger]?.at(-1)?.data?.main?.[0];
			const { executionData } = data as Unfinished;
			const waiting = executionData?.nodeExecutionStack?.find(({ node }) => node.name === trigger)
				?.data.main?.[0];
			// The executions by which n8n tells of failed polls have an empty item.
			const rows = (done ?? waiting ?? [])
				.map(({ json }) => json)
				.filter((row) => row['event'] !== undefined);
			return { executionId: id, status, rows };
		}),
	);
	return emissions.sort((a, b) => Number(a.executionId) - Number(b.executionId));
}

/** Refreshes that were not emitted, and those that were emitted more than once. */
export function compareEmitted(
	refreshed: Identity[],
	emissions: Emission[],
): { lost: Identity[]; doubled: Identity[]; unasked: Identity[] } {
	const emitted = emissions.flatMap(({ rows }) => rows.map(identityOf));
	const once = new Set(emitted);
	const wanted = new Set(refreshed);
	return {
		lost: refreshed.filter((identity) => !once.has(identity)),
		doubled: emitted.filter((identity, n) => emitted.indexOf(identity) !== n),
		unasked: [...once].filter((identity) => !wanted.has(identity)),
	};
}
