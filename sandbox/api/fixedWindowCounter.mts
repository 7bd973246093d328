/** The rate limit: requests per key in fixed windows, aligned to the server's clock (contract/NOTES.md#rate-limits). */
import type { RateLimit, Settings } from '../settings.mts';
import type { ApiKey } from './keys.mts';
import { ApiProblem } from './problem.mts';

/** Requests of all keys in one window. */
export interface WindowCount {
	/** Start of the window, ms since 1970, server clock. */
	start: number;
	served: number;
	refused: number;
}

const MAX_WINDOWS = 10_000;

export class FixedWindowCounter {
	/** Requests in the current window, by key. */
	readonly #used = new Map<ApiKey, number>();
	#windows: WindowCount[] = [];
	#limit: RateLimit | null = null;

	get windows(): readonly WindowCount[] {
		return this.#windows;
	}

	clear(): void {
		this.#used.clear();
		this.#windows = [];
	}

	/**
	 * Counts a request. Rejected requests do not count against the limit.
	 * @param now server clock in ms
	 * @returns headers for the response
	 * @throws ApiProblem 429 when the key has reached the limit in this window
	 */
	take(key: ApiKey, now: number, settings: Settings): Record<string, string> {
		const { rateLimit } = settings;
		if (rateLimit === null) return {};
		const window = this.#windowAt(now, rateLimit);
		const used = this.#used.get(key) ?? 0;
		const resetMs = window.start + rateLimit.windowSeconds * 1000;
		const granted = used < rateLimit.limit;
		const headers: Record<string, string> = settings.omitRateLimitHeaders
			? {}
			: {
					'x-ratelimit-limit': String(rateLimit.limit),
					'x-ratelimit-remaining': String(granted ? rateLimit.limit - used - 1 : 0),
					'x-ratelimit-reset': String(resetMs / 1000),
				};
		if (granted) {
			this.#used.set(key, used + 1);
			window.served++;
			return headers;
		}
		window.refused++;
		throw new ApiProblem(
			'RATE_LIMITED',
			`The limit of ${rateLimit.limit} requests per ${rateLimit.windowSeconds} s is reached.`,
			undefined,
			{
				...headers,
				...retryAfter(resetMs, now, settings.retryAfterStyle),
			},
		);
	}

	#windowAt(now: number, rateLimit: RateLimit): WindowCount {
		const length = rateLimit.windowSeconds * 1000;
		const start = Math.floor(now / length) * length;
		const current = this.#windows.at(-1);
		const same =
			current?.start === start &&
			this.#limit?.limit === rateLimit.limit &&
			this.#limit.windowSeconds === rateLimit.windowSeconds;
		if (same) return current;
		this.#limit = rateLimit;
		this.#used.clear();
		const window: WindowCount = { start, served: 0, refused: 0 };
		this.#windows.push(window);
		if (this.#windows.length > MAX_WINDOWS) this.#windows.shift();
		return window;
	}
}

function retryAfter(
	resetMs: number,
	now: number,
	style: Settings['retryAfterStyle'],
): Record<string, string> {
	if (style === 'absent') return {};
	if (style === 'date') return { 'retry-after': new Date(resetMs).toUTCString() };
	return { 'retry-after': String(Math.max(1, Math.ceil((resetMs - now) / 1000))) };
}
