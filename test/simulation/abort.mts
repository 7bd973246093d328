/** AbortController and AbortSignal as far as the package uses them. Node.js' own take half the time of a simulated request. */

type Listener = () => void;

export class SimulatedSignal {
	aborted = false;
	reason: unknown;
	readonly #listeners = new Set<Listener>();

	/** A signal of several. They live as long as one poll, so that none of them has to be left again. */
	static any(signals: SimulatedSignal[]): SimulatedSignal {
		const { signal, abort } = new SimulatedController();
		for (const one of signals) {
			if (one.aborted) abort(one.reason);
			one.addEventListener('abort', () => abort(one.reason));
		}
		return signal;
	}

	/** Never comes: the simulated API itself gives a request up at its end (api.mts). */
	static timeout(): SimulatedSignal {
		return new SimulatedSignal();
	}

	addEventListener(_: 'abort', listener: Listener): void {
		this.#listeners.add(listener);
	}

	removeEventListener(_: 'abort', listener: Listener): void {
		this.#listeners.delete(listener);
	}

	throwIfAborted(): void {
		if (this.aborted) throw this.reason as Error;
	}

	end(reason: unknown): void {
		if (this.aborted) return;
		this.aborted = true;
		this.reason = reason;
		for (const listener of this.#listeners) listener();
	}
}

export class SimulatedController {
	readonly signal = new SimulatedSignal();
	readonly abort = (reason: unknown = new Error('This operation was aborted')): void =>
		this.signal.end(reason);
}
