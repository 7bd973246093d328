/** The parts of one running sandbox, shared by its API and its control API. */
import { IdempotencyStore } from './api/idempotency.mts';
import { KeyRing } from './api/keys.mts';
import { FixedWindowCounter } from './api/fixedWindowCounter.mts';
import type { Contract } from './contract/operations.mts';
import { FaultBox } from './control/faults.mts';
import { RequestLog } from './control/requestLog.mts';
import { Violations } from './control/violations.mts';
import { Scraper } from './scraper.mts';
import type { Settings } from './settings.mts';
import { seedWorld } from './world/seed.mts';
import type { World } from './world/world.mts';

export class SandboxState {
	readonly contract: Contract;
	readonly keys = new KeyRing();
	readonly requestCounter = new FixedWindowCounter();
	readonly idempotency = new IdempotencyStore();
	readonly faults = new FaultBox();
	readonly log = new RequestLog();
	readonly violations = new Violations();
	readonly scraper: Scraper;
	/** What the sandbox was started with; a reset begins from here. */
	readonly #started: Settings;
	#settings: Settings;
	#world: World;

	constructor(contract: Contract, settings: Settings) {
		this.contract = contract;
		this.#started = settings;
		this.#settings = settings;
		this.#world = seedWorld(settings, this.now());
		this.scraper = new Scraper(this);
	}

	get settings(): Readonly<Settings> {
		return this.#settings;
	}

	get world(): World {
		return this.#world;
	}

	/** The server's clock, ms since 1970. */
	now(): number {
		return Date.now() + this.#settings.clockSkewMs;
	}

	/** New data, and nothing left of what happened before; added keys stay. */
	reset(settings: Partial<Settings>): void {
		this.#settings = { ...this.#started, ...settings };
		this.scraper.clear();
		this.requestCounter.clear();
		this.idempotency.clear();
		this.faults.clear();
		this.log.clear();
		this.violations.clear();
		this.#world = seedWorld(this.#settings, this.now());
	}

	/** Other behaviour with the same data. */
	change(settings: Partial<Settings>): void {
		this.#settings = { ...this.#settings, ...settings };
	}
}
