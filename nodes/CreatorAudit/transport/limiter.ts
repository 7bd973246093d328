import { systemClock, SLICE_MS, type Clock } from './clock';
import { allowedInFlight, isStale, learn, type Quota } from './quota';
import type { RateReading } from './rateHeaders';
import { narrow, type ClockBand } from './serverClock';
import { TurnQueue, type Turn } from './turnQueue';

/** The longest time, in ms, that one answer can hold a key: afterwards the server is asked again, by one request. */
export const LONGEST_HOLD_MS = 300_000;
/** First hold after a refusal that does not say how long (doubles with each further one), in ms. */
const FIRST_HOLD_MS = 1_000;

/** What an answer, or its absence, tells the limiter. */
export interface Outcome {
	/** HTTP status; undefined when no answer came. */
	status?: number;
	reading?: RateReading;
	/** What the Retry-After header asks for, in ms. */
	retryAfterMs?: number;
	dateHeader?: string;
	sentMs: number;
	receivedMs: number;
}

/** A caller's place in the queue. */
export interface TurnRequest {
	/** Whose turn it is: callers of one node run share an object; groups take turns, so that none starves. */
	group: object;
	/** How many requests of the group may be under way at once. */
	concurrency: number;
	/** The longest single pause for the quota, in ms. */
	maxPauseMs: number;
	/** Moment of the clock beyond which the caller will not wait, in ms. */
	deadlineMs?: number;
	signal?: AbortSignal;
	/** Ahead of the group's other callers, because it has waited before. */
	first?: boolean;
}

/** The right to send one request, to be handed back with {@link RateLimiter.settle}. */
export interface Permit {
	group: object;
	/** Nothing is known of the window, so this request goes ahead of all others to find out. */
	scout: boolean;
}

/** The quota comes back too late for the caller. */
export class PauseTooLong extends Error {
	constructor(readonly resumesInMs: number) {
		super('The quota comes back later than the caller can wait');
	}
}

/**
 * Paces all requests of one API key in this process (contract notes, Rate limits; best practices, Handle rate limits).
 *
 * As long as nothing is known, and at the start of each window, one request goes ahead and the others wait for what its
 * answer says: a wrong idea of the window then costs one refusal, not one per waiting item. While quota is left requests
 * run at full concurrency; when it is used up all wait for the reset. A 429 holds everybody, not only the refused.
 */
export class RateLimiter {
	private readonly queue = new TurnQueue();
	private quota: Quota | undefined;
	private band: ClockBand | undefined;
	private inFlight = 0;
	private scouting = false;
	/** The server has answered without a word about a quota. */
	private unmetered = false;
	/** When the quota returns, as far as the server says, and when it is asked again at the latest. */
	private hold = { resumesAtMs: 0, askAgainAtMs: 0 };
	private refusalsInARow = 0;
	private ticking = false;

	constructor(private readonly clock: Clock = systemClock) {}

	/** Whether nobody waits and nothing is under way. */
	get idle(): boolean {
		return this.inFlight === 0 && this.queue.size === 0;
	}

	/**
	 * Resolves when the caller may send one request; it must then call {@link settle} exactly once.
	 * @throws PauseTooLong when the quota returns later than `maxPauseMs` or `deadlineMs` allow
	 * @throws the signal's reason when it is aborted while waiting
	 */
	async acquire(request: TurnRequest): Promise<Permit> {
		const turn = this.queue.add(request);
		this.advance();
		return await turn.granted;
	}

	/** Takes note of the answer to a request that {@link acquire} let through. */
	settle(permit: Permit, outcome: Outcome): void {
		const { reading, receivedMs } = outcome;
		this.inFlight -= 1;
		if (permit.scout) this.scouting = false;
		this.queue.done(permit.group);
		this.band = narrow(this.band, outcome.dateHeader, outcome.sentMs, receivedMs);
		if (reading && (permit.scout || !isStale(reading, this.band, receivedMs))) {
			this.quota = learn(this.quota, reading, this.band, receivedMs);
		}
		this.unmetered = !this.quota && (this.unmetered || permit.scout);
		if (outcome.status === 429) this.refused(outcome);
		else if (outcome.status !== undefined) this.refusalsInARow = 0;
		this.advance();
	}

	/** Turns away a group's waiting callers: their promises reject with `reason`. */
	abandon(group: object, reason: unknown): void {
		this.queue.abandon(group, reason);
	}

	private refused({ retryAfterMs, receivedMs }: Outcome): void {
		const backOffMs = FIRST_HOLD_MS * 2 ** Math.min(this.refusalsInARow, 8);
		this.refusalsInARow += 1;
		const endsAtMs = this.quota?.endsAtMs;
		// A Retry-After of 0 is no pause: then the window's end counts, or a growing pause.
		this.holdFor(retryAfterMs || (endsAtMs === undefined ? backOffMs : endsAtMs - receivedMs), receivedMs);
	}

	private holdFor(ms: number, nowMs: number): void {
		const resumesAtMs = Math.max(this.hold.resumesAtMs, nowMs + ms);
		this.hold = { resumesAtMs, askAgainAtMs: Math.min(resumesAtMs, nowMs + LONGEST_HOLD_MS) };
		this.quota = undefined;
		this.unmetered = false;
	}

	/** Lets through whom it can, turns away whom it must, and sees that it is called again when time brings a change. */
	private advance(): void {
		while (this.queue.size > 0) {
			const now = this.clock.now();
			const state = this.readiness(now);
			if (state === 'held') {
				this.turnAway(now);
				if (this.queue.size > 0) this.tick(now);
				return;
			}
			if (state === 'busy') return;
			const scout = this.quota === undefined && !this.unmetered;
			const turn = this.queue.next();
			if (!turn) return;
			this.inFlight += 1;
			this.scouting = scout;
			turn.grant({ group: turn.request.group, scout });
		}
	}

	/** Whether the next request may go now, has to wait for an answer under way, or for time to pass. */
	private readiness(now: number): 'free' | 'busy' | 'held' {
		if (now < this.hold.askAgainAtMs) return 'held';
		this.hold = { resumesAtMs: 0, askAgainAtMs: 0 };
		if (this.quota?.endsAtMs !== undefined && now >= this.quota.endsAtMs) this.quota = undefined;
		if (!this.quota) return this.unmetered || !this.scouting ? 'free' : 'busy';
		if (this.inFlight < allowedInFlight(this.quota.remaining)) return 'free';
		if (this.inFlight > 0) return 'busy';
		this.holdFor((this.quota.endsAtMs ?? now + FIRST_HOLD_MS) - now, now);
		return 'held';
	}

	private turnAway(now: number): void {
		const { resumesAtMs } = this.hold;
		const late = ({ request }: Turn) =>
			resumesAtMs - now > request.maxPauseMs || resumesAtMs > (request.deadlineMs ?? Infinity);
		for (const turn of this.queue.remove(late)) turn.refuse(new PauseTooLong(resumesAtMs - now));
	}

	private tick(now: number): void {
		if (this.ticking) return;
		this.ticking = true;
		const slice = Math.max(1, Math.min(this.hold.askAgainAtMs - now, SLICE_MS));
		void this.clock.sleep(slice).then(() => {
			this.ticking = false;
			this.advance();
		});
	}
}
