/** One remembered answer: its validator and its text, which is parsed anew for each reader, so that none can change another's. */
export interface CachedAnswer {
	etag: string;
	text: string;
}

/** Characters that one answer may have to be remembered: five full pages of accounts. */
const LONGEST_TEXT = 2_000_000;
/** Characters remembered in all. */
const LONGEST_IN_ALL = 8_000_000;

/** Characters of the longest validator that is remembered. The API's have fewer than a hundred. */
const LONGEST_ETAG = 2_000;

/** Characters that an entry takes, its address and validator included: a server chooses their length. */
function sizeOf(key: string, { etag, text }: CachedAnswer): number {
	return key.length + etag.length + text.length;
}

/**
 * Answers to GETs by key and URL, for If-None-Match (contract/NOTES.md#conditional-requests). The least recently used go first
 * when the memory bound is reached.
 */
export class ConditionalCache {
	private readonly answers = new Map<string, CachedAnswer>();
	private length = 0;

	get(key: string): CachedAnswer | undefined {
		const answer = this.answers.get(key);
		if (answer) {
			this.answers.delete(key);
			this.answers.set(key, answer);
		}
		return answer;
	}

	set(key: string, answer: CachedAnswer): void {
		this.delete(key);
		if (answer.etag.length > LONGEST_ETAG || sizeOf(key, answer) > LONGEST_TEXT) return;
		this.answers.set(key, answer);
		this.length += sizeOf(key, answer);
		for (const oldest of this.answers.keys()) {
			if (this.length <= LONGEST_IN_ALL) break;
			this.delete(oldest);
		}
	}

	delete(key: string): void {
		const answer = this.answers.get(key);
		if (!answer) return;
		this.answers.delete(key);
		this.length -= sizeOf(key, answer);
	}
}
