/** Everything about a sandbox that can be chosen, by the command line, `POST /reset` or `PATCH /settings`. */
import { Ajv } from 'ajv';

export interface RateLimit {
	/** Requests that one key may make in one window. */
	limit: number;
	/** Length of a window in whole seconds; windows begin at multiples of it on the server's clock. */
	windowSeconds: number;
}

export interface Settings {
	/** Decides ids, names and numbers: the same seed gives the same organization, relative to the present day. */
	seed: number;
	accounts: number;
	creators: number;
	videos: number;
	/** Posts that the feed of each refreshed account shows (at most 64). */
	accountVideosPerAccount: number;
	/** null = no limit, and no X-RateLimit headers. */
	rateLimit: RateLimit | null;
	/** Most accounts that the organization may track; null = no cap. */
	quota: number | null;
	/** Where rows without a sort value stand, in either direction (the contract does not say, so both must work). */
	nulls: 'first' | 'last';
	/** The server's clock minus the real one. */
	clockSkewMs: number;
	/** Wait before each request is worked on. */
	latencyMs: number;
	/** auto = active resources refresh when their interval has passed; manual = only on `POST /refresh`. */
	scrape: 'auto' | 'manual';
	/** How much faster than real time the intervals pass under `scrape: auto`. */
	speed: number;
	/** When a newly tracked active resource gets its first refresh; null = never by itself. */
	firstRefreshDelayMs: number | null;
	idempotencyWindowSeconds: number;
	/** Whether the read-only POSTs (metrics, deltas) need the write scope: the docs leave it open (contract/NOTES.md#read-only-posts-and-scopes). */
	metricsNeedWrite: boolean;
	/** Filters, by query parameter, that lists take and do not apply. */
	ignoreFilters: string[];
	/**
	 * What lists say of their filters: those in force, nothing, those that were asked for (in force or not), or other values. The contract does
	 * not show the keys of the echo.
	 */
	filterEcho: 'active' | 'absent' | 'asked' | 'wrong';
	/** Share (0 to 1) of the seeded accounts that were never refreshed. */
	unscrapedShare: number;
	/** Check every response against the contract; a broken one becomes a 500 and a violation. */
	validateResponses: boolean;
	/** Seeded last_scrape_times lie evenly over this many seconds before the seeding. */
	scrapeSpreadSeconds: number;
	omitRateLimitHeaders: boolean;
	/** Form of Retry-After on a 429. */
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

/** Settings that shape the seeded data: they change only by `POST /reset`. */
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

/** A setting that does not exist or has a value out of its range; the message names each. */
export class SettingsError extends Error {}

/**
 * Checks settings from outside.
 * @param given any value, for instance a request body
 * @param change true when the sandbox keeps its data, so that settings which shape it are refused
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
