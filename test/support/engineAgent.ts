/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type EngineResponse,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypeDescription,
	type NodeHint,
	type NodeOutput,
} from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { asTool } from './agent';
import { TestCredentialsHelper, type TestCredential } from './credentials';
import { additionalDataOf, CREDENTIALS } from './engine';
import { nodeTypesOf } from './nodeTypes';

const TOOL = 'CreatorAudit';

const describedAs = (name: string, inputs: string[]): INodeTypeDescription =>
	({
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs,
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	}) as unknown as INodeTypeDescription;

/** What the model is told of a call (n8n's AI Agent, buildSteps). */
function observationOf({ data }: EngineResponse['actionResponses'][number]): string {
	const rows = data.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	return rows.length > 0
		? JSON.stringify(rows)
		: data.error
			? JSON.stringify({ error: data.error.message })
			: '""';
}

/** An agent that has its tool called by the engine, as n8n's AI Agent does from version 3 on, and notes what it is told. */
function engineAgent(calls: IDataObject[], told: string[]): INodeType {
	return {
		description: describedAs('engineAgent', [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool]),
		async execute(response?: EngineResponse): Promise<NodeOutput> {
			told.push(...(response?.actionResponses ?? []).map(observationOf));
			if (told.length > 0 || calls.length === 0) return await Promise.resolve([[{ json: {} }]]);
			const actions = calls.map((input, n) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: TOOL,
				input,
				type: NodeConnectionTypes.AiTool,
				id: `call_${n}`,
				metadata: { itemIndex: 0 },
			}));
			return { actions, metadata: {} };
		},
	};
}

/**
 * Runs a workflow of an agent whose calls of the CreatorAudit node n8n's engine makes, one after the other.
 * @param parameters of the tool; what the model fills in is an expression with $fromAI
 * @param calls arguments of each call
 * @param settings more of the tool's node, such as onError
 * @returns what the model is told of each call, the message of the error that the run ended with, and the hints below the tool's output
 */
export async function callByEngine(
	credential: TestCredential,
	parameters: INodeParameters,
	calls: IDataObject[],
	settings: Partial<INode> = {},
): Promise<{ told: string[]; error: string | undefined; hints: NodeHint[] }> {
	const told: string[] = [];
	const start: INodeType = {
		description: describedAs('start', []),
		execute: async () => await Promise.resolve([[{ json: {} }]]),
	};
	const types = [start, engineAgent(calls, told), asTool(new CreatorAudit())];
	const nodes = types.map(
		({ description }, n): INode => ({
			id: String(n),
			name: description.name === 'creatorAuditTool' ? TOOL : description.name,
			type: `n8n-nodes-creatoraudit.${description.name}`,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
	);
	const [startNode, agentNode, toolNode] = nodes;
	Object.assign(toolNode, {
		parameters: { descriptionType: 'auto', ...parameters },
		credentials: CREDENTIALS,
		...settings,
	});
	const workflow = new Workflow({
		id: 'test',
		nodes,
		connections: {
			[startNode.name]: {
				main: [[{ node: agentNode.name, type: NodeConnectionTypes.Main, index: 0 }]],
			},
			[TOOL]: {
				[NodeConnectionTypes.AiTool]: [
					[{ node: agentNode.name, type: NodeConnectionTypes.AiTool, index: 0 }],
				],
			},
		},
		active: false,
		nodeTypes: nodeTypesOf(types),
		settings: { executionOrder: 'v1' },
	});
	const additionalData = additionalDataOf(
		new TestCredentialsHelper(credential),
		'agent-execution',
		{},
	);
	const started = { node: startNode, data: { main: [[{ json: {} }]] }, source: null };
	const engine = new WorkflowExecute(
		additionalData,
		'manual',
		createRunExecutionData({ executionData: { nodeExecutionStack: [started] } as never }),
	);
	const run = await engine.processRunExecutionData(workflow);
	const { error, runData } = run.data.resultData;
	const hints = (runData[TOOL] ?? []).flatMap((task) => task.hints ?? []);
	return { told, error: error?.message, hints };
}
