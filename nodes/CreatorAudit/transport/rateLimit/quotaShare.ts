/** The part of the quota that is this process's own, learned from how Remaining falls between its answers. */

/** Own requests that count in the mean: fewer would follow chance, more would miss that a client has come or gone. */
const MEMORY = 8;
/** Weight of what was known before: a look at the very beginning of the opening says little. */
const DOUBT = 0.1;

export class QuotaShare {
	/** Own requests and those of all clients. At first as if there were one other client. */
	private own = 0.5;
	private all = 1;

	/** From 0 to 1; 1 when there are no other clients. */
	get value(): number {
		return Math.min(1, this.own / this.all);
	}

	/** A request was answered. @param spent how far Remaining fell since the answer before, this request included if it was served */
	answered(spent: number, served: boolean): void {
		if (served) this.own += 1 - this.own / MEMORY;
		this.all += spent - (served ? this.all / MEMORY : 0);
	}

	/**
	 * In a window's opening each process sends once, so the requests served by its end are the number of processes: equal for all, however
	 * much each got through before.
	 * @param place when this process's request came, as a part of the opening, from 0 to 1
	 * @param others requests served before it
	 */
	opened(place: number, others: number): void {
		const known = this.all / this.own;
		const found = 1 + (others + DOUBT * (known - 1)) / (place + DOUBT);
		this.own = MEMORY / 2;
		this.all = this.own * Math.min((known + found) / 2, 2 * known);
	}
}
