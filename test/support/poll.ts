/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { AsyncLocalStorage } from 'node:async_hooks';

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

/**
 * n8n's ways to poll (docs/n8n-internals.md#durable-cursors). `n8n-1` and `memory` (2.x by default) keep one object for all polls of an
 * activation, and store it with an emission and after the activation; 2.x drops what a superseded activation finds. `scheduler` reads
 * the workflow from its database for each poll, and stores all of its static data with an emission and after the activation. `durable` hands out
 * a copy of what is stored for the node, and stores after each poll, but not after an activation without an emission.
 */
export const ENGINES = ['n8n-1', 'memory', 'scheduler', 'durable'] as const;
export type Engine = (typeof ENGINES)[number];

/** How a workflow with one polling trigger is set up. */
export interface PollSetup {
	credential?: TestCredential;
	parameters?: INodeParameters;
	/** Which of n8n's ways to poll. Default `memory`. */
	engine?: Engine;
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

/** What the context of a poll needs to know of it. */
interface OnePoll {
	emitted: IDataObject[] | null;
	failure: Error;
	/** Static data that the poll changes, and how it was before. */
	snapshot: IDataObject;
	seed: string;
	prefetched: string;
}

/** The poll that is under way: polls may overlap in one context. */
const polls = new AsyncLocalStorage<Partial<OnePoll>>();

/** A workflow in an n8n that polls only when a test says so. */
export class PolledWorkflow {
	/** What n8n's database holds. */
	saved: string;
	/** How often static data was written to it. */
	saves = 0;
	readonly credentials: TestCredentialsHelper;
	private workflow: Workflow;
	/** Of the last poll. */
	private context: PollContext | undefined;
	private readonly nodeType: INodeType;

	constructor(private setup: PollSetup) {
		this.setup = { workflowId: `workflow-${++processes}`, ...setup };
		this.saved = setup.saved ?? '{}';
		this.nodeType = setup.node ?? new CreatorAuditTrigger();
		this.credentials = new TestCredentialsHelper(setup.credential);
		this.workflow = this.load();
	}

	private load(saved = this.saved): Workflow {
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
			staticData: JSON.parse(saved) as IDataObject,
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
		this.edit({ workflowId: `workflow-${++processes}`, ...changes });
	}

	/** Somebody edits the workflow: n8n loads it anew in the same process. */
	edit(changes: Partial<PollSetup> = {}): void {
		this.setup = { ...this.setup, ...changes };
		if (changes.saved !== undefined) this.saved = changes.saved;
		this.workflow = this.load();
		this.context = undefined;
	}

	private save(data: IDataObject): void {
		const text = JSON.stringify(data);
		if (text === this.saved) return;
		this.saved = text;
		this.saves += 1;
	}

	private get isSnapshot(): boolean {
		return this.setup.engine === 'durable';
	}

	private get readsDatabase(): boolean {
		return this.isSnapshot || this.setup.engine === 'scheduler';
	}

	private commit(workflow = this.workflow): void {
		const { snapshot } = polls.getStore() ?? {};
		if (!this.isSnapshot) this.save(workflow.staticData);
		else
			this.save({
				...(JSON.parse(this.saved) as IDataObject),
				[`node:${this.node.name}`]: snapshot,
			});
	}

	private newContext(mode: WorkflowExecuteMode, activation: boolean): PollContext {
		const { workflow, node, isSnapshot } = this;
		const { engine, budgetMs = engine === 'n8n-1' ? null : 60_000 } = this.setup;
		const context = new PollContext(
			workflow,
			node,
			additionalDataOf(this.credentials, 'poll', node.parameters),
			mode,
			activation ? 'activate' : 'update',
			(data) => {
				polls.getStore()!.emitted = data[0].map(({ json }) => json);
				this.commit(workflow);
			},
			(error) => {
				polls.getStore()!.failure = error;
			},
			async () => {
				const { snapshot, seed } = polls.getStore()!;
				if (engine === 'durable' && JSON.stringify(snapshot) !== seed) this.commit();
			},
			async (poll) => {
				const stored = JSON.parse(polls.getStore()!.prefetched ?? this.saved) as IDataObject;
				const snapshot = (stored[`node:${node.name}`] ?? {}) as IDataObject;
				Object.assign(polls.getStore()!, { snapshot, seed: JSON.stringify(snapshot) });
				return await poll();
			},
			isSnapshot ? () => polls.getStore()!.snapshot! : undefined,
			budgetMs === null ? undefined : () => budgetMs,
		);
		if (budgetMs === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
		return context;
	}

	/**
	 * One poll through n8n's own executor.
	 * @param prefetched what n8n had read of its database some time before the poll begins (snapshots)
	 * @param isSuperseded whether the activation has ended when the poll ends
	 * @returns what it emitted, as JSON; null for nothing
	 * @throws what the trigger throws
	 */
	async poll({
		mode = 'trigger',
		activation = false,
		prefetched,
		isSuperseded = () => false,
	}: {
		mode?: WorkflowExecuteMode;
		activation?: boolean;
		prefetched?: string;
		isSuperseded?: () => boolean;
	} = {}): Promise<IDataObject[] | null> {
		if (this.setup.engine === 'scheduler') this.workflow = this.load(prefetched);
		if (!this.context || this.readsDatabase || activation || mode === 'manual')
			this.context = this.newContext(mode, activation);
		const onePoll: Partial<OnePoll> = { prefetched };
		let asked = 0;
		// It is asked before the poll and after it.
		const isCurrent = () => this.setup.engine === 'n8n-1' || asked++ === 0 || !isSuperseded();
		const execute = pollExecutor().create(this.workflow, this.node, this.context, isCurrent);
		await polls.run(onePoll, async () => {
			await execute(activation);
			if (activation && this.setup.engine !== 'durable') this.commit();
		});
		if (onePoll.failure) throw onePoll.failure;
		return onePoll.emitted ?? null;
	}

	/** The poll that n8n makes when a workflow is activated. */
	async activate(): Promise<IDataObject[] | null> {
		return await this.poll({ activation: true });
	}
}
