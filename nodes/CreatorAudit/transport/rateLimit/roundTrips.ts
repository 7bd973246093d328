/** So many answers in a row are taken together: a single quick one, such as a 304, says nothing about the others. */
const ROW = 8;
/** So many rows make a generation; the quickest row of this and the last one counts. */
const GENERATION = 25;

/** How long answers take, in ms, from sending to taking note of them. */
export class RoundTrips {
	private usual = 0;
	private sum = 0;
	private counted = 0;
	private quickestNow = Infinity;
	private quickestBefore = Infinity;

	/** Of late. 0 before the first answer. */
	get usualMs(): number {
		return this.usual;
	}

	/** When neither the server nor this process was busy with something else. */
	get quickestMs(): number {
		const quickest = Math.min(this.quickestNow, this.quickestBefore);
		return quickest < Infinity ? quickest : this.usual;
	}

	/** Takes note of one answer. */
	took(ms: number): void {
		this.usual += (ms - this.usual) / 5;
		this.sum += ms;
		if (++this.counted % ROW !== 0) return;
		if (this.counted % (ROW * GENERATION) === 0) {
			this.quickestBefore = this.quickestNow;
			this.quickestNow = Infinity;
		}
		this.quickestNow = Math.min(this.quickestNow, this.sum / ROW);
		this.sum = 0;
	}
}
