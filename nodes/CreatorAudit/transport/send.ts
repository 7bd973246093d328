import { holdsData, isPage, parseBody, redirectTarget } from './http/response';
import { isInside, urlOf } from './baseUrl';
import { pause, systemClock } from './clock';
import { conditionalCache, connect, routeOf, type Connection, type Route } from './connection';
import { toNodeApiError } from './errors/nodeErrors';
import { excerptOf } from './errors/unexpectedAnswer';
import { sendOnce, type NetworkFailure, type RawResponse } from './http/sendOnce';
import { isFailure, type ApiFailure } from './errors/failure';
import { isRefusal, type Outcome } from './rateLimit/pause';
import { PauseTooLong } from './rateLimit/rateLimiter';
import { readProblem } from './errors/problem';
import { readRateHeaders } from './rateLimit/rateLimitHeaders';
import { parseRetryAfter } from './retry/retryAfter';
import { Attempts, type Failing } from './retry/attempts';
import { DEFAULT_CONCURRENCY, type Permit } from './rateLimit/fairQueue';
import { nodeRunOf } from './nodeRun';
import type { ApiContext, ApiRequest, ApiResponse, SendOptions } from './types';

/** Redirects inside the base URL that are followed, for servers that add or drop a slash. */
const MOST_REDIRECTS = 3;

/** The engine's settings with a timeout that ends no later than the deadline. */
function within(
	http: SendOptions['http'],
	deadlineMs: number | undefined,
	nowMs: number,
): SendOptions['http'] {
	if (deadlineMs === undefined) return http;
	return {
		...http,
		timeout: Math.max(1, Math.ceil(Math.min(http?.timeout ?? Infinity, deadlineMs - nowMs))),
	};
}

/** What an answer, or its absence, tells the limiter. */
function outcomeOf(answer: RawResponse | NetworkFailure | undefined, sentMs: number): Outcome {
	const receivedMs = systemClock.now();
	if (!answer || !('status' in answer)) return { failed: answer?.retryable, sentMs, receivedMs };
	const { status, headers } = answer;
	const retryAfterMs = parseRetryAfter(headers['retry-after'], headers.date, Date.now());
	return {
		status,
		failed: status >= 500,
		reading: readRateHeaders(headers),
		retryAfterMs,
		dateHeader: headers.date,
		sentMs,
		receivedMs,
	};
}

/** One call in its attempts. */
class Call {
	private readonly attempts: Attempts;
	/** The limiter's count when the call began, or at its last failure. */
	private servedBefore: number;
	private readonly signal: AbortSignal;
	private readonly route: Route;

	constructor(
		private readonly context: ApiContext,
		private readonly request: ApiRequest,
		private readonly options: SendOptions,
		private readonly connection: Connection,
	) {
		this.signal = connection.signal;
		this.route = routeOf(connection, options.http);
		this.attempts = new Attempts(request, options, systemClock);
		this.servedBefore = this.route.limiter.served;
	}

	async run(): Promise<ApiResponse | ApiFailure> {
		let url = urlOf(this.connection.baseUrl, this.request);
		if (!isInside(url, this.connection.baseUrl)) {
			return this.fail('unsent', {
				note: `The path "${this.request.path}" leads outside the Base URL`,
			});
		}
		const { method, etag, noCache } = this.request;
		const cacheKey = `${this.route.cacheId} ${url}`;
		let useCache = method === 'GET' && etag === undefined && noCache !== true;
		for (let redirects = 0; ; ) {
			const cached = useCache ? conditionalCache.get(cacheKey) : undefined;
			const answer = await this.attempt(url, etag ?? cached?.etag);
			if (isFailure(answer)) return answer;
			if ('message' in answer) {
				const decided = await this.failed(answer.retryable ? 'broken' : 'final', undefined);
				if (decided === 'again') continue;
				const kind = answer.network ? 'network' : 'unsent';
				return this.fail(kind, { networkCode: answer.code, note: answer.message, ...decided });
			}
			const { status, headers, text, isTooLong, file } = answer;
			if (status === 304) {
				if (etag !== undefined) return { status, headers, body: undefined };
				if (cached)
					return {
						status: 200,
						headers: { ...headers, 'x-from-cache': '1' },
						body: parseBody(cached.text),
					};
				if (!useCache) return this.fail('no body', { status });
				useCache = false;
				continue;
			}
			if (status >= 300 && status < 400) {
				const target = redirectTarget(answer, url, this.connection.baseUrl, method);
				if (target === undefined || ++redirects > MOST_REDIRECTS)
					return this.fail('redirect', { status });
				url = target;
				continue;
			}
			const retryAfterMs = parseRetryAfter(headers['retry-after'], headers.date, Date.now());
			if (status < 200 || status >= 300) {
				const decided = await this.failed(status, retryAfterMs);
				if (decided === 'again') continue;
				return this.fail('status', {
					status,
					problem: readProblem(status, text, headers),
					retryAfterMs,
					...decided,
				});
			}
			if (isTooLong) {
				await this.failed('final', retryAfterMs);
				return this.fail('too long', { status, outcomeUnknown: true });
			}
			if (file) return { status, headers, body: undefined, file };
			let body: unknown;
			try {
				body = parseBody(text);
			} catch {
				// A web page will be one next time too; JSON that breaks off was cut on its way.
				const decided = await this.failed(isPage(answer) ? 'final' : 'broken', retryAfterMs);
				if (decided === 'again') continue;
				return this.fail('not json', { status, ...decided });
			}
			if (!holdsData(this.request, body)) {
				const decided = await this.failed(
					body === undefined && status !== 204 ? 'broken' : 'final',
					retryAfterMs,
				);
				if (decided === 'again') continue;
				return this.fail('no data', {
					status,
					note: `It sent: ${excerptOf(body)}`,
					problem: readProblem(status, '', headers),
					...decided,
				});
			}
			if (useCache && headers.etag) conditionalCache.set(cacheKey, { etag: headers.etag, text });
			return { status, headers, body };
		}
	}

	/** Waits for the limiter and sends once. */
	private async attempt(
		url: string,
		etag: string | undefined,
	): Promise<RawResponse | NetworkFailure | ApiFailure> {
		const { run } = this.connection;
		const { limiter } = this.route;
		const { concurrency = DEFAULT_CONCURRENCY, deadlineMs, first, http, source } = this.options;
		let permit: Permit;
		const waitedMs = limiter.quotaWaitMs;
		try {
			permit = await limiter.acquire({
				group: run,
				concurrency,
				maxPauseMs: this.attempts.patienceMs,
				deadlineMs: this.attempts.deadlineMs,
				signal: this.signal,
				first: first === true || this.attempts.sent > 0,
				urgent: source === 'poll',
			});
		} catch (error) {
			return error instanceof PauseTooLong
				? this.turnedAway(error)
				: this.fail('cancelled', { signal: this.signal });
		}
		this.noteUse(waitedMs);
		const sentMs = this.attempts.begin();
		let answer: RawResponse | NetworkFailure | undefined;
		try {
			answer = await sendOnce(
				this.context,
				this.request,
				url,
				etag,
				this.connection,
				within(http, deadlineMs, sentMs),
			);
		} finally {
			// Whatever happens: a permit that is not handed back keeps a place of the key for good.
			limiter.release(permit, outcomeOf(answer, sentMs));
		}
		if (!this.signal.aborted) return answer;
		const status = 'status' in answer ? answer.status : undefined;
		// What has been done counts, though nobody waits for it any more: n8n's Retry On Fail must not do it again.
		if (status !== undefined && status < 300) return answer;
		this.attempts.ended(status);
		return this.fail('cancelled', { signal: this.signal });
	}

	/** Counts a request of the run, and what it waited. @param beforeMs the limiter's count before it waited */
	private noteUse(beforeMs: number): void {
		const run = nodeRunOf(this.context);
		if (!run) return;
		const { connection } = this;
		const nowMs = this.route.limiter.quotaWaitMs;
		run.requests += 1;
		run.quotaWaitMs += Math.max(0, nowMs - Math.max(beforeMs, connection.waitCountedMs));
		connection.waitCountedMs = nowMs;
	}

	/** After a failed attempt: waits and says 'again', or says why not. */
	private async failed(
		failing: Failing,
		retryAfterMs: number | undefined,
	): Promise<'again' | Partial<ApiFailure>> {
		const { limiter } = this.route;
		const overtaken = limiter.served !== this.servedBefore;
		this.servedBefore = limiter.served;
		const { downMs: waitedMs } = limiter;
		const waits = waitedMs !== undefined ? 'for all' : overtaken ? 'its turn' : undefined;
		const decision = this.attempts.failed(failing, retryAfterMs, waits);
		if (decision === undefined) return {};
		if (typeof decision === 'string') {
			const isDown = waits === 'for all' && decision === 'wait too long';
			return { gaveUp: decision, ...(isDown && { kind: 'down', waitedMs }) };
		}
		const status = typeof failing === 'number' ? failing : undefined;
		// After a refusal, and while the API is down, the limiter lets everybody wait, this call included.
		if (!isRefusal({ status, retryAfterMs }) && waits !== 'for all')
			await pause(decision, systemClock, this.signal);
		return 'again';
	}

	/** The limiter let nobody through for longer than this call can wait. */
	private turnedAway({ resumesInMs: retryAfterMs, waitedMs, reason }: PauseTooLong): ApiFailure {
		const gaveUp = 'wait too long';
		if (reason === 'quota') return this.fail('quota', { retryAfterMs, waitedMs });
		if (reason === 'down')
			return this.fail('down', { gaveUp, waitedMs: this.route.limiter.downMs });
		return this.fail('status', {
			status: 503,
			retryAfterMs,
			gaveUp,
			problem: readProblem(503, '', {}),
		});
	}

	private fail(kind: ApiFailure['kind'], details: Partial<ApiFailure> = {}): ApiFailure {
		const { sent: attempts, outcomeUnknown } = this.attempts;
		const { source } = this.options;
		return {
			kind,
			request: this.request,
			baseUrl: this.connection.baseUrl,
			attempts,
			outcomeUnknown,
			source,
			...details,
		};
	}
}

/**
 * The only way to the API: waits for the key's quota, sends, repeats what may be repeated (docs/limits.md) and says how it ended.
 * @returns the answer for any 2xx (and for a 304 to the caller's own etag), else the failure as a value
 * @throws Error with one sentence when the credential cannot be used
 */
export async function trySend(
	context: ApiContext,
	request: ApiRequest,
	options: SendOptions = {},
): Promise<ApiResponse | ApiFailure> {
	return await new Call(context, request, options, await connect(context)).run();
}

/**
 * Like {@link trySend}, for callers that have no use for a failure.
 * @throws NodeApiError that says what happened, to which item, and what to do
 */
export async function send(
	context: ApiContext,
	request: ApiRequest,
	options: SendOptions = {},
): Promise<ApiResponse> {
	const outcome = await trySend(context, request, options);
	if (isFailure(outcome)) throw toNodeApiError(context.getNode(), outcome, options.itemIndex);
	return outcome;
}
