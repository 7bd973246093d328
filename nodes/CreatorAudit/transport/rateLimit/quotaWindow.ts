/** What is known of the key's current window, and when the next request may go. Times are local ms unless they say server. */
import { narrow, nextProbeTime, type ClockOffset } from './clockOffset';
import type { Outcome } from './pause';
import { QuotaShare } from './quotaShare';

/** What is left of a window. */
export interface QuotaLeft {
	requests: number;
	/** Infinity when the server does not say. */
	endsAtMs: number;
}

/** The end of a window that is farther away, in ms, may come from a wrong clock: the server's next refusal says it better. */
const LONGEST_WINDOW_MS = 300_000;
/** In it each process sends once. Two processes may place the start of a window a second apart, the resolution of Date; this is twice that. */
const OPENING_MS = 2_000;
/** The opening of a short window leaves most of it for the rest. */
const LONGEST_OPENING = 1 / 8;
/** Who is alone waits too, for somebody who could not get in between. */
const OPENING_ALONE = 1 / 64;
/** Below 1, so that large shares grow slower than small ones, and they meet. */
const GROWTH = 2 / 3;
/** Above 1, so that a request remains rather than one is refused: at 1 a fifth more are refused of 50 processes, at 1.2 windows of 10 s lose more. */
const CAUTION = 1.15;
/** Two resets that are given as whole seconds from now mean the same moment when they differ by less. */
const RESET_JITTER_MS = 1_500;

export class QuotaWindow {
	/** Requests left; Infinity when the server says nothing about a quota, undefined while nothing is known. */
	remaining: number | undefined;
	private readonly share = new QuotaShare();
	private offset: ClockOffset | undefined;
	private limit: number | undefined;
	private resetServerMs = Infinity;
	/** Length of a window; Infinity until two ends were seen. */
	private windowMs = Infinity;
	/** Mean time from sending to answer. */
	private roundTripMs = 0;
	private startMs = 0;
	private openingMs = 0;
	/** When this process sends in the opening. */
	private looksAtMs = 0;
	/** Whether no answer of this window has come yet: `remaining` is then the limit. */
	private fresh = false;
	/** Own requests served in this window. */
	private served = 0;
	private refusedOnce = false;
	/** Whether other clients have used this window or the one before. */
	private shared = true;
	/** Requests left that are expected at `expectedAtMs`; others send on, so fewer are expected later. */
	private expected = 0;
	private expectedAtMs = 0;
	/** This process's part of what is expected has to exceed it before the next request goes: by chance from 0 to 1, and 1 after each request. */
	private threshold = 0;

	constructor(private readonly random: () => number) {}

	/** When the window has surely ended; Infinity when that is not known. */
	get endsAtMs(): number {
		return this.resetServerMs - (this.offset?.lowMs ?? 0);
	}

	/** What is left, as far as an answer of this window said so. */
	left(now: number): QuotaLeft | undefined {
		this.expire(now);
		const { remaining: requests, endsAtMs } = this;
		return requests === undefined || this.fresh ? undefined : { requests, endsAtMs };
	}

	/** Time until the window ends, in ms; undefined when that is not known well enough. */
	leftMs(now: number): number | undefined {
		const leftMs = this.endsAtMs - now;
		return leftMs > 0 && leftMs <= LONGEST_WINDOW_MS ? leftMs : undefined;
	}

	/**
	 * Takes note of an answer.
	 * @param probe whether it was sent because nothing was known
	 * @param inFlight requests of this process that are not answered yet
	 */
	answered(outcome: Outcome, probe: boolean, inFlight: number): void {
		const { status, reading, dateHeader, sentMs, receivedMs } = outcome;
		this.offset = narrow(this.offset, dateHeader, sentMs, receivedMs);
		if (status === undefined) return;
		const tookMs = receivedMs - sentMs;
		this.roundTripMs += (tookMs - this.roundTripMs) / (this.roundTripMs > 0 ? 5 : 1);
		if (reading?.remaining === undefined) {
			if (!probe) return;
			this.remaining = this.resetServerMs = Infinity;
			this.shared = false;
			return;
		}
		const { limit, remaining, resetInMs, resetMs } = reading;
		const { resetServerMs: before, offset } = this;
		const aheadMs = offset?.lowMs ?? 0;
		const jitterMs = resetInMs === undefined ? 0 : RESET_JITTER_MS;
		let reset = (offset && resetMs) ?? Infinity;
		if (resetInMs !== undefined) reset = receivedMs + aheadMs + resetInMs;
		// A reset in the past cannot be waited for, and an answer of an earlier window says nothing of this one.
		const isPast = reset - aheadMs <= receivedMs;
		const isEarlier = before < Infinity && reset < before - jitterMs;
		if (!probe && (isPast || isEarlier)) return;
		this.windowMs = reading.windowMs || this.windowMs;
		if (isPast) reset = Infinity;
		else if (reset < Infinity && reset > before + jitterMs) {
			this.windowMs = Math.min(this.windowMs, reset - before);
			if (!this.fresh) this.remaining = undefined;
		} else if (!isEarlier) reset = Math.min(reset, before);
		this.resetServerMs = reset;
		this.limit = limit ?? this.limit;
		this.learn(remaining, status === 429, (sentMs + receivedMs) / 2);
		this.shared ||= this.refusedOnce || (limit ?? 0) - remaining > this.served + inFlight;
	}

	/** @param atMs when the server counted the request, about */
	private learn(remaining: number, refused: boolean, atMs: number): void {
		const { limit = remaining, fresh, startMs, openingMs } = this;
		const before = Number.isFinite(this.remaining) ? this.remaining! : remaining + 1;
		if (refused) this.refusedOnce = true;
		else this.served += 1;
		this.share.answered(Math.max(0, before - remaining), !refused);
		const isOpening = fresh && openingMs > 0;
		const place = Math.max(0, Math.min(1, (atMs - startMs) / openingMs));
		if (isOpening) this.share.opened(place, limit - remaining - 1);
		// Answers overtake one another: within a window the lowest number is the newest.
		if (fresh || this.resetServerMs === Infinity || remaining <= before) {
			this.remaining = remaining;
			// The processes that have not sent in the opening yet will.
			const comingLater = isOpening ? (1 - place) / this.share.value : 0;
			this.expected = Math.max(0, remaining - comingLater);
			this.expectedAtMs = isOpening ? Math.max(atMs, startMs + openingMs) : atMs;
		}
		if (!fresh) this.threshold = 1;
		this.fresh = false;
	}

	/** Nothing is known any more. */
	forget(): void {
		this.remaining = undefined;
		this.fresh = false;
	}

	/** Goes on to the next window when this one has ended. What is older than a window is forgotten. */
	expire(now: number): void {
		const { endsAtMs, limit, remaining, windowMs } = this;
		if (now < endsAtMs || remaining === undefined) return;
		if (limit === undefined || now > endsAtMs + windowMs || windowMs === Infinity)
			return this.forget();
		this.shared = this.refusedOnce || limit - remaining > this.served;
		const longestMs = windowMs * (this.shared ? LONGEST_OPENING : OPENING_ALONE);
		this.openingMs = Math.min(OPENING_MS + this.roundTripMs, longestMs);
		this.threshold = this.random();
		this.startMs = endsAtMs;
		// Who got nothing in the last window comes first. Half of the looks also tell the server's time.
		const place = this.shared && this.served > 0 ? this.random() * this.openingMs : 0;
		const tellsAtMs = this.isVague && this.random() < 0.5 ? this.tellsAtMs(endsAtMs) : Infinity;
		this.looksAtMs = tellsAtMs < endsAtMs + this.openingMs ? tellsAtMs : endsAtMs + place;
		this.resetServerMs += windowMs;
		this.remaining = limit;
		this.served = 0;
		this.refusedOnce = false;
		this.fresh = true;
	}

	/**
	 * When the next request may go, or the window ends; Infinity when not before an answer comes.
	 * @param inFlight requests of this process that are not answered yet
	 * @param waiting callers in the queue
	 */
	nextAtMs(now: number, inFlight: number, waiting: number): number {
		const { endsAtMs, remaining = 0, served, roundTripMs } = this;
		if (remaining === 0) return endsAtMs;
		if (this.fresh) return inFlight > 0 ? endsAtMs : this.looksAtMs;
		const opensMs = this.startMs + this.openingMs;
		if (now < opensMs) return opensMs;
		if (!this.shared) {
			// The window's last request, after which all wait, tells the server's time: otherwise each window could begin up to a second late.
			const isLast = this.isVague && waiting > remaining;
			if (inFlight < remaining - (isLast ? 1 : 0)) return now;
			if (inFlight > 0) return endsAtMs;
			const tellsAtMs = this.tellsAtMs(this.expectedAtMs);
			return tellsAtMs + 2 * roundTripMs < endsAtMs - 1_000 ? tellsAtMs : now;
		}
		const share = this.share.value;
		const others = Math.max(0.001, 1 - share);
		// Half of the own part, so that what is in flight cannot make it too much.
		const most = ((share * this.expected) / 2) ** GROWTH;
		// After an opening doubled from one on: others may have been quicker since.
		const grown = this.openingMs > 0 ? Math.max(1, served) : Infinity;
		if (most >= 1) return inFlight + 1 <= Math.min(most, grown) ? now : endsAtMs;
		// Less than one request is due: it goes by chance, at the moment when the expected sum of the chances reaches the threshold.
		const part = (CAUTION * this.threshold * others) / (share * this.expected);
		if (inFlight > 0) return endsAtMs;
		// A window of unknown end, as a late answer leaves it, would be waited for forever.
		if (part >= 1) return endsAtMs < Infinity ? endsAtMs : now;
		// In a round trip the others send half of their part of what is left.
		return this.expectedAtMs - (2 * roundTripMs * Math.log(1 - part)) / others;
	}

	/** Whether the server's clock is known less exactly than answers allow. */
	private get isVague(): boolean {
		return !this.offset || this.offset.highMs - this.offset.lowMs > 2 * this.roundTripMs;
	}

	/** When a request tells most about the server's clock. */
	private tellsAtMs(afterMs: number): number {
		return this.offset ? nextProbeTime(this.offset, afterMs) : afterMs;
	}
}
