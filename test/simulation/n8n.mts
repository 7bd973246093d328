/** n8n with its database, its processes, and its four ways of polling (docs/n8n-internals.md#the-polling-engine). */
import { pollContext, type StaticData } from './pollContext.mts';
import { PackageProcess, type ProcessSetup } from './packageProcess.mts';
import type { Api } from './api.mts';
import type { Emission, Engine, Item, Observer, PollContext } from './n8nTypes.mts';
import type { Trigger } from './trigger.mts';
import { EPOCH_MS } from './world.mts';

const MINUTE_MS = 60_000;
const LONGEST_RETRY_MS = 86_400_000;
const LONGEST_BACKOFF_MS = 30 * MINUTE_MS;
/** What n8n's scheduler gives a poll, in ms: the time that it names, and after which it abandons the poll. */
const SCHEDULED = { budgetMs: 36_000, timeoutMs: 45_000 };
const DEFAULT_BUDGET_MS = 300_000;
const TIMED_OUT = Symbol('timed out');

/** A workflow's static data as the database has it, and up to when it has what each trigger remembered. */
interface StoredData {
	text: string;
	storedAt: Map<Trigger, number>;
}

/** A workflow that is to be active in a process, until it is activated anew. */
interface Request {
	isCurrent: boolean;
}

/** One try to activate it, and all polls after that. */
interface Activation {
	request: Request;
	/** The workflow's static data in memory, and as it was read. */
	data: StaticData;
	read: StoredData;
	/** A later trigger of the workflow could not be activated. */
	hasFailed: boolean;
}

const isCurrent = ({ request, hasFailed }: Activation): boolean => request.isCurrent && !hasFailed;

export interface N8nSetup extends ProcessSetup {
	engine: Engine;
	intervalMs: number;
	api: Api;
	triggers: Trigger[];
	observer: Observer;
}

type TriggerNode = { poll(this: PollContext): Promise<Array<Array<{ json: Item }>> | null> };

export class N8n {
	/** Where the process ends at its next emission. */
	crashAt: 'before' | 'between' | 'after' | undefined;
	onCrash: () => void = () => undefined;
	process!: PackageProcess;
	readonly #setup: N8nSetup;
	#node!: TriggerNode;
	// The database.
	readonly #static = new Map<string, string>();
	readonly #cursors = new Map<Trigger, string>();
	readonly #jobs = new Map<Trigger, object>();
	/** For each trigger: up to when the database has what it remembered, and what it has started the workflow with, by number of the emission. */
	readonly #storedAt = new Map<Trigger, number>();
	readonly #started = new Map<Trigger, Array<{ emission: number; items: Item[] }>>();
	readonly #backoffs = new Map<Trigger, { errors: number; untilMs: number }>();
	// The process.
	readonly #requests = new Map<string, Request>();
	readonly #emissions = new Set<Emission>();
	readonly #activating = new Map<string, Promise<void>>();

	constructor(setup: N8nSetup) {
		this.#setup = setup;
	}

	get #isScheduler(): boolean {
		return this.#setup.engine === 'scheduler' || this.#setup.engine === 'durable';
	}

	/** When the last pause after failed polls ends. */
	get backsOffUntilMs(): number {
		return Math.max(0, ...[...this.#backoffs.values()].map(({ untilMs }) => untilMs));
	}

	get #workflows(): string[] {
		return [...new Set(this.#setup.triggers.map(({ workflow }) => workflow))];
	}

	/** Starts a process, which activates what was active. */
	start(): void {
		this.process = new PackageProcess(this.#setup);
		const { CreatorAuditTrigger } = this.process.load('CreatorAudit/CreatorAuditTrigger.node') as {
			CreatorAuditTrigger: new () => TriggerNode;
		};
		this.#node = new CreatorAuditTrigger();
		for (const workflow of this.#workflows) void this.activate(workflow, 'init');
	}

	/** Ends the process, whatever it is doing. */
	kill(): void {
		this.process.isKilled = true;
		for (const { trigger, items, isStored } of this.#emissions)
			if (isStored) this.#setup.observer.missed(trigger, items);
		this.#emissions.clear();
		this.#requests.clear();
		this.#activating.clear();
		for (const trigger of this.#setup.triggers) {
			if (this.#setup.engine === 'scheduler') this.#notePastEmissions(trigger);
			this.#setup.observer.killed(trigger, this.#hasState(trigger));
		}
	}

	/** n8n's scheduler stores a workflow's static data as a whole: another trigger's emission may have stored what was read before this one's. */
	#notePastEmissions(trigger: Trigger): void {
		const data = JSON.parse(this.#static.get(trigger.workflow) ?? '{}') as StaticData;
		const { emissions = 0 } = (data[trigger.name] ?? {}) as { emissions?: number };
		for (const { emission, items } of this.#started.get(trigger) ?? [])
			if (emission > emissions) this.#setup.observer.overwritten(trigger, items);
		this.#started.delete(trigger);
	}

	#hasState({ workflow, name }: Trigger): boolean {
		const data = JSON.parse(this.#static.get(workflow) ?? '{}') as StaticData;
		const cursor = [...this.#cursors].find(([trigger]) => trigger.name === name)?.[1];
		return Object.keys(data[name] ?? {}).length > 0 || (cursor !== undefined && cursor !== '{}');
	}

	/** Activates a workflow in place of what is active of it. @param mode `update` when its user does so */
	async activate(workflow: string, mode: 'init' | 'update'): Promise<void> {
		const { process } = this;
		const before = this.#requests.get(workflow);
		if (before) before.isCurrent = false;
		if (mode === 'update') for (const trigger of this.#of(workflow)) this.#jobs.delete(trigger);
		const waits = this.#activating.get(workflow);
		const request: Request = { isCurrent: true };
		this.#requests.set(workflow, request);
		const activating = (async () => {
			await waits;
			await process.sleep(2);
			for (
				let pauseMs = 1_000;
				request.isCurrent;
				pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS)
			) {
				if (await this.#tryToActivate(process, workflow, request, mode)) return;
				// n8n tries again by itself only after a start; a user does so in the editor.
				let leftMs = mode === 'init' ? pauseMs : MINUTE_MS;
				for (; leftMs > 0 && request.isCurrent; leftMs -= MINUTE_MS)
					await process.sleep(Math.min(leftMs, MINUTE_MS));
			}
		})();
		this.#activating.set(workflow, activating);
		await activating;
	}

	#of(workflow: string): Trigger[] {
		return this.#setup.triggers.filter((trigger) => trigger.workflow === workflow);
	}

	async #tryToActivate(
		process: PackageProcess,
		workflow: string,
		request: Request,
		mode: 'init' | 'update',
	): Promise<boolean> {
		const read = this.#read(workflow);
		const data = JSON.parse(read.text) as StaticData;
		const activation: Activation = { request, data, read, hasFailed: false };
		for (const trigger of this.#of(workflow)) {
			if (!request.isCurrent) return true;
			try {
				if (this.#isScheduler) await this.#addJob(process, trigger, activation, mode);
				else {
					const context = this.#context(process, trigger, mode, activation);
					await this.#pollDirectly(trigger, context, activation, true);
					void this.#schedule(
						process,
						() => isCurrent(activation),
						async () => await this.#pollDirectly(trigger, context, activation, false),
					);
				}
			} catch (error) {
				activation.hasFailed = true;
				this.#setup.observer.activationFailed(trigger, error as Error, this.#hasState(trigger));
				return false;
			}
		}
		if (request.isCurrent) this.#write(workflow, JSON.stringify(data), read);
		return true;
	}

	/** Polls only if the job is new: it outlives the process. */
	async #addJob(
		process: PackageProcess,
		trigger: Trigger,
		activation: Activation,
		mode: 'init' | 'update',
	): Promise<void> {
		const isKnown = this.#jobs.has(trigger);
		const job = this.#jobs.get(trigger) ?? {};
		this.#jobs.set(trigger, job);
		try {
			if (!isKnown)
				await this.#pollDirectly(
					trigger,
					this.#context(process, trigger, mode, activation),
					activation,
					true,
				);
		} catch (error) {
			if (this.#jobs.get(trigger) === job) this.#jobs.delete(trigger);
			throw error;
		}
		void this.#schedule(
			process,
			() => this.#jobs.get(trigger) === job,
			async () => await this.#runTask(process, trigger, job),
		);
	}

	async #schedule(
		process: PackageProcess,
		isWanted: () => boolean,
		poll: () => Promise<void>,
	): Promise<void> {
		const { clock, intervalMs } = this.#setup;
		for (;;) {
			await process.sleep(intervalMs - (clock.now() % intervalMs));
			if (!isWanted()) return;
			void poll();
		}
	}

	#read(workflow: string): StoredData {
		return { text: this.#static.get(workflow) ?? '{}', storedAt: new Map(this.#storedAt) };
	}

	/** @param read what was in the database when the text was begun */
	#write(workflow: string, text: string, read: StoredData, asOf = this.#setup.clock.now()): void {
		if (text === read.text) return;
		this.#static.set(workflow, text);
		// Also what another trigger, or the end of an activation, stores of the whole workflow.
		for (const emission of this.#emissions)
			if (emission.trigger.workflow === workflow) emission.isStored = true;
		if (this.#setup.engine === 'durable') return;
		const [before, after] = [read.text, text].map((json) => JSON.parse(json) as StaticData);
		for (const trigger of this.#of(workflow)) {
			const isNew = JSON.stringify(before![trigger.name]) !== JSON.stringify(after![trigger.name]);
			const storedAt = isNew ? asOf : (read.storedAt.get(trigger) ?? -EPOCH_MS);
			this.#storedAt.set(trigger, storedAt);
			this.#setup.observer.stored(trigger, storedAt);
		}
	}

	#context(
		process: PackageProcess,
		trigger: Trigger,
		mode: string,
		{ data, read }: Pick<Activation, 'data' | 'read'>,
		budgetMs = DEFAULT_BUDGET_MS,
	): PollContext {
		const { engine, api, observer } = this.#setup;
		return pollContext({
			process,
			trigger,
			mode,
			data,
			budgetMs: engine === 'n8n1' ? undefined : budgetMs,
			api,
			emit: (items) => void this.#emit(process, trigger, items, { data, read }),
			emitError: (error) => observer.failed(trigger, error),
		});
	}

	/** A poll of an activation, as n8n 1 and 2 make it, and as n8n's scheduler makes the first one. */
	async #pollDirectly(
		trigger: Trigger,
		context: PollContext,
		activation: Activation,
		isTest: boolean,
	): Promise<void> {
		const { engine, observer } = this.#setup;
		const drops = engine !== 'n8n1' && !isTest;
		if (engine === 'durable') {
			const cursor = JSON.parse(this.#cursors.get(trigger) ?? '{}') as Record<string, unknown>;
			context.cursor = cursor;
			context.__emit = (response) =>
				void this.#commit(
					this.process,
					trigger,
					JSON.stringify(cursor),
					response[0]!.map(({ json }) => json),
				);
		}
		const note = observer.pollBegins(trigger);
		try {
			const response = await this.#node.poll.call(context);
			const isTaken = !drops || isCurrent(activation);
			observer.pollEnds(
				trigger,
				note,
				isTaken && isCurrent(activation),
				response?.[0]?.map(({ json }) => json) ?? [],
			);
			if (response && isTaken) context.__emit(response);
		} catch (error) {
			if (isTest) throw error;
			if (!drops || isCurrent(activation)) context.__emitError(error as Error);
		}
	}

	async #emit(
		process: PackageProcess,
		trigger: Trigger,
		items: Item[],
		{ data, read }: Pick<Activation, 'data' | 'read'>,
	): Promise<void> {
		const { random, clock, observer } = this.#setup;
		const emission: Emission = { trigger, items, isStored: false };
		this.#emissions.add(emission);
		const text = JSON.stringify(data);
		const asOf = clock.now();
		await process.sleep(random.between(1, 10));
		this.#crashIf('before');
		if (process.isKilled) return;
		this.#write(trigger.workflow, text, read, asOf);
		await process.sleep(random.between(1, 10));
		this.#crashIf('between');
		if (process.isKilled) return;
		this.#emissions.delete(emission);
		observer.started(trigger, items);
		const { emissions = 0 } = (JSON.parse(text) as Record<string, { emissions?: number }>)[
			trigger.name
		]!;
		const started = this.#started.get(trigger) ?? [];
		this.#started.set(trigger, [...started, { emission: emissions, items }]);
		this.#crashIf('after');
	}

	#crashIf(at: NonNullable<N8n['crashAt']>): void {
		if (this.crashAt !== at) return;
		this.crashAt = undefined;
		this.onCrash();
	}

	/** Stores a cursor, and begins the execution in the same transaction. @param job the task's job, which may be gone by then */
	async #commit(
		process: PackageProcess,
		trigger: Trigger,
		cursor: string,
		items: Item[],
		job?: object,
	): Promise<void> {
		const { random, clock, observer } = this.#setup;
		const asOf = clock.now();
		await process.sleep(random.between(1, 10));
		if (items.length > 0) this.#crashIf('before');
		if (process.isKilled || (job && this.#jobs.get(trigger) !== job)) return;
		this.#cursors.set(trigger, cursor);
		observer.stored(trigger, asOf);
		if (items.length === 0) return;
		observer.started(trigger, items);
		this.#crashIf('between');
		this.#crashIf('after');
	}

	/** One task of n8n's scheduler: everything is read from the database anew. */
	async #runTask(process: PackageProcess, trigger: Trigger, job: object): Promise<void> {
		const { engine, observer, clock } = this.#setup;
		const isDurable = engine === 'durable';
		if (isDurable && clock.now() < (this.#backoffs.get(trigger)?.untilMs ?? 0)) return;
		const seed = this.#cursors.get(trigger) ?? '{}';
		await process.sleep(2);
		const read = this.#read(trigger.workflow);
		const data = JSON.parse(read.text) as StaticData;
		const context = this.#context(process, trigger, 'update', { data, read }, SCHEDULED.budgetMs);
		if (isDurable) {
			const cursor = JSON.parse(seed) as Record<string, unknown>;
			context.cursor = cursor;
			context.__emit = (response) =>
				void this.#commit(
					process,
					trigger,
					JSON.stringify(cursor),
					response[0]!.map(({ json }) => json),
					job,
				);
		}
		const note = observer.pollBegins(trigger);
		try {
			const poll = this.#node.poll.call(context);
			poll.catch(() => undefined);
			const response = await Promise.race([
				poll,
				process.sleep(SCHEDULED.timeoutMs).then(() => TIMED_OUT),
			]);
			if (typeof response === 'symbol') return this.#backOff(trigger);
			this.#backoffs.delete(trigger);
			const isTaken = this.#jobs.get(trigger) === job;
			observer.pollEnds(trigger, note, isTaken, response?.[0]?.map(({ json }) => json) ?? []);
			if (response) context.__emit(response);
			else if (isDurable && JSON.stringify(context.cursor) !== seed)
				await this.#commit(process, trigger, JSON.stringify(context.cursor), [], job);
		} catch (error) {
			this.#backOff(trigger);
			context.__emitError(error as Error);
		}
	}

	#backOff(trigger: Trigger): void {
		const errors = (this.#backoffs.get(trigger)?.errors ?? 0) + 1;
		const pauseMs = Math.min(MINUTE_MS * 2 ** (errors - 1), LONGEST_BACKOFF_MS);
		this.#backoffs.set(trigger, { errors, untilMs: this.#setup.clock.now() + pauseMs });
	}
}
