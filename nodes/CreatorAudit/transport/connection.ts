import { createHash } from 'node:crypto';
import { sleep, type ICredentialsDecrypted } from 'n8n-workflow';

import { ConditionalCache } from './http/conditionalCache';
import { isReachedDirectly } from './http/directPath';
import { keyHider } from './http/keyHider';
import { normaliseBaseUrl, plainKey } from './baseUrl';
import { CREDENTIAL, readCredential, type Reading } from './credential';
import { nodeRunOf, type NodeRun } from './nodeRun';
import { RateLimiter } from './rateLimit/rateLimiter';
import type { ApiContext, SendOptions } from './types';

/** Limiters kept at the most; idle ones go when there are more. */
const MOST_LIMITERS = 100;

/** What all calls of one node run, or one poll, have in common that use the same key. */
export interface Connection {
	baseUrl: string;
	/** As n8n has decrypted it. Given with each request, or n8n would load and decrypt it anew for each. */
	credential: ICredentialsDecrypted;
	/** Stands for key and base URL where they must be told apart; the key cannot be read from it. */
	keyId: string;
	limiter: RateLimiter;
	/** Replaces the key in what a server sends. */
	hideKey(text: string): string;
	/** Whether an address on plain http is reached without a proxy; undefined for https, which no proxy can read. */
	isDirect?: boolean;
	/** Object that stands for the items of the run that have this connection; the limiter knows them by it. */
	run: object;
	/** Aborted when the execution is cancelled, when the run has ended, or when {@link Connection.stop} is. */
	signal: AbortSignal;
	/** Ends the waiting calls of this connection, whose key was refused. */
	stop: AbortController;
	/** The limiter's count of waiting, in ms, up to which the run's own is counted: calls wait at the same time. */
	waitCountedMs: number;
}

const limiters = new Map<string, RateLimiter>();

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

/** The connections of one node run: one for each key that its items have. */
interface RunConnections {
	/** By key. */
	byKey: Map<string, Promise<Connection>>;
	/** The first reading of the credential. */
	first?: Promise<Reading>;
	/** The connection of all items, as soon as it is known that they have one. */
	shared?: Connection;
	/** Items whose credential is being read. */
	opening: Set<Promise<unknown>>;
}

const connectionsOfRuns = new WeakMap<NodeRun, RunConnections>();
/** The connection of an item's context. */
const connected = new WeakMap<object, Connection>();
const opened = new WeakMap<object, Promise<Connection>>();

function connectionsOf(run: NodeRun): RunConnections {
	const known = connectionsOfRuns.get(run) ?? { byKey: new Map(), opening: new Set() };
	connectionsOfRuns.set(run, known);
	return known;
}

function idOf({ data }: Reading): { keyId: string; baseUrl: string } {
	const { apiKey, baseUrl: entered } = data as { apiKey?: unknown; baseUrl?: unknown };
	const baseUrl = normaliseBaseUrl(entered);
	const keyId = createHash('sha256')
		.update(`${baseUrl}\n${plainKey(apiKey)}`)
		.digest('hex');
	return { keyId, baseUrl };
}

async function open(context: ApiContext, reading: Reading, ends: AbortSignal[]) {
	const { keyId, baseUrl } = idOf(reading);
	const { protocol, hostname } = new URL(baseUrl);
	const isDirect = protocol === 'http:' ? await isReachedDirectly(context, hostname) : undefined;
	const stop = new AbortController();
	const cancel =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const signal = AbortSignal.any([stop.signal, ...ends, ...(cancel ? [cancel] : [])]);
	const credential = { id: CREDENTIAL, name: CREDENTIAL, type: CREDENTIAL, data: reading.data };
	const limiter = limiterOf(keyId);
	const hideKey = keyHider(plainKey(reading.data.apiKey));
	const own = { run: {}, signal, stop, waitCountedMs: 0 };
	return { baseUrl, credential, keyId, limiter, hideKey, isDirect, ...own };
}

/** The run's connection for a key. */
async function openOnce(context: ApiContext, run: NodeRun, reading: Reading): Promise<Connection> {
	const { byKey } = connectionsOf(run);
	const { keyId } = idOf(reading);
	const connection = byKey.get(keyId) ?? open(context, reading, [run.stop.signal]);
	byKey.set(keyId, connection);
	return await connection;
}

async function openItem(context: ApiContext, run: NodeRun): Promise<Connection> {
	const connections = connectionsOf(run);
	if (connections.first) {
		const first = await connections.first.catch(() => undefined);
		if (first?.isShared) return await openOnce(context, run, first);
	}
	const reading = readCredential(context);
	connections.first ??= reading;
	const own = await reading;
	const connection = await openOnce(context, run, own);
	if (own.isShared) connections.shared = connection;
	return connection;
}

/** The connection of a context if it is known already, because {@link connect} has ended or all items of the run share one. */
export function connectionNow(context: ApiContext): Connection | undefined {
	const run = nodeRunOf(context);
	const { shared } = run ? connectionsOf(run) : {};
	if (shared) connected.set(context, shared);
	return connected.get(context);
}

/**
 * The connection of an item, by the credential as n8n resolves it for this item: its fields may be expressions
 * (docs/n8n-internals.md#credentials-per-item). A credential that is the same for all items is read once for a run, because n8n loads and
 * decrypts it anew each time, which outside of executions takes longer than the request.
 * @throws Error with one sentence when the base URL cannot be used
 */
export async function connect(context: ApiContext): Promise<Connection> {
	const run = nodeRunOf(context);
	if (!run) return await open(context, await readCredential(context), []);
	const known = connectionNow(context);
	if (known) return known;
	let opening = opened.get(context);
	if (!opening) {
		opening = openItem(context, run);
		opened.set(context, opening);
		const { opening: all } = connectionsOf(run);
		const noted = opening
			.then((connection) => connected.set(context, connection))
			.catch(() => undefined)
			.finally(() => all.delete(noted));
		all.add(noted);
	}
	return await opening;
}

/** Resolves when each item of the context's run that has begun knows its connection. */
export async function allConnected(context: ApiContext): Promise<void> {
	const run = nodeRunOf(context);
	const { opening } = run ? connectionsOf(run) : { opening: new Set() };
	if (opening.size === 0) return;
	while (opening.size > 0) await Promise.all(opening);
	// What they do next happens in the same turn.
	await sleep(0);
}

/** The object that stands for those items of a run that share a credential; the run itself, or the context, where that is not known. */
export function runScopeOf(context: ApiContext): object {
	return connected.get(context)?.run ?? nodeRunOf(context) ?? context;
}
