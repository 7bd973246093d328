/** What an answer says about the quota (contract/NOTES.md#rate-limits); a field is undefined when absent or absurd. */
export interface RateReading {
	/** Requests per window. */
	limit?: number;
	/** Requests left in the window. */
	remaining?: number;
	/** When the window ends, server time in ms. */
	resetMs?: number;
}

/** Unix seconds before this are no moment of an API that exists: the value then is taken for something else and ignored. */
const EARLIEST_RESET_S = 1_000_000_000;
/** The year 5138: what is later are milliseconds, which some servers send. */
const LATEST_RESET_S = 100_000_000_000;

function count(value: string | undefined): number | undefined {
	const text = value?.trim() ?? '';
	return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * Reads X-RateLimit-Limit, -Remaining and -Reset.
 * @param headers lower-case names
 * @returns the reading, or undefined when the answer says nothing about the quota
 */
export function readRateHeaders(headers: Record<string, string>): RateReading | undefined {
	const limit = count(headers['x-ratelimit-limit']);
	const remaining = count(headers['x-ratelimit-remaining']);
	if (limit === undefined && remaining === undefined) return undefined;
	const reset = count(headers['x-ratelimit-reset']);
	const usable = reset !== undefined && reset >= EARLIEST_RESET_S;
	const resetMs = usable ? (reset > LATEST_RESET_S ? reset : reset * 1000) : undefined;
	return { limit, remaining, resetMs };
}
