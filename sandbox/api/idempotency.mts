/** Responses of creates, replayed for the same Idempotency-Key (contract/NOTES.md#idempotency). */
import { hash } from 'node:crypto';
import type { PlainResponse } from '../contract/checkResponse.mts';
import { invalid } from './problem.mts';

interface Kept {
	/** Hash of the request body. */
	body: string;
	response: PlainResponse;
	expiresAt: number;
}

interface GuardedCreate {
	/** API key, operation and Idempotency-Key, joined. */
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
	 * Runs a create, or replays the stored response. Only successes are stored, so a rejected create can be retried.
	 * @throws ApiProblem 422 when the key is reused with another body (documented as forbidden; the status is a guess)
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

	/** Entries are in order of creation, so expired ones come first. */
	#dropOldest(now: number): void {
		for (const [slot, kept] of this.#kept) {
			if (kept.expiresAt > now && this.#kept.size <= MAX_KEPT) return;
			this.#kept.delete(slot);
		}
	}
}
