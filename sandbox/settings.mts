/** Settings of a sandbox: from the command line, `POST /reset` or `PATCH /settings`. */
import { Ajv } from 'ajv';

export interface RateLimit {
	/** Requests per key and window. */
	limit: number;
	/** Length of a window in whole seconds. Windows start at multiples of it on the server's clock. */
	windowSeconds: number;
}

export interface Settings {
	/** Determines ids, names and numbers: the same seed gives the same organization, relative to today. */
	seed: number;
	accounts: number;
	creators: number;
	videos: number;
	/** Posts per refreshed account (at most 64). */
	accountVideosPerAccount: number;
	/** null = no limit, and no X-RateLimit headers. */
	rateLimit: RateLimit | null;
	/** Maximum number of tracked accounts; null = unlimited. */
	quota: number | null;
	/** Position of rows without a sort value, in either direction. The contract does not say, so clients must handle both. */
	nulls: 'first' | 'last';
	/** Offset of the server's clock from the real one. */
	clockSkewMs: number;
	/** Delay before each request. */
	latencyMs: number;
	/** auto = active resources refresh at their interval; manual = only on `POST /refresh`. */
	scrape: 'auto' | 'manual';
	/** Speed-up of the intervals under `scrape: auto`. */
	speed: number;
	/** Delay of the first refresh of a new active resource; null = never. */
	firstRefreshDelayMs: number | null;
	idempotencyWindowSeconds: number;
	/** Whether the read-only POSTs (metrics, deltas) need the write scope: the docs leave it open (contract/NOTES.md#read-only-posts-and-scopes). */
	metricsNeedWrite: boolean;
	/** Filters (query parameters) that lists accept and do not apply. */
	ignoreFilters: string[];
	/**
	 * What lists say of their filters: those in force, nothing, those that were asked for (in force or not), or other values. The contract does
	 * not show the keys of the echo.
	 */
	filterEcho: 'active' | 'absent' | 'asked' | 'wrong';
	/** Fraction (0 to 1) of the seeded accounts that were never refreshed. */
	unscrapedShare: number;
	/** Validate every response against the contract; an invalid one becomes a 500 and a violation. */
	validateResponses: boolean;
	/** Seeded last_scrape_times are spread evenly over this many seconds before now. */
	scrapeSpreadSeconds: number;
	omitRateLimitHeaders: boolean;
	/** Format of Retry-After on a 429. */
	retryAfterStyle: 'seconds' | 'date' | 'absent';
}

export const DEFAULT_SETTINGS: Settings = {
	seed: 7,
	accounts: 60,
	creators: 20,
	videos: 80,
	accountVideosPerAccount: 5,
	rateLimit: { limit: 600, windowSeconds: 60 },
	quota: null,
	nulls: 'last',
	clockSkewMs: 0,
	latencyMs: 0,
	scrape: 'manual',
	speed: 1,
	firstRefreshDelayMs: 2000,
	idempotencyWindowSeconds: 600,
	metricsNeedWrite: false,
	ignoreFilters: [],
	filterEcho: 'active',
	unscrapedShare: 0,
	validateResponses: false,
	scrapeSpreadSeconds: 86_400,
	omitRateLimitHeaders: false,
	retryAfterStyle: 'seconds',
};

/** Settings of the seeded data: only `POST /reset` changes them. */
const SEEDING: ReadonlyArray<keyof Settings> = [
	'seed',
	'accounts',
	'creators',
	'videos',
	'accountVideosPerAccount',
	'unscrapedShare',
	'scrapeSpreadSeconds',
];

const count = { type: 'integer', minimum: 0, maximum: 1_000_000 };
const duration = { type: 'number', minimum: 0 };

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile({
	type: 'object',
	additionalProperties: false,
	properties: {
		seed: { type: 'integer' },
		accounts: count,
		creators: count,
		videos: count,
		accountVideosPerAccount: { type: 'integer', minimum: 0, maximum: 64 },
		rateLimit: {
			type: ['object', 'null'],
			required: ['limit', 'windowSeconds'],
			additionalProperties: false,
			properties: {
				limit: { type: 'integer', minimum: 1 },
				windowSeconds: { type: 'integer', minimum: 1 },
			},
		},
		quota: { type: ['integer', 'null'], minimum: 0 },
		nulls: { enum: ['first', 'last'] },
		clockSkewMs: { type: 'number' },
		latencyMs: duration,
		scrape: { enum: ['auto', 'manual'] },
		speed: { type: 'number', exclusiveMinimum: 0 },
		firstRefreshDelayMs: { type: ['number', 'null'], minimum: 0 },
		idempotencyWindowSeconds: duration,
		metricsNeedWrite: { type: 'boolean' },
		ignoreFilters: { type: 'array', items: { type: 'string' } },
		filterEcho: { enum: ['active', 'absent', 'asked', 'wrong'] },
		unscrapedShare: { type: 'number', minimum: 0, maximum: 1 },
		validateResponses: { type: 'boolean' },
		scrapeSpreadSeconds: duration,
		omitRateLimitHeaders: { type: 'boolean' },
		retryAfterStyle: { enum: ['seconds', 'date', 'absent'] },
	},
});

/** Unknown or invalid settings; the message names each of them. */
export class SettingsError extends Error {}

/**
 * Validates settings.
 * @param given any value, for instance a request body
 * @param change true to reject settings that need new data
 * @throws SettingsError with one sentence per wrong setting
 */
export function parseSettings(given: unknown, change = false): Partial<Settings> {
	if (!validate(given)) {
		const problems = (validate.errors ?? []).map((error) => {
			const name = error.instancePath.slice(1).replaceAll('/', '.');
			if (error.keyword === 'additionalProperties')
				return `there is no setting "${error.params.additionalProperty}"`;
			return `${name || 'settings'} ${error.message}`;
		});
		throw new SettingsError(problems.join('; '));
	}
	const settings = given as Partial<Settings>;
	const seeding = SEEDING.filter((key) => change && key in settings);
	if (seeding.length > 0)
		throw new SettingsError(`${seeding.join(', ')} shape the data: use POST /reset`);
	return settings;
}
