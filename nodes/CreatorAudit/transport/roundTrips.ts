/** So many answers make a generation; the quickest of this and the last one counts. */
const GENERATION = 200;

/** How long answers take, in ms, from sending to taking note of them. */
export class RoundTrips {
	private usual = 0;
	private counted = 0;
	private quickestNow = Infinity;
	private quickestBefore = Infinity;

	/** Of late. 0 before the first answer. */
	get usualMs(): number {
		return this.usual;
	}

	/** When neither the server nor this process was busy with something else. Infinity before the first answer. */
	get quickestMs(): number {
		return Math.min(this.quickestNow, this.quickestBefore);
	}

	/** Takes note of one answer. */
	took(ms: number): void {
		this.usual += (ms - this.usual) / 5;
		if (this.counted++ % GENERATION === 0) {
			this.quickestBefore = this.quickestNow;
			this.quickestNow = ms;
		}
		this.quickestNow = Math.min(this.quickestNow, ms);
	}
}
