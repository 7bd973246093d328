/** Paces all requests of one API key in this process (contract/NOTES.md#rate-limits). docs/limits.md explains the idea. */
import { systemClock, SLICE_MS, type Clock } from '../clock';
import { FairQueue, type Permit, type QueuedCaller, type QueuedRequest } from './fairQueue';
import { Pause, type Outcome, type PauseReason } from './pause';
import { QuotaWindow, type QuotaLeft } from './quotaWindow';

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
	/** Since when, in ms of the clock, callers wait for the quota; undefined while none does. */
	private quotaWaitSinceMs: number | undefined;
	private quotaWaits = 0;
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
		return this.pause.served;
	}

	/** Time in ms, all in all, in which callers waited for the quota. */
	get quotaWaitMs(): number {
		const since = this.quotaWaitSinceMs;
		return this.quotaWaits + (since === undefined ? 0 : this.clock.now() - since);
	}

	/** For how long, in ms, no request was served while the API counts as down: only probes are sent then, and all others wait. */
	get downMs(): number | undefined {
		const { isDown, stalledSinceMs } = this.pause;
		return isDown && stalledSinceMs !== undefined ? this.clock.now() - stalledSinceMs : undefined;
	}

	/** What is left of the quota, for callers that must not use it up; undefined while nothing is known. */
	get left(): QuotaLeft | undefined {
		return this.window.left(this.clock.now());
	}

	/**
	 * Resolves when the caller may send one request; it must then call {@link release} exactly once.
	 * @throws PauseTooLong when requests are taken again later than `maxPauseMs` or `deadlineMs` allow
	 * @throws the signal's reason when it is aborted while waiting
	 */
	async acquire(request: QueuedRequest): Promise<Permit> {
		return await new Promise<Permit>((grant, reject) => {
			const sinceMs = this.clock.now();
			const caller = { ...request, sinceMs, grant, reject };
			const tooLong = request.signal?.aborted ? undefined : this.tooLongFor(caller, sinceMs);
			if (tooLong) return reject(tooLong);
			this.queue.add(caller);
			this.advance();
		});
	}

	/** Takes note of the answer to a request. */
	release(permit: Permit, outcome: Outcome): void {
		this.inFlight -= 1;
		if (permit.probe) this.probeUntilMs = undefined;
		this.queue.answered(permit.group);
		this.window.answered(outcome, permit.probe, this.inFlight);
		const isUsedUp = this.window.remaining === 0;
		const leftMs = isUsedUp ? this.window.leftMs(outcome.receivedMs) : undefined;
		if (this.pause.answered(outcome, leftMs)) this.paused();
		this.advance();
	}

	/** A pause has begun. What is known of the quota ends with it, unless it is that of a used-up window. */
	private paused(): void {
		const { remaining, endsAtMs } = this.window;
		if (remaining !== 0 || endsAtMs !== this.pause.resumesAtMs) this.window.forget();
		this.turnAway();
	}

	private advance(): void {
		while (this.queue.size > 0) {
			const now = this.clock.now();
			const atMs = this.nextAtMs(now);
			const caller = atMs <= now ? this.queue.take() : undefined;
			this.noteQuotaWait(!caller && atMs > now && atMs < Infinity && this.isForQuota(now), now);
			// All of the concurrency may be in use, by requests that hang.
			if (!caller) return this.checkAt(atMs <= now ? Infinity : atMs, now);
			const probe = this.window.remaining === undefined;
			if (probe) this.probeUntilMs = now + PROBE_PATIENCE_MS;
			this.inFlight += 1;
			caller.grant({ group: caller.group, probe });
		}
		this.noteQuotaWait(false, this.clock.now());
	}

	/** Whether what is waited for is the quota, and not a pause of another reason or the answer of a probe. */
	private isForQuota(now: number): boolean {
		if (now < this.pause.probeAtMs) return this.pause.reason === 'quota';
		return this.window.remaining !== undefined;
	}

	private noteQuotaWait(waits: boolean, now: number): void {
		if (waits) this.quotaWaitSinceMs ??= now;
		else {
			this.quotaWaits = this.quotaWaitMs;
			this.quotaWaitSinceMs = undefined;
		}
	}

	/** When the next request may go, or it is time to look again; Infinity when an answer has to come first. */
	private nextAtMs(now: number): number {
		const { pause, window, inFlight } = this;
		if (now < pause.probeAtMs) return pause.probeAtMs;
		pause.resumesAtMs = 0;
		window.expire(now);
		if (window.remaining === undefined) return this.probeUntilMs ?? now;
		if (window.remaining > 0 || inFlight > 0)
			return window.nextAtMs(now, inFlight, this.queue.size);
		pause.begin('quota', window.leftMs(now) ?? UNKNOWN_END_MS, now);
		this.paused();
		return pause.probeAtMs;
	}

	/** Why a caller cannot wait any longer; undefined when it can. */
	private tooLongFor({ maxPauseMs, deadlineMs = Infinity, sinceMs }: QueuedCaller, now: number) {
		const { resumesAtMs, probeAtMs, reason, stalledSinceMs = now } = this.pause;
		if (now >= probeAtMs)
			return now > sinceMs && now >= deadlineMs ? new PauseTooLong(0, now - sinceMs) : undefined;
		const resumesInMs = resumesAtMs - now;
		if (resumesInMs > maxPauseMs || resumesAtMs > deadlineMs)
			return new PauseTooLong(resumesInMs, 0, reason);
		const waitedMs = now - Math.max(sinceMs, stalledSinceMs);
		if (waitedMs + resumesInMs <= maxPauseMs) return undefined;
		return new PauseTooLong(resumesInMs, waitedMs, reason);
	}

	private turnAway(): void {
		const now = this.clock.now();
		this.queue.rejectAll((caller) => this.tooLongFor(caller, now));
	}

	/** Checks again at a moment, or after a slice of the time until then: meanwhile somebody may have waited too long. */
	private checkAt(ms: number, now: number): void {
		const atMs = Math.min(Math.max(ms, now + 1), now + SLICE_MS);
		if (atMs >= this.nextCheckMs) return;
		this.nextCheckMs = atMs;
		void this.clock.sleep(atMs - now).then(() => {
			if (this.nextCheckMs === atMs) this.nextCheckMs = Infinity;
			this.turnAway();
			this.advance();
		});
	}
}
