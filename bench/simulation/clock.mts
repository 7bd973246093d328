/** Time that passes as fast as the events of a simulation follow each other. */

/** What transport/clock.ts calls a Clock. */
export class SimulatedClock {
	#time = 0;
	/** A heap would be quicker, but there are never many. */
	readonly #sleepers: Array<{ at: number; wake: () => void }> = [];

	now(): number {
		return this.#time;
	}

	async sleep(ms: number): Promise<void> {
		const at = this.#time + ms;
		await new Promise<void>((wake) => {
			let place = this.#sleepers.length;
			while (place > 0 && this.#sleepers[place - 1]!.at > at) place--;
			this.#sleepers.splice(place, 0, { at, wake });
		});
	}

	/** Runs until `done`. @throws Error when nobody waits for time any more */
	async run(done: () => boolean): Promise<void> {
		while (!done()) {
			// What does not wait for time has its turn first.
			await new Promise((resolve) => setImmediate(resolve));
			if (done()) return;
			const next = this.#sleepers.shift();
			if (!next) throw new Error('The simulation stands still');
			this.#time = next.at;
			next.wake();
		}
	}
}
