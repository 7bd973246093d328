/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { TestCredentialsHelper, type TestCredential } from './credentials';
import { additionalDataOf, CREDENTIALS } from './engine';
import { nodeTypesOf } from './nodeTypes';

/** A tool as n8n hands it to a language model (LangChain's StructuredTool). */
export interface AgentTool {
	name: string;
	description: string;
	schema: {
		shape: Record<string, { description?: string; isOptional(): boolean }>;
		safeParse(value: unknown): { success: boolean };
	};
	/** Calls it as n8n's agents up to version 2 do; the answer is JSON as text. When it rejects, they tell the model nothing at all. */
	invoke(args: Record<string, unknown>): Promise<string>;
}

/** What the agent of a test does with its tools: those of its first item, or of another one. */
export type Script = (
	tools: AgentTool[],
	toolsOf: (item: number) => Promise<AgentTool[]>,
) => Promise<void>;

/** An agent whose model is a script. It gets its tools as n8n's AI Agent does, from n8n-core. */
class ScriptedAgent implements INodeType {
	description = {
		displayName: 'Agent',
		name: 'scriptedAgent',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool, displayName: 'Tool' }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	} as unknown as INodeTypeDescription;

	constructor(script: Script) {
		this.execute = async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const toolsOf = async (item: number) =>
				(await this.getInputConnectionData(NodeConnectionTypes.AiTool, item)) as AgentTool[];
			await script(await toolsOf(0), toolsOf);
			return [[{ json: {} }]];
		};
	}

	execute: INodeType['execute'];
}

/** The node as n8n's server offers it to agents (n8n, NodeTypes.getByNameAndVersion and convertNodeToAiTool). */
export function asTool(node: INodeType): INodeType {
	const { description } = node;
	const tool: INodeType = Object.assign(
		Object.create(Object.getPrototypeOf(node) as object) as INodeType,
		node,
		{
			description: {
				...description,
				name: `${description.name}Tool`,
				displayName: `${description.displayName} Tool`,
				inputs: [],
				outputs: [NodeConnectionTypes.AiTool],
				properties: [
					{
						displayName: 'Tool Description',
						name: 'descriptionType',
						type: 'options',
						options: [],
						default: 'auto',
					},
					{
						displayName: 'Description',
						name: 'toolDescription',
						type: 'string',
						default: description.description,
					},
					...description.properties,
				],
			},
		},
	);
	return tool;
}

/**
 * Runs a workflow of an agent with the CreatorAudit node as its tool.
 * @param parameters of the tool; what the model fills in is an expression with $fromAI
 * @param input of the agent
 * @returns the message of the error that the agent's run ended with
 */
export async function runAgent(
	credential: TestCredential,
	parameters: INodeParameters,
	script: Script,
	input: INodeExecutionData[] = [{ json: {} }],
): Promise<string | undefined> {
	const agentType = new ScriptedAgent(script);
	const toolType = asTool(new CreatorAudit());
	const node = (name: string, type: INodeType, values: INodeParameters): INode => ({
		id: name,
		name,
		type: `n8n-nodes-creatoraudit.${type.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: values,
		credentials: CREDENTIALS,
	});
	const agent = node('Agent', agentType, {});
	const tool = node('CreatorAudit', toolType, { descriptionType: 'auto', ...parameters });
	const workflow = new Workflow({
		id: 'test',
		nodes: [agent, tool],
		connections: {
			[tool.name]: {
				[NodeConnectionTypes.AiTool]: [
					[{ node: agent.name, type: NodeConnectionTypes.AiTool, index: 0 }],
				],
			},
		},
		active: false,
		nodeTypes: nodeTypesOf([agentType, toolType]),
	});
	const additionalData = additionalDataOf(
		new TestCredentialsHelper(credential),
		'agent-execution',
		{},
	);
	const started = { node: agent, data: { main: [input] }, source: null };
	const engine = new WorkflowExecute(
		additionalData,
		'manual',
		createRunExecutionData({ executionData: { nodeExecutionStack: [started] } as never }),
	);
	const run = await engine.processRunExecutionData(workflow);
	return run.data.resultData.error?.message;
}
