/**
 * Whether other processes spend the same quota, and how quickly: then Remaining falls by more than this process has sent.
 *
 * Until a window has passed in which it did not, others are assumed.
 */
export class Neighbours {
	private assumed = true;
	/** What was left at the first answer of the window; undefined before it. */
	private leftAtFirst: number | undefined;
	/** When that was, in ms. */
	private firstMs = 0;
	/** Requests of this process that the server may have counted since. */
	private sent = 0;
	/** Those of them that surely have been. */
	private answered = 0;
	/** Requests of others in each ms, at the most, on the average of the window so far. */
	private ratePerMs = 0;
	private seenInWindow = false;

	/** Whether others have to be reckoned with. */
	get likely(): boolean {
		return this.assumed;
	}

	/** A request goes out. */
	requestSent(): void {
		this.sent += 1;
	}

	/**
	 * The first answer of a window.
	 * @param left Remaining that it tells
	 * @param limit requests of a whole window, as far as the server says
	 * @param underWay requests of this process that are not answered yet
	 * @param nowMs local time
	 */
	windowBegins(left: number, limit: number | undefined, underWay: number, nowMs: number): void {
		if (this.leftAtFirst !== undefined) this.assumed = this.seenInWindow;
		this.leftAtFirst = left;
		this.firstMs = nowMs;
		this.sent = underWay;
		this.answered = 0;
		this.ratePerMs = 0;
		// Somebody has been here before.
		this.seenInWindow = left + 1 + underWay < (limit ?? 0);
		this.assumed ||= this.seenInWindow;
	}

	/** A further answer of the window. @param left Remaining that it tells @param nowMs local time */
	windowGoesOn(left: number, nowMs: number): void {
		if (this.leftAtFirst === undefined) return;
		this.answered += 1;
		const taken = this.leftAtFirst - left;
		this.ratePerMs = Math.max(0, taken - this.answered) / Math.max(1, nowMs - this.firstMs);
		if (taken <= this.sent) return;
		this.seenInWindow = true;
		this.assumed = true;
	}

	/** A request was refused. */
	refused(): void {
		this.seenInWindow = true;
		this.assumed = true;
	}

	/**
	 * How many requests the others may send within a time.
	 * @param ms the time
	 * @param fullSpeedPerMs what a process sends in each ms at full speed: another one may begin to at any moment
	 */
	spendWithin(ms: number, fullSpeedPerMs: number): number {
		return Math.ceil(Math.max(this.ratePerMs, fullSpeedPerMs) * ms);
	}
}
