import { isFailure, type ApiFailure } from '../transport/errors/failure';

/** What came of a request for some ids. */
export type Asked<T> = T | ApiFailure;

/** Refused calls after which dividing ends when none has succeeded: then the ids are not what is wrong. */
const MOST_CALLS_IN_VAIN = 30;

/** The batches of one question: what one of them learns, the others need not ask. */
export class Division<T extends object> {
	private hasAccepted = false;
	private isVain = false;
	/** Divisions run one after the other. */
	private last: Promise<unknown> = Promise.resolve();

	/**
	 * @param ask makes one call for some ids
	 * @param isRefusal whether a failure may be due to single ids
	 */
	constructor(
		private readonly ask: (ids: string[]) => Promise<Asked<T>>,
		private readonly isRefusal: (outcome: Asked<T>) => outcome is ApiFailure,
	) {}

	/**
	 * Asks for ids together. Where they are refused, asks for ever smaller parts, until the refused ids stand alone.
	 *
	 * One refused id of 200 costs 16 calls in all at the most: when the first half of a refused part is accepted, the second is divided without being
	 * asked for.
	 * @returns the outcome of each id
	 */
	async load(ids: string[]): Promise<Map<string, Asked<T>>> {
		const outcomes = new Map<string, Asked<T>>();
		const outcome = await this.call(ids, outcomes);
		if (ids.length > 1 && this.isRefusal(outcome)) {
			const division = this.last.then(async () => await this.divide(ids, outcomes));
			this.last = division.catch(() => undefined);
			await division;
		}
		return outcomes;
	}

	private async call(ids: string[], outcomes: Map<string, Asked<T>>): Promise<Asked<T>> {
		const outcome = await this.ask(ids);
		for (const id of ids) outcomes.set(id, outcome);
		this.hasAccepted ||= !isFailure(outcome);
		return outcome;
	}

	/** Divides level by level, so that refused calls are spread over the whole batch. */
	private async divide(all: string[], outcomes: Map<string, Asked<T>>): Promise<void> {
		let calls = 0;
		for (let refused = [all]; refused.length > 0 && !this.isVain; ) {
			const next: string[][] = [];
			for (const ids of refused) {
				const half = Math.floor(ids.length / 2);
				const [first, second] = [ids.slice(0, half), ids.slice(half)];
				const outcome = await this.call(first, outcomes);
				calls += 1;
				if (this.isRefusal(outcome) && first.length > 1) next.push(first);
				// The fault must be in the other half: only a single id is asked for, to hear what is wrong with it.
				const isKnown = !isFailure(outcome) && second.length > 1;
				if (!isKnown) calls += 1;
				if (isKnown || (this.isRefusal(await this.call(second, outcomes)) && second.length > 1))
					next.push(second);
				this.isVain = !this.hasAccepted && calls >= MOST_CALLS_IN_VAIN;
				if (this.isVain) return;
			}
			refused = next;
		}
	}
}
