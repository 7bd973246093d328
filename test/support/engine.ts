/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IExecuteData,
	type INode,
	type INodeCredentials,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { TestCredentialsHelper, type TestCredential } from './credentials';
import { nodeTypesOf } from './nodeTypes';

/** How a node run is set up. */
export interface NodeRun {
	credential?: TestCredential;
	parameters: INodeParameters;
	/** JSON of the input items; one empty item when left out. */
	input?: INodeExecutionData['json'][];
	onError?: INode['onError'];
	/** n8n's Retry On Fail. */
	retryOnFail?: { maxTries: number; waitBetweenTries: number };
	executionId?: string;
	/** A step of the workflow that has run before, and what came of it: expressions read it as $('name'). */
	before?: { name: string; items: INodeExecutionData['json'][] };
	/** Called with a function that cancels the execution, as the Stop button does. */
	onStart?: (cancel: () => void) => void;
	node?: INodeType;
	/** The workflow's time zone, such as Europe/Berlin; that of the machine when left out. */
	timezone?: string;
}

/** What came of it. */
export interface NodeResult {
	/** Items of the first output. */
	items: INodeExecutionData[];
	/** JSON of these items. */
	json: INodeExecutionData['json'][];
	/** Items of the error output (onError: continueErrorOutput). */
	errors: INodeExecutionData[];
	/** The error that failed the node. */
	error?: ITaskData['error'];
	run: IRun;
	credentials: TestCredentialsHelper;
}

export const CREDENTIALS: INodeCredentials = {
	creatorAuditApi: { id: 'test', name: 'CreatorAudit' },
};

let executions = 0;

/** What n8n gives to an execution, with the parts that touch a database left out. */
export function additionalDataOf(
	credentials: TestCredentialsHelper,
	executionId: string,
	parameters: INodeParameters,
): IWorkflowExecuteAdditionalData {
	const workflowData = {
		id: 'test',
		name: 'Test',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
		activeVersionId: null,
	};
	return {
		credentialsHelper: credentials,
		hooks: new ExecutionLifecycleHooks('manual', executionId, workflowData as never),
		executionId,
		currentNodeParameters: parameters,
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://localhost/rest',
		instanceBaseUrl: 'http://localhost/',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		webhookBaseUrl: 'http://localhost/webhook',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		webhookTestBaseUrl: 'http://localhost/webhook-test',
		variables: {},
		setExecutionStatus: () => undefined,
		logAiEvent: () => undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** A step of which only the items matter. */
function stepOf(name: string): { node: INode; type: INodeType } {
	const description = {
		displayName: name,
		name: 'step',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs: [],
		outputs: ['main'],
		properties: [],
	} as unknown as INodeType['description'];
	const node: INode = {
		id: 'step',
		name,
		type: 'n8n-nodes-creatoraudit.step',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return { node, type: { description } };
}

/** Runs one node with its input through n8n's execution engine, as a workflow execution does. */
export async function runNode(setup: NodeRun): Promise<NodeResult> {
	const { parameters, input = [{}], onError, retryOnFail, credential } = setup;
	const nodeType = setup.node ?? new CreatorAudit();
	const node: INode = {
		id: 'node-1',
		name: 'CreatorAudit',
		type: `n8n-nodes-creatoraudit.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: CREDENTIALS,
		onError,
		...(retryOnFail && { retryOnFail: true, ...retryOnFail }),
	};
	const { before } = setup;
	const stepBefore = before && stepOf(before.name);
	const workflow = new Workflow({
		id: 'test',
		nodes: [node, ...(stepBefore ? [stepBefore.node] : [])],
		connections: stepBefore
			? { [stepBefore.node.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } }
			: {},
		active: false,
		nodeTypes: nodeTypesOf([nodeType, ...(stepBefore ? [stepBefore.type] : [])]),
		settings: setup.timezone === undefined ? undefined : { timezone: setup.timezone },
	});
	executions += 1;
	const credentials = new TestCredentialsHelper(credential);
	const additionalData = additionalDataOf(
		credentials,
		setup.executionId ?? `execution-${executions}`,
		parameters,
	);
	const started: IExecuteData = {
		node: workflow.getNode(node.name)!,
		data: { main: [input.map((json, item) => ({ json, pairedItem: { item } }))] },
		source: before ? { main: [{ previousNode: before.name }] } : null,
	};
	const runData = before && {
		[before.name]: [
			{
				startTime: 0,
				executionTime: 0,
				executionIndex: 0,
				source: [],
				data: { main: [before.items.map((json) => ({ json }))] },
			},
		],
	};
	const engine = new WorkflowExecute(
		additionalData,
		'manual',
		createRunExecutionData({
			executionData: { nodeExecutionStack: [started] } as never,
			...(runData && { resultData: { runData } }),
		}),
	);
	const running = engine.processRunExecutionData(workflow);
	setup.onStart?.(() => running.cancel());
	const run = await running;
	const [taskData] = run.data.resultData.runData[node.name] ?? [];
	const [items = [], errors = []] = (taskData?.data?.main ?? []).map((output) => output ?? []);
	return {
		items,
		json: items.map(({ json }) => json),
		errors,
		error: taskData?.error ?? run.data.resultData.error,
		run,
		credentials,
	};
}
