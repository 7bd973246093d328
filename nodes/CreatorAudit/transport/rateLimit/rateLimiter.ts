/** Paces all requests of one API key in this process (contract/NOTES.md#rate-limits). docs/limits.md explains the idea. */
import { systemClock, SLICE_MS, type Clock } from '../clock';
import { FairQueue, type Permit, type QueuedCaller, type QueuedRequest } from './fairQueue';
import { isRefusal, Pause, type Outcome, type PauseReason } from './pause';
import { QuotaWindow, type QuotaLeft } from './quotaWindow';

/** The end of a window that is farther away, in ms, may come from a wrong clock: the server is asked. */
const LONGEST_WINDOW_MS = 300_000;
/** Pause in ms when a window of unknown end is used up. */
const UNKNOWN_END_MS = 1_000;
/** How long, in ms, the others wait for a probe's answer: afterwards another one goes, in case it hangs. */
export const PROBE_PATIENCE_MS = 5_000;

/** The API takes requests again too late for the caller. */
export class PauseTooLong extends Error {
	/**
	 * @param resumesInMs when requests are taken again, as far as is known
	 * @param waitedMs how long nothing was served while the caller waited; 0 when it was turned away at once
	 */
	constructor(
		readonly resumesInMs: number,
		readonly waitedMs = 0,
		readonly reason: PauseReason = 'quota',
	) {
		super('The API takes requests again later than the caller can wait');
	}
}

/**
 * Grants permits within the quota, rejects callers that cannot wait so long, and schedules the next check.
 *
 * While nothing is known one probe goes and the others wait for its answer, so a wrong idea costs one refusal, not one for each. A refusal
 * pauses all callers. Waiting for the next window has no bound while requests are served; when none is, a caller waits `maxPauseMs`.
 */
export class RateLimiter {
	private readonly queue = new FairQueue();
	private readonly window: QuotaWindow;
	private readonly pause = new Pause();
	private inFlight = 0;
	/** Until when the others wait for the probe in flight; undefined when there is none. */
	private probeUntilMs: number | undefined;
	/** The server has answered without a word about a quota. */
	private unmetered = false;
	private servedCount = 0;
	/** When the next check is scheduled. */
	private nextCheckMs = Infinity;

	constructor(
		private readonly clock: Clock = systemClock,
		random: () => number = Math.random,
	) {
		this.window = new QuotaWindow(random);
	}

	/** Whether nobody waits and nothing is in flight. */
	get idle(): boolean {
		return this.inFlight === 0 && this.queue.size === 0;
	}

	/** Requests that were served: while it grows, somebody of this process gets through. */
	get served(): number {
		return this.servedCount;
	}

	/** For how long, in ms, no request was served while the API counts as down: only probes are sent then, and all others wait. */
	get downMs(): number | undefined {
		const { isDown, stalledSinceMs } = this.pause;
		return isDown && stalledSinceMs !== undefined ? this.clock.now() - stalledSinceMs : undefined;
	}

	/** What is left of the quota, for callers that must not use it up; undefined while nothing is known. */
	get left(): QuotaLeft | undefined {
		if (this.unmetered) return { requests: Infinity, endsAtMs: Infinity };
		return this.window.left(this.clock.now());
	}

	/**
	 * Resolves when the caller may send one request; it must then call {@link release} exactly once.
	 * @throws PauseTooLong when requests are taken again later than `maxPauseMs` or `deadlineMs` allow
	 * @throws the signal's reason when it is aborted while waiting
	 */
	async acquire(request: QueuedRequest): Promise<Permit> {
		const now = this.clock.now();
		const { probeAtMs, resumesAtMs, reason } = this.pause;
		const paused = now < probeAtMs;
		if (paused && request.signal?.aborted !== true && this.isTooFar(request, now))
			throw new PauseTooLong(resumesAtMs - now, 0, reason);
		const caller = this.queue.add(request, now);
		// In a pause there is nothing to grant, and a run of many thousands may be on its way into the queue.
		if (paused) this.checkAt(probeAtMs);
		else this.advance();
		return await caller.granted;
	}

	/** Takes note of the answer to a request. */
	release(permit: Permit, outcome: Outcome): void {
		this.inFlight -= 1;
		if (permit.probe) this.probeUntilMs = undefined;
		this.queue.answered(permit.group);
		this.window.answered(outcome, permit.probe, this.inFlight);
		const answered = outcome.status !== undefined;
		this.unmetered = !this.window.known && (this.unmetered || (permit.probe && answered));
		if (isRefusal(outcome)) {
			const leftMs = this.window.leftMs(outcome.receivedMs, LONGEST_WINDOW_MS);
			this.pause.refused(outcome, this.window.usedUp ? leftMs : undefined);
			this.paused();
		} else if (outcome.failed) {
			if (this.pause.failed(outcome)) this.paused();
		} else if (answered) {
			this.servedCount += 1;
			this.pause.served();
		}
		this.advance();
	}

	/** What is known of the quota ends with a pause, unless it is that of a used-up window. */
	private paused(): void {
		this.unmetered = false;
		if (!this.window.usedUp || this.window.endsAtMs !== this.pause.resumesAtMs)
			this.window.forget();
	}

	private advance(): void {
		while (this.queue.size > 0) {
			const now = this.clock.now();
			if (now < this.pause.probeAtMs) {
				this.turnAway(now);
				if (this.queue.size > 0) this.checkAt(this.pause.probeAtMs);
				return;
			}
			const atMs = this.nextAtMs(now);
			if (atMs === undefined) continue;
			const caller = atMs <= now ? this.queue.next() : undefined;
			if (!caller) return this.waitUntil(atMs, now);
			const probe = !this.window.known && !this.unmetered;
			if (probe) this.probeUntilMs = now + PROBE_PATIENCE_MS;
			this.inFlight += 1;
			this.window.sent();
			caller.grant({ group: caller.request.group, probe });
		}
	}

	/** When the next request may go: Infinity when an answer has to come first, undefined when a pause begins. */
	private nextAtMs(now: number): number | undefined {
		this.pause.end();
		this.window.expire(now);
		if (!this.window.known) return this.unmetered ? now : (this.probeUntilMs ?? now);
		if (!this.window.usedUp || this.inFlight > 0)
			return this.window.nextAtMs(now, this.inFlight, this.queue.size);
		const leftMs = this.window.leftMs(now, LONGEST_WINDOW_MS);
		this.pause.begin('quota', leftMs ?? UNKNOWN_END_MS, now);
		this.paused();
		return undefined;
	}

	/** Nothing may go until an answer comes, or time brings a change: an answer may stay out for minutes. */
	private waitUntil(atMs: number, now: number): void {
		for (const caller of this.queue.takeLate(now))
			caller.reject(new PauseTooLong(0, now - caller.sinceMs));
		const times = [atMs, this.window.endsAtMs, this.queue.earliestDeadlineMs];
		const nextMs = Math.min(...times.filter((ms) => ms > now));
		if (this.queue.size > 0 && nextMs < Infinity) this.checkAt(nextMs);
	}

	/** Whether requests are taken again too late for a caller, whatever it has waited. */
	private isTooFar({ maxPauseMs, deadlineMs = Infinity }: QueuedRequest, now: number): boolean {
		const { resumesAtMs } = this.pause;
		return resumesAtMs - now > maxPauseMs || resumesAtMs > deadlineMs;
	}

	private turnAway(now: number): void {
		const { resumesAtMs, reason, stalledSinceMs = now } = this.pause;
		const resumesInMs = resumesAtMs - now;
		for (const { reject } of this.queue.remove(({ request }) => this.isTooFar(request, now)))
			reject(new PauseTooLong(resumesInMs, 0, reason));
		const waitedMs = ({ sinceMs }: QueuedCaller) => now - Math.max(sinceMs, stalledSinceMs);
		const isTooLong = (one: QueuedCaller) => waitedMs(one) + resumesInMs > one.request.maxPauseMs;
		for (const caller of this.queue.remove(isTooLong))
			caller.reject(new PauseTooLong(resumesInMs, waitedMs(caller), reason));
	}

	/** Checks again at a moment, or after a slice of the time until then: meanwhile somebody may be cancelled. */
	private checkAt(ms: number): void {
		const now = this.clock.now();
		const atMs = Math.min(Math.max(ms, now + 1), now + SLICE_MS);
		if (atMs >= this.nextCheckMs) return;
		this.nextCheckMs = atMs;
		void this.clock.sleep(atMs - now).then(() => {
			if (this.nextCheckMs === atMs) this.nextCheckMs = Infinity;
			this.advance();
		});
	}
}
