/** Plays one history: n8n, its triggers and the API, in simulated time. */
import path from 'node:path';
import { SimulatedClock } from '../../bench/simulation/clock.mts';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { runActionStep } from './actionStep.mts';
import { Api } from './api.mts';
import { N8n } from './n8n.mts';
import { Oracle } from './oracle.mts';
import { Random } from './random.mts';
import type { History, HistorySetup, Step } from './steps.mts';
import { Trigger } from './trigger.mts';
import { EPOCH_MS, World } from './world.mts';

/** Where the package's nodes are. */
export const NODES_DIR = path.join(PROJECT_ROOT, 'nodes');

/** Polls after which something must have come to an end. */
const MOST_ROUNDS = 300;

/** Pages of all triggers' lists, and a request for metrics each. */
function requestsPerPoll({ world, api, triggers }: HistorySetup): number {
	const pages = triggers.map(({ kind }) => {
		if (kind === 'video') return world.videos / api.pageSize + 2;
		// Each account's posts, and all of them.
		const posts = kind === 'accountVideo' ? 2 * world.accounts + 10 : 0;
		return world.accounts / api.pageSize + 2 + posts;
	});
	return pages.reduce((sum, one) => sum + Math.ceil(one), 0);
}

/** A rate limit may make polls wait, but not be too low for them all in the long run. */
function withEnoughQuota(setup: HistorySetup): HistorySetup {
	const { api, intervalMs } = setup;
	// Where posts cannot be asked for by account, the list of all has to fit into one poll.
	// Otherwise the list of accounts and the posts of one account have to, beside what the others read meanwhile.
	const isWhole = setup.triggers.some(({ kind }) => kind === 'accountVideo');
	const spreadMs = isWhole ? api.windowMs : intervalMs;
	const enough = Math.ceil((1.5 * requestsPerPoll(setup) * api.windowMs) / spreadMs);
	// A server that tells no time tells no end of a window either.
	const rateLimit = setup.world.hasDates ? api.rateLimit && Math.max(api.rateLimit, enough) : null;
	// A refused id is found by halves, which takes more requests than a few.
	const refusesMetricsOf = (rateLimit ?? Infinity) < 100 ? undefined : api.refusesMetricsOf;
	return { ...setup, api: { ...api, rateLimit, refusesMetricsOf } };
}

export interface Outcome {
	lost: string[];
	twice: string[];
	broken: string[];
	/** Events that started a workflow, and those that n8n lost between state and execution. */
	events: number;
	missed: number;
	/** Events that started a workflow again because another trigger's older state was stored over theirs. */
	again: number;
	requests: number;
}

class Player {
	readonly clock = new SimulatedClock();
	readonly #random: Random;
	readonly world: World;
	readonly api: Api;
	readonly oracle: Oracle;
	readonly #triggers: Trigger[];
	readonly #n8n: N8n;
	readonly #setup: HistorySetup;
	#downUntilMs = 0;

	constructor(given: HistorySetup, nodesDir: string) {
		const setup = withEnoughQuota(given);
		this.#setup = setup;
		this.#random = new Random(setup.noise);
		const { clock } = this;
		this.world = new World(setup.world, clock);
		this.api = new Api(setup.api, this.world, clock, this.#random);
		this.oracle = new Oracle(this.world, this.api);
		const resources = setup.world.accounts + setup.world.videos;
		this.#triggers = setup.triggers.map((one, n) => new Trigger(one, n, resources));
		this.#n8n = new N8n({
			clock,
			epochMs: EPOCH_MS + setup.localSkewMs,
			random: this.#random,
			nodesDir,
			engine: setup.engine,
			intervalMs: setup.intervalMs,
			api: this.api,
			triggers: this.#triggers,
			observer: this.oracle,
		});
	}

	async play(steps: Step[]): Promise<void> {
		this.#n8n.start();
		for (const step of steps) await this.#take(step);
		await this.#settle();
		for (const resource of this.world.resources) {
			await this.clock.sleep(1);
			this.world.refresh(resource, 0);
		}
		await this.#settle();
	}

	async #take(step: Step): Promise<void> {
		const { world, clock, api } = this;
		switch (step.do) {
			case 'wait':
				return await clock.sleep(step.ms);
			case 'refresh':
				return world.refresh(world.some(step.which), step.lateMs);
			case 'burst': {
				const timeMs = world.now;
				for (const [n, resource] of world.resources.entries()) {
					if (n % 10 >= step.share || resource.isDeleted) continue;
					if (!step.oneMoment) await clock.sleep(1);
					world.refresh(resource, step.lateMs, step.oneMoment ? timeMs : world.now);
				}
				return;
			}
			case 'add':
				return world.add(step.kind, step.which % 2 === 0);
			case 'delete': {
				// A list that counts its rows skips one when a row before it goes; no client can help that.
				const resource = world.some(step.which);
				if (resource && this.#setup.api.paging === 'keyset') resource.isDeleted = true;
				return;
			}
			case 'move': {
				let left = step.requests;
				api.onRequest = () => {
					if (left-- > 0) world.refresh(world.some(this.#random.between(0, 1_000)), step.lateMs);
				};
				return;
			}
			case 'fault':
				api.faults.push({
					kind: step.kind,
					requests: step.requests,
					untilMs: clock.now() + step.ms,
				});
				return;
			case 'otherClients':
				api.otherClients = { share: step.share, untilMs: clock.now() + step.ms };
				return;
			case 'action':
				return void this.#runAction(step.items);
			case 'restart':
				if (step.when === 'midPoll') await this.#untilPoll();
				return await this.#restart(step.downMs);
			case 'crash':
				this.#n8n.crashAt = step.at;
				this.#n8n.onCrash = () => void this.#restart(step.downMs);
				return;
			case 'edit': {
				if (step.when === 'midPoll') await this.#untilPoll();
				await this.#untilUp();
				const trigger = this.#triggers[step.which % this.#triggers.length]!;
				this.oracle.edit(trigger, step.choice);
				void this.#n8n.activate(trigger.workflow, 'update');
				return;
			}
			case 'settle':
				await this.#settle();
		}
	}

	async #runAction(items: number): Promise<void> {
		const { process } = this.#n8n;
		const { resources } = this.world;
		if (process.isKilled || resources.length === 0) return;
		const ids = Array.from({ length: items }, (_, n) => resources[n % resources.length]!.id);
		try {
			await runActionStep(process, this.api, ids);
		} catch (error) {
			this.oracle.broken.push(`A step ended with an error in spite of On Error: ${String(error)}`);
		}
	}

	/** Until a poll waits for an answer, for one interval at the longest. */
	async #untilPoll(): Promise<void> {
		const { requests } = this.api;
		const untilMs = this.clock.now() + this.#setup.intervalMs;
		while (this.api.requests === requests && this.clock.now() < untilMs)
			await this.clock.sleep(200);
		await this.clock.sleep(this.#random.between(1, this.#setup.api.latencyMs));
	}

	async #restart(downMs: number): Promise<void> {
		if (this.#n8n.process.isKilled) return;
		this.#n8n.kill();
		this.#downUntilMs = this.clock.now() + downMs;
		await this.clock.sleep(downMs);
		this.#n8n.start();
	}

	async #untilUp(): Promise<void> {
		while (this.#n8n.process.isKilled)
			await this.clock.sleep(Math.max(1, this.#downUntilMs - this.clock.now()));
	}

	/** Polls go on undisturbed until everything has shown up and nothing more is told. */
	async #settle(): Promise<void> {
		const { api, oracle, clock } = this;
		await this.#untilUp();
		api.faults.length = 0;
		api.otherClients = { share: 0, untilMs: 0 };
		api.onRequest = () => undefined;
		this.#n8n.crashAt = undefined;
		const {
			intervalMs,
			api: { rateLimit },
		} = this.#setup;
		// Triggers and steps on one small quota take turns: one of them may be served in a round, and not in the next ones.
		const quietRounds =
			(rateLimit ? 20 : 3) +
			Math.ceil((2 * requestsPerPoll(this.#setup)) / (rateLimit ?? Infinity));
		const showsAt = Math.max(this.world.now, this.world.allVisibleAt);
		// One poll may have begun before that, and the next one takes its time.
		const untilMs = showsAt - EPOCH_MS + 2 * intervalMs;
		for (let quiet = 0, rounds = 0; quiet < quietRounds || clock.now() < untilMs; rounds++) {
			const { events } = oracle;
			await clock.sleep(intervalMs);
			const isQuiet = oracle.events === events && clock.now() >= this.#n8n.backsOffUntilMs;
			// The limiter may take hours to trust a quota again that others had used up.
			quiet = isQuiet && oracle.servedSince(this.#triggers, showsAt) ? quiet + 1 : 0;
			if (rounds > MOST_ROUNDS) {
				oracle.broken.push('The polls come to no end');
				break;
			}
		}
		oracle.settled(this.#triggers);
	}
}

/** Plays a history to its end. The same history has the same outcome, always. */
export async function playHistory(
	{ setup, steps }: History,
	nodesDir = NODES_DIR,
): Promise<Outcome> {
	const player = new Player(setup, nodesDir);
	let isDone = false;
	let failure: unknown;
	player
		.play(steps)
		.catch((error: unknown) => (failure = error))
		.finally(() => (isDone = true));
	await player.clock.run(
		() => isDone,
		(then) => process.nextTick(then),
	);
	if (failure) throw failure;
	const { lost, twice, broken, events, missedEvents: missed, again } = player.oracle;
	return { lost, twice, broken, events, missed, again, requests: player.api.requests };
}
