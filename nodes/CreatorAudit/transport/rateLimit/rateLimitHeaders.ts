/** Reads what an answer says about the quota: X-RateLimit-* (contract/NOTES.md#rate-limits), or RateLimit-* of the IETF drafts. */

/** A field is undefined when absent or absurd. */
export interface RateReading {
	/** Requests in a window. */
	limit?: number;
	/** Requests left in the window. */
	remaining?: number;
	/** When the window ends, server time in ms. */
	resetMs?: number;
	/** ms until the window ends, where the server says it so: whole seconds, rounded in either direction. */
	resetInMs?: number;
	/** Length of a window in ms. */
	windowMs?: number;
}

/** A smaller value of Reset (2001 as Unix seconds) is a number of seconds from now. */
const EARLIEST_RESET_S = 1_000_000_000;
/** A larger value of Reset (the year 5138 as Unix seconds) is in ms. */
const LATEST_RESET_S = 100_000_000_000;

function count(value: string | undefined): number | undefined {
	const text = value?.trim() ?? '';
	return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

const LONGEST_FIELD = 1000;
/** The policies of a field: later drafts write `"burst";r=5;t=1, "daily";r=90;t=4000`, draft 7 `limit=10, remaining=5, reset=1`. */
const policies = (field = '') => field.slice(0, LONGEST_FIELD).split(/,\s*(?=")/);

function parameter(policy: string | undefined, names: string): number | undefined {
	return count(new RegExp(`(?:^|[;,\\s])(?:${names})=(\\d+)`).exec(policy ?? '')?.[1]);
}

/** @param headers lower-case names @returns undefined when the answer says nothing about the quota */
export function readRateHeaders(headers: Record<string, string>): RateReading | undefined {
	const left = (policy: string) => parameter(policy, 'r|remaining') ?? Infinity;
	const tightest = policies(headers.ratelimit).reduce((a, b) => (left(b) < left(a) ? b : a));
	const [name] = tightest.split(';', 1);
	const all = policies(headers['ratelimit-policy']);
	const policy = all.find((one) => one.startsWith(`${name};`)) ?? all[0];
	const named = (end: string) =>
		count(headers[`x-ratelimit-${end}`] ?? headers[`ratelimit-${end}`]);
	const limit = named('limit') ?? parameter(tightest, 'limit') ?? parameter(policy, 'q');
	const remaining = named('remaining') ?? parameter(tightest, 'r|remaining');
	if (limit === undefined && remaining === undefined) return undefined;
	const reset = named('reset') ?? parameter(tightest, 't|reset');
	const windowMs = inMs(parameter(policy, 'w'));
	if (reset === undefined || reset < EARLIEST_RESET_S)
		return { limit, remaining, resetInMs: inMs(reset), windowMs };
	return { limit, remaining, resetMs: reset > LATEST_RESET_S ? reset : reset * 1000, windowMs };
}
