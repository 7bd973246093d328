/** State of a running sandbox, shared by the API and the control API. */
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
	/** Settings at the start: the defaults of a reset. */
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

	/** Creates new data and clears everything else, except added keys. */
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

	/** Changes settings and keeps the data. */
	change(settings: Partial<Settings>): void {
		this.#settings = { ...this.#settings, ...settings };
	}
}
