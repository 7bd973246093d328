/** Time that passes as fast as the events of a simulation follow each other. */

interface Sleeper {
	at: number;
	/** Tells sleepers of the same moment apart: first come, first woken. */
	order: number;
	wake: () => void;
}

const isEarlier = (a: Sleeper, b: Sleeper) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** What transport/clock.ts calls a Clock. Sleepers are kept in a binary heap. */
export class SimulatedClock {
	#time = 0;
	#order = 0;
	readonly #heap: Sleeper[] = [];

	now(): number {
		return this.#time;
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((wake) =>
			this.#push({ at: this.#time + ms, order: this.#order++, wake }),
		);
	}

	/**
	 * Runs until `done`, or until nobody waits for time any more.
	 * @param turn called back when what does not wait for time has had its turn; a simulation without streams and sockets needs promises only,
	 * so `process.nextTick` is enough for it
	 */
	async run(
		done: () => boolean,
		turn: (then: () => void) => void = (then) => setImmediate(then),
	): Promise<void> {
		while (!done()) {
			await new Promise<void>((resolve) => turn(resolve));
			if (done()) return;
			const next = this.#pop();
			if (!next) throw new Error('The simulation stands still');
			this.#time = next.at;
			next.wake();
		}
	}

	#push(sleeper: Sleeper): void {
		const heap = this.#heap;
		let at = heap.push(sleeper) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!isEarlier(sleeper, heap[parent]!)) break;
			heap[at] = heap[parent]!;
			at = parent;
		}
		heap[at] = sleeper;
	}

	#pop(): Sleeper | undefined {
		const heap = this.#heap;
		const first = heap[0];
		const last = heap.pop();
		if (first === undefined || last === undefined || heap.length === 0) return first;
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child++;
			if (!isEarlier(heap[child]!, last)) break;
			heap[at] = heap[child]!;
			at = child;
		}
		heap[at] = last;
		return first;
	}
}
