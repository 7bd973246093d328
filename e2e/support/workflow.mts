/** Workflows and credentials as JSON, in the form that n8n exports and imports. */
import { randomUUID } from 'node:crypto';
import { ACTION_NODE, TRIGGER_NODE } from './package.mts';

export interface CredentialReference {
	id: string;
	name: string;
}

export interface Credential extends CredentialReference {
	type: string;
	data: Record<string, unknown>;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, CredentialReference>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	[setting: string]: unknown;
}

export type Connections = Record<
	string,
	Record<string, Array<Array<{ node: string; type: string; index: number }>>>
>;

export interface Workflow {
	id: string;
	name: string;
	active: boolean;
	nodes: WorkflowNode[];
	connections: Connections;
	settings: Record<string, unknown>;
	[field: string]: unknown;
}

export const CREDENTIAL_TYPE = 'creatorAuditApi';

/** A stored CreatorAudit credential. Ids of credentials and workflows are free text of up to 36 characters. */
export function creatorAuditCredential(
	data: { apiKey: string; baseUrl: string },
	{ id = 'creatoraudit-e2e', name = 'CreatorAudit' }: Partial<CredentialReference> = {},
): Credential {
	return { id, name, type: CREDENTIAL_TYPE, data };
}

/** One node of a workflow. */
export function node(
	name: string,
	type: string,
	parameters: Record<string, unknown> = {},
	more: Partial<WorkflowNode> = {},
): WorkflowNode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters, ...more };
}

/** The trigger of a workflow that is started by hand or by the command line. */
export function manualTrigger(name = 'Start'): WorkflowNode {
	return node(name, 'n8n-nodes-base.manualTrigger');
}

/** A CreatorAudit node with its credential. */
export function creatorAudit(
	name: string,
	parameters: Record<string, unknown>,
	credential: CredentialReference,
	more: Partial<WorkflowNode> = {},
): WorkflowNode {
	return node(name, ACTION_NODE, parameters, { credentials: references(credential), ...more });
}

/** A CreatorAudit Trigger node with its credential; it polls every minute unless `pollTimes` says otherwise. */
export function creatorAuditTrigger(
	name: string,
	parameters: Record<string, unknown>,
	credential: CredentialReference,
	more: Partial<WorkflowNode> = {},
): WorkflowNode {
	const polled = { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters };
	return node(name, TRIGGER_NODE, polled, { credentials: references(credential), ...more });
}

/** A workflow in which each node feeds the next by its first output. */
export function chain(name: string, nodes: WorkflowNode[], more: Partial<Workflow> = {}): Workflow {
	const connections: Connections = {};
	for (const [n, { name: from }] of nodes.entries()) {
		const next = nodes[n + 1];
		if (next !== undefined)
			connections[from] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	}
	return workflow(name, placed(nodes), connections, more);
}

export function workflow(
	name: string,
	nodes: WorkflowNode[],
	connections: Connections,
	more: Partial<Workflow> = {},
): Workflow {
	const id = randomUUID().replaceAll('-', '').slice(0, 16);
	return {
		id,
		name,
		active: false,
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
		...more,
	};
}

/**
 * Poll times for tests that cannot wait a minute. n8n refuses one schedule that fires more than once a minute; several, each
 * at a fixed second of every minute, are taken.
 * @param seconds a divisor of 60
 */
export function pollEvery(seconds: number): {
	item: Array<{ mode: 'custom'; cronExpression: string }>;
} {
	const times = Array.from({ length: 60 / seconds }, (_, n) => `${n * seconds} * * * * *`);
	return { item: times.map((cronExpression) => ({ mode: 'custom', cronExpression })) };
}

function references({ id, name }: CredentialReference): Record<string, CredentialReference> {
	return { [CREDENTIAL_TYPE]: { id, name } };
}

const NODE_WIDTH = 220;

function placed(nodes: WorkflowNode[]): WorkflowNode[] {
	return nodes.map((one, n) => ({ ...one, position: [n * NODE_WIDTH, 0] }));
}
