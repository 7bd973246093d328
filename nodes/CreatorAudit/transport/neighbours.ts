/**
 * Whether other processes spend the same quota: then Remaining falls by more than this process has sent.
 *
 * Until a window has passed in which it did not, others are assumed.
 */
export class Neighbours {
	private assumed = true;
	/** What was left at the first answer of the window; undefined before it. */
	private leftAtFirst: number | undefined;
	/** Requests of this process that the server may have counted since. */
	private sent = 0;
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
	 */
	windowBegins(left: number, limit: number | undefined, underWay: number): void {
		if (this.leftAtFirst !== undefined) this.assumed = this.seenInWindow;
		this.leftAtFirst = left;
		this.sent = underWay;
		// Somebody has been here before.
		this.seenInWindow = left + 1 + underWay < (limit ?? 0);
		this.assumed ||= this.seenInWindow;
	}

	/** A further answer of the window. @param left Remaining that it tells */
	windowGoesOn(left: number): void {
		if (this.leftAtFirst === undefined || left >= this.leftAtFirst - this.sent) return;
		this.seenInWindow = true;
		this.assumed = true;
	}

	/** A request was refused. */
	refused(): void {
		this.seenInWindow = true;
		this.assumed = true;
	}
}
