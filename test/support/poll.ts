/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { PollContext, PollTriggerExecutor, TriggersAndPollers } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { CreatorAuditTrigger } from '../../nodes/CreatorAudit/CreatorAuditTrigger.node';
import { TestCredentialsHelper, type TestCredential } from './credentials';
import { additionalDataOf } from './engine';
import { nodeTypesOf } from './nodeTypes';

/** How a workflow with one polling trigger is set up. */
export interface PollSetup {
	credential?: TestCredential;
	parameters?: INodeParameters;
	/**
	 * Which of n8n's ways to keep static data: `memory` keeps one object for all polls and saves it with an emission and after activation;
	 * `durable` gives each poll a snapshot and commits it with its emission, or after a poll without one (docs/n8n-internals.md#durable-cursors).
	 */
	engine?: 'memory' | 'durable';
	/** Time for a poll in ms; null = an n8n that names none. */
	budgetMs?: number | null;
	/** Static data of the workflow, as saved. */
	saved?: string;
	nodeName?: string;
	nodeId?: string;
	workflowId?: string;
	node?: INodeType;
}

/** n8n's own way from a poll to an emission, without its logs and traces. */
function pollExecutor(): PollTriggerExecutor {
	const logger = { scoped: () => logger, debug: () => undefined, error: () => undefined };
	const span = { setStatus: () => undefined };
	const traced = async (_: unknown, work: (in_: typeof span) => Promise<void>) => await work(span);
	const tracing = {
		startSpan: traced,
		startNewTraceSpan: traced,
		pickWorkflowAttributes: () => ({}),
		pickNodeAttributes: () => ({}),
	};
	const errorReporter = { error: () => undefined };
	return new PollTriggerExecutor(
		logger as never,
		new TriggersAndPollers(),
		tracing as never,
		errorReporter as never,
	);
}

/** Stands for processes: what one remembers of a trigger, it remembers by the workflow's id. */
let processes = 0;

/** A workflow in an n8n that polls only when a test says so. */
export class PolledWorkflow {
	/** What n8n's database holds. */
	saved: string;
	/** How often static data was written to it. */
	saves = 0;
	readonly credentials: TestCredentialsHelper;
	private workflow: Workflow;
	private readonly nodeType: INodeType;

	constructor(private setup: PollSetup) {
		this.setup = { workflowId: `workflow-${++processes}`, ...setup };
		this.saved = setup.saved ?? '{}';
		this.nodeType = setup.node ?? new CreatorAuditTrigger();
		this.credentials = new TestCredentialsHelper(setup.credential);
		this.workflow = this.load();
	}

	private load(): Workflow {
		const {
			parameters = {},
			nodeName = 'CreatorAudit Trigger',
			nodeId = 'trigger-1',
			workflowId,
		} = this.setup;
		const node: INode = {
			id: nodeId,
			name: nodeName,
			type: 'n8n-nodes-creatoraudit.creatorAuditTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
			credentials: { creatorAuditApi: { id: 'test', name: 'CreatorAudit' } },
		};
		return new Workflow({
			id: workflowId,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes: nodeTypesOf([this.nodeType]),
			staticData: JSON.parse(this.saved) as IDataObject,
		});
	}

	private get node(): INode {
		return Object.values(this.workflow.nodes)[0];
	}

	/** The node's static data as the database has it. */
	get state(): IDataObject {
		return ((JSON.parse(this.saved) as IDataObject)[`node:${this.node.name}`] ?? {}) as IDataObject;
	}

	/** Bytes of that. */
	get stateBytes(): number {
		return JSON.stringify(this.state).length;
	}

	/** For another n8n workflow object of the same workflow in the same process. */
	get workflowId(): string | undefined {
		return this.setup.workflowId;
	}

	/** n8n stops, however, and starts again from what was saved. */
	restart(changes: Partial<PollSetup> = {}): void {
		// A new process knows nothing of the polls of the old one, which are remembered by the workflow's id.
		this.setup = { ...this.setup, workflowId: `workflow-${++processes}`, ...changes };
		if (changes.saved !== undefined) this.saved = changes.saved;
		this.workflow = this.load();
	}

	private save(data: IDataObject): void {
		const text = JSON.stringify(data);
		if (text === this.saved) return;
		this.saved = text;
		this.saves += 1;
	}

	/**
	 * One poll through n8n's own executor.
	 * @param prefetched what n8n had read of its database some time before the poll begins (durable engine)
	 * @returns what it emitted, as JSON; null for nothing
	 * @throws what the trigger throws
	 */
	async poll({
		mode = 'trigger',
		activation = false,
		prefetched,
	}: { mode?: WorkflowExecuteMode; activation?: boolean; prefetched?: string } = {}): Promise<
		IDataObject[] | null
	> {
		const { workflow, node } = this;
		const { engine = 'memory', budgetMs = 60_000 } = this.setup;
		let emitted: IDataObject[] | null = null;
		let failure: Error | undefined;
		let snapshot: IDataObject | undefined;
		let seed = '';
		const key = `node:${node.name}`;
		const commit = () => {
			if (engine === 'durable')
				this.save({ ...(JSON.parse(this.saved) as IDataObject), [key]: snapshot });
			else this.save(workflow.staticData);
		};
		const context = new PollContext(
			workflow,
			node,
			additionalDataOf(this.credentials, 'poll', node.parameters),
			mode,
			activation ? 'activate' : 'update',
			(data) => {
				emitted = data[0].map(({ json }) => json);
				commit();
			},
			(error) => {
				failure = error;
			},
			async () => {
				if (engine === 'durable' && JSON.stringify(snapshot) !== seed) commit();
			},
			async (poll) => {
				snapshot = ((JSON.parse(prefetched ?? this.saved) as IDataObject)[key] ??
					{}) as IDataObject;
				seed = JSON.stringify(snapshot);
				return await poll();
			},
			engine === 'durable' ? () => snapshot! : undefined,
			budgetMs === null ? undefined : () => budgetMs,
		);
		if (budgetMs === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
		const execute = pollExecutor().create(workflow, node, context, () => true);
		await execute(activation);
		if (failure) throw failure;
		if (activation) commit();
		return emitted;
	}

	/** The poll that n8n makes when a workflow is activated; afterwards static data is saved in any case. */
	async activate(): Promise<IDataObject[] | null> {
		return await this.poll({ activation: true });
	}
}
