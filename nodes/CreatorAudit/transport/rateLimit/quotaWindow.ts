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

/** In it each process sends once. Two processes may place the start of a window a second apart, the resolution of Date; this is twice that. */
const OPENING_MS = 2_000;
/** The opening of a short window leaves most of it for the rest. */
const LONGEST_OPENING = 1 / 8;
/** Who is alone waits too, for somebody who could not get in between. */
const OPENING_ALONE = 1 / 64;
/** So many of a window's last requests may wait for a moment that tells the server's time: each halves what is unknown. */
const TELLING = 3;
/** Below 1, so that large shares grow slower than small ones, and they meet. */
const GROWTH = 2 / 3;
/** Two resets that are given as whole seconds from now mean the same moment when they differ by less. */
const RESET_JITTER_MS = 1_500;

export class QuotaWindow {
	private readonly share = new QuotaShare();
	private offset: ClockOffset | undefined;
	private limit: number | undefined;
	private remaining: number | undefined;
	private resetServerMs: number | undefined;
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
	private tellsAtMs: number | undefined;

	constructor(private readonly random: () => number) {}

	/** Whether anything is known. */
	get known(): boolean {
		return this.remaining !== undefined;
	}

	/** When the window has surely ended; Infinity when that is not known. */
	get endsAtMs(): number {
		if (this.resetServerMs === undefined) return Infinity;
		return this.resetServerMs - (this.offset?.lowMs ?? 0);
	}

	/** Whether the server said that nothing is left. */
	get usedUp(): boolean {
		return this.remaining === 0;
	}

	/** Whether the server's clock is known less exactly than answers allow. */
	private get isVague(): boolean {
		return !this.offset || this.offset.highMs - this.offset.lowMs > 2 * this.roundTripMs;
	}

	/** What is left, as far as an answer of this window said so. */
	left(now: number): QuotaLeft | undefined {
		this.expire(now);
		if (this.remaining === undefined || this.fresh) return undefined;
		return { requests: this.remaining, endsAtMs: this.endsAtMs };
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
		if (reading?.remaining === undefined) return;
		const { limit, remaining, windowMs } = reading;
		if (windowMs) this.windowMs = windowMs;
		let resetServerMs = this.offset && reading.resetMs;
		let jitterMs = 0;
		if (reading.resetInMs !== undefined) {
			resetServerMs = receivedMs + (this.offset?.lowMs ?? 0) + reading.resetInMs;
			jitterMs = RESET_JITTER_MS;
		}
		// A reset in the past cannot be waited for, and an answer of an earlier window says nothing of this one.
		if (resetServerMs !== undefined && resetServerMs - (this.offset?.lowMs ?? 0) <= receivedMs) {
			if (!probe) return;
			resetServerMs = undefined;
		}
		const before = this.resetServerMs;
		if (before !== undefined && resetServerMs !== undefined) {
			if (resetServerMs < before - jitterMs && !probe) return;
			if (resetServerMs > before + jitterMs) {
				this.windowMs = Math.min(this.windowMs, resetServerMs - before);
				if (!this.fresh) this.remaining = undefined;
			} else resetServerMs = before;
		}
		this.resetServerMs = resetServerMs;
		this.limit = limit ?? this.limit;
		this.learn(remaining, status === 429, (sentMs + receivedMs) / 2);
		this.shared ||= this.refusedOnce || (limit ?? 0) - remaining > this.served + inFlight;
	}

	/** @param atMs when the server counted the request, about */
	private learn(remaining: number, refused: boolean, atMs: number): void {
		const { limit = remaining, remaining: before = remaining + 1 } = this;
		if (refused) this.refusedOnce = true;
		else this.served += 1;
		const spent = Math.max(0, before - remaining);
		if (refused) this.share.refused(spent);
		else this.share.served(spent);
		const isOpening = this.fresh && this.openingMs > 0;
		const place = Math.max(0, Math.min(1, (atMs - this.startMs) / this.openingMs));
		if (isOpening) this.share.opened(place, limit - remaining - 1);
		// Answers overtake one another: within a window the lowest number is the newest.
		if (this.fresh || this.resetServerMs === undefined || remaining <= before) {
			this.remaining = remaining;
			// The processes that have not sent in the opening yet will.
			const comingLater = isOpening ? (1 - place) / this.share.value : 0;
			this.expected = Math.max(0, remaining - comingLater);
			this.expectedAtMs = isOpening ? Math.max(atMs, this.startMs + this.openingMs) : atMs;
		}
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
		const longestMs = OPENING_MS + this.roundTripMs;
		this.openingMs = this.shared
			? Math.min(longestMs, windowMs * LONGEST_OPENING)
			: windowMs * OPENING_ALONE;
		this.threshold = this.random();
		this.startMs = endsAtMs;
		const opensMs = endsAtMs + this.openingMs;
		const isTold = this.isVague && this.random() < 0.5;
		const tellsAtMs = this.offset && isTold ? nextProbeTime(this.offset, endsAtMs) : Infinity;
		// Who got nothing in the last window comes first.
		const place = this.shared && this.served > 0 ? this.random() * this.openingMs : 0;
		this.looksAtMs = tellsAtMs < opensMs ? tellsAtMs : endsAtMs + place;
		this.resetServerMs! += windowMs;
		this.remaining = limit;
		this.served = 0;
		this.refusedOnce = false;
		this.fresh = true;
	}

	/**
	 * When the next request may go; Infinity when not before an answer comes or the window ends.
	 * @param inFlight requests of this process that are not answered yet
	 * @param waiting callers in the queue
	 */
	nextAtMs(now: number, inFlight: number, waiting: number): number {
		if (!this.remaining) return Infinity;
		if (this.fresh) return inFlight > 0 ? Infinity : this.looksAtMs;
		const opensMs = this.startMs + this.openingMs;
		if (now < opensMs) return opensMs;
		if (!this.shared) {
			const kept = this.isVague && waiting > this.remaining ? TELLING : 0;
			if (inFlight < this.remaining - kept) return now;
			return inFlight > 0 ? Infinity : this.tellingTime(now);
		}
		const share = this.share.value;
		const others = Math.max(0.001, 1 - share);
		// Half of the own part, so that what is in flight cannot make it too much.
		const most = ((share * this.expected) / 2) ** GROWTH;
		// After an opening doubled from one on: others may have been quicker since.
		const grown = this.openingMs > 0 ? Math.max(1, this.served) : Infinity;
		if (most >= 1) return inFlight + 1 <= Math.min(most, grown) ? now : Infinity;
		if (inFlight > 0) return Infinity;
		// Less than one request is due: it goes by chance, at the moment when the expected sum of the chances reaches the threshold.
		const part = (this.threshold * others) / (share * this.expected);
		if (part >= 1) return Infinity;
		// In a round trip the others send half of their part of what is left.
		return this.expectedAtMs - (2 * this.roundTripMs * Math.log(1 - part)) / others;
	}

	/** A request goes out. */
	sent(): void {
		this.tellsAtMs = undefined;
		if (!this.fresh) this.threshold = 1;
	}

	/**
	 * The last request of a window, after which the others wait anyway, goes when its Date header halves the range of the clock's offset:
	 * otherwise each window could begin up to a second late.
	 */
	private tellingTime(now: number): number {
		const { offset, roundTripMs, resetServerMs = 0 } = this;
		if (!offset || !this.isVague) return now;
		this.tellsAtMs ??= nextProbeTime(offset, now);
		const isInTime = this.tellsAtMs + 2 * roundTripMs < resetServerMs - offset.highMs;
		return isInTime ? this.tellsAtMs : now;
	}

	/**
	 * Time until the window ends, in ms; undefined when that is not known, or so far away that the clock behind it may be wrong: the
	 * server's next refusal says it better.
	 */
	leftMs(now: number, farthestMs: number): number | undefined {
		const leftMs = this.endsAtMs - now;
		return leftMs > 0 && leftMs <= farthestMs ? leftMs : undefined;
	}
}
