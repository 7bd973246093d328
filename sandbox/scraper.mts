/** Refreshes tracked resources on their schedule. */
import type { Settings } from './settings.mts';
import type { Account, Video } from './world/records.mts';
import type { World } from './world/world.mts';

const TICK_MS = 250;
const HOUR_MS = 3_600_000;
/** Bounds the duration of a tick. */
const MAX_PER_TICK = 2000;

/** Read at every tick, because a reset replaces the world. */
interface Subject {
	readonly world: World;
	readonly settings: Readonly<Settings>;
	/** Server clock in ms. */
	now(): number;
}

export class Scraper {
	readonly #subject: Subject;
	readonly #pending = new Set<NodeJS.Timeout>();
	readonly #timer: NodeJS.Timeout;

	constructor(subject: Subject) {
		this.#subject = subject;
		this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
	}

	/** Schedules the first refresh of a new resource (settings: firstRefreshDelayMs). */
	readonly track = (row: Account | Video): void => {
		const { world, settings } = this.#subject;
		if (settings.firstRefreshDelayMs === null || !row.isActive) return;
		const timer = setTimeout(() => {
			this.#pending.delete(timer);
			const present = 'externalId' in row ? world.videos.get(row.id) : world.accounts.get(row.id);
			if (present !== undefined && row.firstScrape === null)
				world.refresh(row, this.#subject.now());
		}, settings.firstRefreshDelayMs).unref();
		this.#pending.add(timer);
	};

	/** Cancels pending first refreshes. */
	clear(): void {
		for (const timer of this.#pending) clearTimeout(timer);
		this.#pending.clear();
	}

	stop(): void {
		this.clear();
		clearInterval(this.#timer);
	}

	#tick(): void {
		const { world, settings } = this.#subject;
		if (settings.scrape !== 'auto') return;
		const now = this.#subject.now();
		let left = MAX_PER_TICK;
		for (const table of [world.accounts, world.videos]) {
			for (const row of table.values()) {
				if (left === 0) return;
				if (!row.isActive || row.lastScrape === null) continue;
				const due = row.lastScrape + (row.intervalHours * HOUR_MS) / settings.speed;
				if (due > now) continue;
				// Resources that are due in the same tick keep their own times.
				world.refresh(row, Math.max(Math.round(due), now - TICK_MS));
				left--;
			}
		}
	}
}
