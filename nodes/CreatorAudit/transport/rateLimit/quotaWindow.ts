import type { Outcome } from './rateLimiter';
import { Neighbours } from './otherClients';
import { allowedInFlight, carefulRoundTrips, isStale, learn, type Quota } from './quota';
import { RoundTrips } from './roundTrips';
import { momentThatTells, narrow, type ClockBand } from './clockOffset';
import { DEFAULT_CONCURRENCY } from './fairQueue';

/** The last requests of a window may wait for a moment at which their answers tell the time more exactly: so many of them. */
const TELLING = 3;
/** The server's clock is known well enough when the band is as narrow as this, in ms. */
const PRECISE_MS = 50;

/** What is left of a window. */
export interface QuotaLeft {
	/** Requests, as the last answer that counts said. */
	requests: number;
	/** When the window ends, in ms of the local clock; Infinity when that is not known. */
	endsAtMs: number;
}

/** What is known of the current window of a key's rate limit, from the answers of this process, and what may be sent in it. */
export class QuotaWindow {
	private readonly neighbours = new Neighbours();
	private readonly roundTrips = new RoundTrips();
	private quota: Quota | undefined;
	private band: ClockBand | undefined;
	/** Moment for which the next request waits, so that its answer tells the time. */
	private tellsAtMs: number | undefined;

	/** Whether anything is known. */
	get known(): boolean {
		return this.quota !== undefined;
	}

	/** Whether the last answer that counts said that nothing is left. */
	get usedUp(): boolean {
		return this.quota?.remaining === 0;
	}

	/** @param now local time in ms @returns what is left of the window; undefined while nothing is known */
	left(now: number): QuotaLeft | undefined {
		if (!this.quota) return undefined;
		const { remaining, endsAtMs = Infinity } = this.quota;
		return now < endsAtMs ? { requests: remaining, endsAtMs } : undefined;
	}

	/** When it has surely ended, local time in ms; Infinity when that is not known. */
	get endsAtMs(): number {
		return this.quota?.endsAtMs ?? Infinity;
	}

	/** A request goes out. */
	requestSent(): void {
		this.neighbours.requestSent();
		this.tellsAtMs = undefined;
	}

	/**
	 * Takes note of an answer.
	 * @param outcome what it says
	 * @param scout whether it is the first of its window as far as this process knows
	 * @param underWay requests that are not answered yet
	 */
	answered(
		{ status, reading, dateHeader, sentMs, receivedMs }: Outcome,
		scout: boolean,
		underWay: number,
	): void {
		this.band = narrow(this.band, dateHeader, sentMs, receivedMs);
		if (status !== undefined) this.roundTrips.took(receivedMs - sentMs);
		if (!reading || (!scout && isStale(reading, this.band, receivedMs))) return;
		const before = this.quota;
		this.quota = learn(before, reading, this.band, sentMs, receivedMs);
		if (reading.remaining === undefined || this.quota === before) return;
		const begins =
			scout || before === undefined || before.resetServerMs !== this.quota?.resetServerMs;
		if (begins)
			this.neighbours.windowBegins(reading.remaining, reading.limit, underWay, receivedMs);
		else this.neighbours.windowGoesOn(reading.remaining, receivedMs);
	}

	/** A request was refused for want of quota. */
	refused(): void {
		this.neighbours.refused();
	}

	/** Nothing is known any more. */
	forget(): void {
		this.quota = undefined;
		this.tellsAtMs = undefined;
	}

	/** Forgets a window that has ended. @param now local time in ms */
	expire(now: number): void {
		if (this.quota?.endsAtMs !== undefined && now >= this.quota.endsAtMs) this.forget();
	}

	/**
	 * Time until the window ends, in ms, as far as its header can be believed: one that lies far away may come from a clock that is wrong,
	 * and the server itself says it better, in its next refusal.
	 * @param now local time in ms
	 * @param farthestMs what is farther away is not believed
	 */
	leftMs(now: number, farthestMs: number): number | undefined {
		const leftMs = (this.quota?.endsAtMs ?? now) - now;
		return leftMs > 0 && leftMs <= farthestMs ? leftMs : undefined;
	}

	/** How many requests may be under way at once. @param now local time in ms */
	mostInFlight(now: number): number {
		if (!this.quota) return 0;
		const { remaining, endsAtMs = Infinity, readAtMs } = this.quota;
		const shared = this.neighbours.likely;
		const hurried =
			!shared && endsAtMs - now < (carefulRoundTrips(remaining) + 1) * this.roundTrips.usualMs;
		if (remaining <= 0 || !shared) return allowedInFlight(remaining, hurried);
		// A process that was busy with something else knows only what was left before that, and another may have been quick meanwhile.
		const fullSpeedPerMs = DEFAULT_CONCURRENCY / Math.max(1, this.roundTrips.quickestMs);
		const takenSince = this.neighbours.spendWithin(now - readAtMs, fullSpeedPerMs);
		return allowedInFlight(Math.max(1, remaining - takenSince), false);
	}

	/**
	 * The moment for which the next request should wait, because its answer then halves what is unknown of the server's clock: the
	 * header that tells the time has whole seconds, and each window would otherwise begin up to one second late. Only when the others
	 * that wait must wait for the next window anyway.
	 * @param now local time in ms
	 * @param waiting callers in the queue, with none under way
	 * @returns local time in ms after `now`, or undefined when the request may go
	 */
	waitsToTell(now: number, waiting: number): number | undefined {
		const { quota, band } = this;
		if (
			!quota ||
			!band ||
			quota.remaining > TELLING ||
			waiting <= quota.remaining ||
			this.neighbours.likely
		)
			return undefined;
		if (this.tellsAtMs === undefined) {
			if (band.highMs - band.lowMs <= Math.max(PRECISE_MS, 2 * this.roundTrips.usualMs))
				return undefined;
			const momentMs = momentThatTells(band, now);
			const surelyUntilMs = (quota.resetServerMs ?? 0) - band.highMs;
			// Later than this a slow answer would be one of the next window.
			if (momentMs > surelyUntilMs - (TELLING + 1) * this.roundTrips.usualMs) return undefined;
			this.tellsAtMs = momentMs;
		}
		return this.tellsAtMs > now ? this.tellsAtMs : undefined;
	}
}
