/** Stored data of an execution. */

export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, { id?: string; data: string; fileName?: string; mimeType: string }>;
	pairedItem?: unknown;
	error?: unknown;
}

export interface NodeRun {
	executionStatus?: string;
	error?: { message: string; description?: string; [field: string]: unknown };
	data?: { main?: Array<Item[] | null> };
}

export interface ExecutionData {
	resultData: {
		runData: Record<string, NodeRun[]>;
		error?: { message: string; description?: string; [field: string]: unknown };
		lastNodeExecuted?: string;
	};
}

/** Status of an execution. */
export type ExecutionStatus =
	| 'new'
	| 'running'
	| 'waiting'
	| 'success'
	| 'error'
	| 'crashed'
	| 'canceled'
	| 'unknown';

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
}

export type Execution = ExecutionSummary & { data: ExecutionData };

/** Items of a node's output in its last run; none when it did not run. */
export function itemsOf(data: ExecutionData, nodeName: string, output = 0): Item[] {
	return data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
}

/** Their JSON. */
export function jsonOf(
	data: ExecutionData,
	nodeName: string,
	output = 0,
): Array<Record<string, unknown>> {
	return itemsOf(data, nodeName, output).map(({ json }) => json);
}
