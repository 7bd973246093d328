/** Answers of creates, kept for repeats with the same Idempotency-Key (contract/NOTES.md#idempotency). */
import { hash } from 'node:crypto';
import type { PlainResponse } from '../contract/checkResponse.mts';
import { invalid } from './problem.mts';

interface Kept {
	/** Hash of the body that made it. */
	body: string;
	response: PlainResponse;
	expiresAt: number;
}

interface GuardedCreate {
	/** API key, operation and Idempotency-Key in one text. */
	slot: string;
	body: unknown;
	/** Server clock in ms. */
	now: number;
	/** How long the response is kept, in ms. */
	keptMs: number;
}

const MAX_KEPT = 200_000;

export class IdempotencyStore {
	readonly #kept = new Map<string, Kept>();

	clear(): void {
		this.#kept.clear();
	}

	/**
	 * Runs a create, or repeats the response that the same key got before. Only successes are kept: a refused create may be tried again.
	 * @throws ApiProblem 422 when the key comes back with another body (the docs forbid it and do not say what happens)
	 */
	run({ slot, body, now, keptMs }: GuardedCreate, create: () => PlainResponse): PlainResponse {
		const digest = hash('sha1', JSON.stringify(body));
		const kept = this.#kept.get(slot);
		if (kept !== undefined && kept.expiresAt > now) {
			if (kept.body !== digest) throw invalid('Idempotency-Key', 'was used for another request');
			return kept.response;
		}
		const response = create();
		this.#kept.delete(slot);
		this.#kept.set(slot, { body: digest, response, expiresAt: now + keptMs });
		this.#dropOldest(now);
		return response;
	}

	/** Entries stand in the order of their making, so that the expired ones are in front. */
	#dropOldest(now: number): void {
		for (const [slot, kept] of this.#kept) {
			if (kept.expiresAt > now && this.#kept.size <= MAX_KEPT) return;
			this.#kept.delete(slot);
		}
	}
}
