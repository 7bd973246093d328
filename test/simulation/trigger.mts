/** A trigger node of a workflow, as its user has set it up. */
import { idOf, type Kind, type Platform, type Resource } from './world.mts';

/** What a trigger can be on: resources, or the posts of accounts. */
export type TriggerKind = Kind | 'accountVideo';

export type RefreshType = 'firstRefresh' | 'refresh';

/** What can be edited. */
export interface Choice {
	platform?: Platform;
	/** Only the IDs of one half of the resources that there were in the beginning. */
	parity?: 0 | 1;
	types: RefreshType[];
	limit?: number;
	hasMetrics: boolean;
}

export interface TriggerSetup {
	kind: TriggerKind;
	/** Triggers of one workflow are activated and stored together. */
	workflow: number;
	emitExisting: boolean;
	choice: Choice;
}

export class Trigger {
	readonly setup: TriggerSetup;
	readonly name: string;
	readonly workflow: string;
	choice: Choice;
	/** Requests that it has made. */
	requests = 0;
	/** Requests that the API has carried out. */
	answers = 0;
	readonly #resources: number;
	#written: { choice: Choice; parameters: Record<string, unknown> } | undefined;

	/** @param resources how many there are in the beginning */
	constructor(setup: TriggerSetup, number: number, resources: number) {
		this.setup = setup;
		this.name = `trigger-${number}`;
		this.workflow = `workflow-${setup.workflow}`;
		this.choice = setup.choice;
		this.#resources = resources;
	}

	get isOnPosts(): boolean {
		return this.setup.kind === 'accountVideo';
	}

	/** Types of events that it tells. */
	get types(): RefreshType[] {
		return this.isOnPosts ? ['firstRefresh', 'refresh'] : this.choice.types;
	}

	/** The node's parameters, as n8n stores them; the same object until they are edited. */
	get parameters(): Record<string, unknown> {
		if (this.#written?.choice !== this.choice)
			this.#written = { choice: this.choice, parameters: this.#write() };
		return this.#written.parameters;
	}

	#write(): Record<string, unknown> {
		const { platform, parity, types, limit, hasMetrics } = this.choice;
		const all = Array.from({ length: this.#resources }, (_, n) => n);
		const named = all.filter((n) => Math.floor(n / 2) % 2 === parity).map(idOf);
		return {
			triggerOn: this.setup.kind,
			events: [...types],
			filters: {
				...(platform && { platform }),
				...(parity !== undefined && { ids: [...named, idOf(999)].join(',') }),
			},
			options: {
				...(limit !== undefined && { limit }),
				...(hasMetrics && { includeMetrics: '7d' }),
				...(this.setup.emitExisting && { emitExisting: true }),
			},
		};
	}

	/** Whether a resource is watched, whatever type of event is told of it. */
	includes({ id, kind, platform, parity }: Resource, choice = this.choice): boolean {
		return (
			kind === (this.isOnPosts ? 'account' : this.setup.kind) &&
			platform === (choice.platform ?? platform) &&
			(choice.parity === undefined || (choice.parity === parity && id < idOf(this.#resources)))
		);
	}
}
