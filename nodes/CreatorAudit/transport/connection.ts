import { createHash } from 'node:crypto';
import type { ICredentialsDecrypted, IExecuteSingleFunctions, IPollFunctions } from 'n8n-workflow';

import { ConditionalCache } from './http/conditionalCache';
import { isReachedDirectly } from './http/directPath';
import { normaliseBaseUrl, plainKey } from './baseUrl';
import { RateLimiter } from './rateLimit/rateLimiter';
import type { ApiContext, SendOptions } from './types';

/** Name of the credential type. */
export const CREDENTIAL = 'creatorAuditApi';

/** Limiters kept at the most; idle ones go when there are more. */
const MOST_LIMITERS = 100;

/** What all calls of one node run, or one poll, have in common. */
export interface Connection {
	baseUrl: string;
	/** As n8n has decrypted it. Given with each request, or n8n would load and decrypt it anew for each. */
	credential: ICredentialsDecrypted;
	/** Stands for key and base URL where they must be told apart; the key cannot be read from it. */
	keyId: string;
	limiter: RateLimiter;
	/** Whether an address on plain http is reached without a proxy; undefined for https, which no proxy can read. */
	isDirect?: boolean;
	/** Object by which the limiter knows the run. */
	run: object;
	/** Aborted when the execution is cancelled, or when {@link Connection.stop} is. */
	signal: AbortSignal;
	/** Ends the run's waiting calls, for a run that has failed already. */
	stop: AbortController;
}

const limiters = new Map<string, RateLimiter>();
const connections = new WeakMap<object, Promise<Connection>>();

/** Answers remembered in this process, for all keys. */
export const conditionalCache = new ConditionalCache();

function limiterOf(keyId: string): RateLimiter {
	const known = limiters.get(keyId);
	if (known) return known;
	if (limiters.size >= MOST_LIMITERS) {
		for (const [id, limiter] of limiters) if (limiter.idle) limiters.delete(id);
	}
	const limiter = new RateLimiter();
	limiters.set(keyId, limiter);
	return limiter;
}

/** What calls share that take the same way to the API with the same key. */
export interface Route {
	/** Under which answers are remembered. */
	cacheId: string;
	limiter: RateLimiter;
}

/**
 * The way that a call takes. A step with a proxy or TLS settings of its own shares no answers and no pauses with other steps: whoever sits on
 * its way could tell them anything in the API's name.
 * @param http the step's settings
 */
export function routeOf(
	{ keyId, limiter }: Pick<Connection, 'keyId' | 'limiter'>,
	{ proxy, skipSslCertificateValidation }: SendOptions['http'] = {},
): Route {
	if (proxy === undefined && skipSslCertificateValidation !== true)
		return { cacheId: keyId, limiter };
	const cacheId = createHash('sha256')
		.update(JSON.stringify([keyId, proxy, skipSslCertificateValidation === true]))
		.digest('hex');
	return { cacheId, limiter: limiterOf(cacheId) };
}

/**
 * One go of a node through its items. n8n keeps the execute data for further goes: Retry On Fail (docs/n8n-internals.md#retry-on-fail), and the calls of
 * an AI agent's tool, which may also overlap.
 */
interface Run {
	/** Items that have begun. */
	begun: Set<number>;
}

/** The newest run on an execute data. */
const newestRuns = new WeakMap<object, Run>();
/** The run that an item's context belongs to. */
const runs = new WeakMap<object, Run>();

/** The object that stands for a node run: one for all its items (docs/n8n-internals.md#execute-data), or the context itself where no item has begun. */
export function runScopeOf(context: ApiContext): object {
	return runs.get(context) ?? context;
}

/**
 * Takes note that an item begins. An item that has begun before means that n8n runs the node once more: then nothing of the earlier
 * run counts, neither that it has ended nor what failed in it.
 */
export function beginItem(context: IExecuteSingleFunctions): void {
	const data = context.getExecuteData();
	const item = context.getItemIndex();
	const newest = newestRuns.get(data);
	const run = newest && !newest.begun.has(item) ? newest : { begun: new Set<number>() };
	run.begun.add(item);
	newestRuns.set(data, run);
	runs.set(context, run);
}

/**
 * Begins a poll. n8n may use one context for all polls of a trigger, between which the credential may change.
 * @returns the context of this poll alone, whose calls share one reading of the credential
 */
export function beginPoll(context: IPollFunctions): IPollFunctions {
	const own = Object.create(context) as IPollFunctions;
	runs.set(own, { begun: new Set() });
	return own;
}

async function open(context: ApiContext, run: object): Promise<Connection> {
	const data = await context.getCredentials(CREDENTIAL);
	const { apiKey, baseUrl: entered } = data as { apiKey?: unknown; baseUrl?: unknown };
	const baseUrl = normaliseBaseUrl(entered);
	const keyId = createHash('sha256')
		.update(`${baseUrl}\n${plainKey(apiKey)}`)
		.digest('hex');
	const { protocol, hostname } = new URL(baseUrl);
	const isDirect = protocol === 'http:' ? await isReachedDirectly(context, hostname) : undefined;
	const stop = new AbortController();
	const cancel =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const signal = cancel ? AbortSignal.any([cancel, stop.signal]) : stop.signal;
	const credential = { id: CREDENTIAL, name: CREDENTIAL, type: CREDENTIAL, data };
	return { baseUrl, credential, keyId, limiter: limiterOf(keyId), isDirect, run, signal, stop };
}

/**
 * Reads the credential, once for all items of a node run or all calls of a poll, because n8n loads and decrypts it anew each time, which
 * outside of executions takes longer than the request.
 * @throws Error with one sentence when the base URL cannot be used
 */
export async function connect(context: ApiContext): Promise<Connection> {
	const run = runScopeOf(context);
	if (run === context) return await open(context, run);
	let connection = connections.get(run);
	if (!connection) {
		connection = open(context, run);
		connections.set(run, connection);
	}
	return await connection;
}
