import { systemClock, SLICE_MS, type Clock } from '../clock';
import { QuotaWindow, type QuotaLeft } from './quotaWindow';
import type { RateReading } from './rateLimitHeaders';
import { TurnQueue, type Permit, type Turn, type TurnRequest } from './fairQueue';

/** The longest time, in ms, that one answer can hold a key: afterwards the server is asked again, by one request. */
export const LONGEST_HOLD_MS = 300_000;
/** First hold after a refusal that does not say how long (doubles with each further one), in ms. */
const FIRST_HOLD_MS = 1_000;
/** How long, in ms, the others wait for the answer to the request that goes ahead: afterwards another one goes, in case it hangs. */
export const SCOUT_PATIENCE_MS = 5_000;

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

/** The API takes requests again too late for the caller. */
export class PauseTooLong extends Error {
	/**
	 * @param resumesInMs when requests are taken again, as far as the server says
	 * @param waitedMs how long nobody has got through while the caller waited; 0 when it was turned away at once
	 * @param status of the refusals: 429 for a quota that is used up, 503 for an API that is down
	 */
	constructor(
		readonly resumesInMs: number,
		readonly waitedMs = 0,
		readonly status: 429 | 503 = 429,
	) {
		super('The API takes requests again later than the caller can wait');
	}
}

/** A time in which nobody sends. */
interface Hold {
	/** When requests are taken again, as far as the server says. */
	resumesAtMs: number;
	/** When the server is asked again at the latest. */
	askAgainAtMs: number;
	status: 429 | 503;
}

const NO_HOLD: Hold = { resumesAtMs: 0, askAgainAtMs: 0, status: 429 };

/** Whether an answer says that the time was wrong, not the request: everybody waits then. */
export function isRefusal({
	status,
	retryAfterMs,
}: Pick<Outcome, 'status' | 'retryAfterMs'>): boolean {
	return status === 429 || (status === 503 && (retryAfterMs ?? 0) > 0);
}

/**
 * Paces all requests of one API key in this process (contract/NOTES.md#rate-limits).
 *
 * As long as nothing is known, and at the start of each window, one request goes ahead and the others wait for what its
 * answer says: a wrong idea of the window then costs one refusal, not one per waiting item. While quota is left requests
 * run at full concurrency; when it is used up all wait for the reset. A 429, and a 503 that says for how long, hold everybody, not
 * only the refused. Waiting for the next window has no end as long as others get through; when nobody does, a caller waits as
 * long as a single pause may last.
 */
export class RateLimiter {
	private readonly queue = new TurnQueue();
	private readonly window = new QuotaWindow();
	private inFlight = 0;
	/** Until when the others wait for the request that went ahead; undefined when none is under way. */
	private scoutUntilMs: number | undefined;
	/** The server has answered without a word about a quota. */
	private unmetered = false;
	private hold: Hold = NO_HOLD;
	private refusalsInARow = 0;
	/** When the pause after the last of them began: what was under way then and is refused as well says nothing new. */
	private backedOffAtMs = -Infinity;
	/** Since when every answer has been a refusal. */
	private stalledSinceMs: number | undefined;
	private servedCount = 0;
	/** When it is looked again at the latest, in ms of the clock. */
	private nextLookMs = Infinity;

	constructor(private readonly clock: Clock = systemClock) {}

	/** Whether nobody waits and nothing is under way. */
	get idle(): boolean {
		return this.inFlight === 0 && this.queue.size === 0;
	}

	/** How many requests were answered with anything but a refusal: when it grows, others get through. */
	get served(): number {
		return this.servedCount;
	}

	/** What is left of the quota, for callers that must not use it up; undefined while nothing is known. */
	get left(): QuotaLeft | undefined {
		return this.unmetered
			? { requests: Infinity, endsAtMs: Infinity }
			: this.window.left(this.clock.now());
	}

	/**
	 * Resolves when the caller may send one request; it must then call {@link settle} exactly once.
	 * @throws PauseTooLong when requests are taken again later than `maxPauseMs` or `deadlineMs` allow
	 * @throws the signal's reason when it is aborted while waiting
	 */
	async acquire(request: TurnRequest): Promise<Permit> {
		const now = this.clock.now();
		const held = now < this.hold.askAgainAtMs;
		const { resumesAtMs, status } = this.hold;
		if (held && request.signal?.aborted !== true && this.isTooFar(request, now))
			throw new PauseTooLong(resumesAtMs - now, 0, status);
		const turn = this.queue.add(request, now);
		// While all wait nothing is to be done for the others, and a run of many thousands may be on its way into the queue.
		if (held) this.tick(this.hold.askAgainAtMs - now);
		else this.advance();
		return await turn.granted;
	}

	/** Takes note of the answer to a request that {@link acquire} let through. */
	settle(permit: Permit, outcome: Outcome): void {
		this.inFlight -= 1;
		if (permit.scout) this.scoutUntilMs = undefined;
		this.queue.done(permit.group);
		this.window.answered(outcome, permit.scout, this.inFlight);
		const answered = outcome.status !== undefined;
		this.unmetered = !this.window.known && (this.unmetered || (permit.scout && answered));
		if (isRefusal(outcome)) this.refused(outcome);
		else if (answered) this.passed();
		this.advance();
	}

	/** Turns away a group's waiting callers: their promises reject with `reason`. */
	abandon(group: object, reason: unknown): void {
		this.queue.abandon(group, reason);
	}

	private passed(): void {
		this.servedCount += 1;
		this.refusalsInARow = 0;
		this.stalledSinceMs = undefined;
	}

	private refused({ status, retryAfterMs, sentMs, receivedMs }: Outcome): void {
		if (sentMs >= this.backedOffAtMs) {
			this.refusalsInARow += 1;
			this.backedOffAtMs = receivedMs;
		}
		const backOffMs = FIRST_HOLD_MS * 2 ** Math.min(Math.max(0, this.refusalsInARow - 1), 8);
		this.stalledSinceMs ??= receivedMs;
		if (status === 429) this.window.refused();
		// A Retry-After of 0 is no pause: then the end of a window that is used up counts, or a growing pause.
		const pauseMs =
			retryAfterMs ||
			(this.window.usedUp && this.window.leftMs(receivedMs, LONGEST_HOLD_MS)) ||
			backOffMs;
		this.holdFor(pauseMs, receivedMs, status === 503 ? 503 : 429);
	}

	private holdFor(ms: number, nowMs: number, status: Hold['status']): void {
		const resumesAtMs = Math.max(this.hold.resumesAtMs, nowMs + ms);
		this.hold = {
			resumesAtMs,
			askAgainAtMs: Math.min(resumesAtMs, nowMs + LONGEST_HOLD_MS),
			status,
		};
		this.window.forget();
		this.unmetered = false;
	}

	/** Lets through whom it can, turns away whom it must, and sees that it is called again when time brings a change. */
	private advance(): void {
		while (this.queue.size > 0) {
			const now = this.clock.now();
			const state = this.readiness(now);
			if (state === 'held') {
				this.turnAway(now);
				if (this.queue.size > 0) this.tick(this.hold.askAgainAtMs - now);
				return;
			}
			if (state === 'busy') return this.waitForAnswer(now);
			const atMs = this.tellingMoment(now);
			if (atMs !== undefined) {
				this.tick(atMs - now);
				return;
			}
			const scout = !this.window.known && !this.unmetered;
			const turn = this.queue.next();
			if (!turn) return this.waitForAnswer(now);
			this.inFlight += 1;
			this.window.requestSent();
			if (scout) this.scoutUntilMs = now + SCOUT_PATIENCE_MS;
			turn.grant({ group: turn.request.group, scout });
		}
	}

	/** Whether the next request may go now, has to wait for an answer under way, or for time to pass. */
	private readiness(now: number): 'free' | 'busy' | 'held' {
		if (now < this.hold.askAgainAtMs) return 'held';
		this.hold = NO_HOLD;
		this.window.expire(now);
		if (!this.window.known)
			return this.unmetered || now >= (this.scoutUntilMs ?? 0) ? 'free' : 'busy';
		if (this.inFlight < this.window.mostInFlight(now)) return 'free';
		if (this.inFlight > 0) return 'busy';
		this.holdFor(this.window.leftMs(now, LONGEST_HOLD_MS) ?? FIRST_HOLD_MS, now, 429);
		return 'held';
	}

	/** The moment for which the next request waits so that its answer tells the time, in ms of the clock; undefined when it need not or must not. */
	private tellingMoment(now: number): number | undefined {
		const atMs = this.inFlight === 0 ? this.window.waitsToTell(now, this.queue.size) : undefined;
		return atMs !== undefined && atMs + SLICE_MS < this.queue.earliestDeadlineMs ? atMs : undefined;
	}

	/** Nothing may go until an answer comes, or time brings a change: an answer may stay out for minutes. */
	private waitForAnswer(now: number): void {
		for (const turn of this.queue.takeLate(now))
			turn.refuse(new PauseTooLong(0, now - turn.sinceMs));
		const nextMs = Math.min(
			this.scoutUntilMs ?? Infinity,
			this.window.endsAtMs,
			this.queue.earliestDeadlineMs,
		);
		if (this.queue.size > 0 && nextMs < Infinity) this.tick(nextMs - now);
	}

	/** Whether requests are taken again too late for a caller, whatever it has waited. */
	private isTooFar({ maxPauseMs, deadlineMs = Infinity }: TurnRequest, now: number): boolean {
		const { resumesAtMs } = this.hold;
		return resumesAtMs - now > maxPauseMs || resumesAtMs > deadlineMs;
	}

	private turnAway(now: number): void {
		const { resumesAtMs, status } = this.hold;
		const resumesInMs = resumesAtMs - now;
		for (const turn of this.queue.remove(({ request }) => this.isTooFar(request, now)))
			turn.refuse(new PauseTooLong(resumesInMs, 0, status));
		const waitedMs = ({ sinceMs }: Turn) => now - Math.max(sinceMs, this.stalledSinceMs ?? now);
		const tooLong = (turn: Turn) => waitedMs(turn) + resumesInMs > turn.request.maxPauseMs;
		for (const turn of this.queue.remove(tooLong))
			turn.refuse(new PauseTooLong(resumesInMs, waitedMs(turn), status));
	}

	/** Looks again after `ms`, or after a slice of it: meanwhile somebody may have been cancelled. */
	private tick(ms: number): void {
		const pauseMs = Math.max(1, Math.min(ms, SLICE_MS));
		const atMs = this.clock.now() + pauseMs;
		if (atMs >= this.nextLookMs) return;
		this.nextLookMs = atMs;
		void this.clock.sleep(pauseMs).then(() => {
			if (this.nextLookMs === atMs) this.nextLookMs = Infinity;
			this.advance();
		});
	}
}
