import type { RequestOptions } from './api.mts';
import type { Choice, Trigger } from './trigger.mts';

/**
 * The ways in which n8n polls: the last of 1.x; 2.x with its defaults; with its scheduler, which reads the database for each poll; and with durable
 * cursors, which commits state and execution in one transaction.
 */
export const ENGINES = ['n8n1', 'n8n2', 'scheduler', 'durable'] as const;
export type Engine = (typeof ENGINES)[number];

/** The JSON of an item that starts a workflow. */
export type Item = Record<string, unknown>;

/** Items on their way from a poll to an execution. */
export interface Emission {
	trigger: Trigger;
	items: Item[];
	/** Whether the state that goes with them is in the database. */
	isStored: boolean;
}

/** What the trigger node's `poll` gets from n8n, as far as it uses it. */
export interface PollContext {
	getNode(): object;
	getWorkflow(): object;
	getMode(): string;
	getActivationMode(): string;
	getNodeParameter(name: string, fallback?: unknown): unknown;
	getWorkflowStaticData(): object;
	getCredentials(): Promise<object>;
	getTimezone(): string;
	/** Absent in n8n 1. */
	getPollBudgetMs?(): number;
	logger: object;
	helpers: {
		httpRequestWithAuthentication(type: string, options: RequestOptions): Promise<object>;
	};
	__emit(response: Array<Array<{ json: Item }>>): void;
	__emitError(error: Error): void;
	/** With durable cursors: the node's static data, in place of the workflow's. */
	cursor?: Record<string, unknown>;
}

/** What a poll is compared with at its end. */
export interface PollNote {
	beganAt: number;
	disturbances: number;
	requests: number;
	answers: number;
	choice: Choice;
}

/** Who looks on. Moments are ms of the simulated clock. */
export interface Observer {
	pollBegins(trigger: Trigger): PollNote;
	/** @param isTaken whether n8n takes the result */
	pollEnds(trigger: Trigger, note: PollNote, isTaken: boolean, items: Item[]): void;
	/** The error workflow starts. */
	failed(trigger: Trigger, error: Error): void;
	/** @param hasState whether a state was stored */
	activationFailed(trigger: Trigger, error: Error, hasState: boolean): void;
	/** The workflow starts with these items. */
	started(trigger: Trigger, items: Item[]): void;
	/** The database has what the trigger remembered at that moment. */
	stored(trigger: Trigger, asOfMs: number): void;
	/** The process ended after the state was stored and before the workflow was started: n8n's own window (docs/n8n-internals.md#emission-and-crash). */
	missed(trigger: Trigger, items: Item[]): void;
	/** What these items started is not in the database any more: another trigger's emission stored an older state over it. */
	overwritten(trigger: Trigger, items: Item[]): void;
	/** The process has ended. @param hasState whether a state was stored */
	killed(trigger: Trigger, hasState: boolean): void;
}
