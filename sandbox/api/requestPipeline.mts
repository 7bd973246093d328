/** The steps that every request passes: authentication, rate limit, validation, faults, handler, response. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkRequest, type CheckedRequest } from '../contract/checkRequest.mts';
import { checkResponse, type PlainResponse } from '../contract/checkResponse.mts';
import type { Operation } from '../contract/operations.mts';
import { runsHandler, replacesResponse, type Fault } from '../control/faults.mts';
import type { LogEntry } from '../control/requestLog.mts';
import type { SandboxState } from '../state.mts';
import { deliver, drop, hang, toWire } from './deliver.mts';
import { requireScope, type ApiKey } from './keys.mts';
import { conditional, jsonType, parseBody, requireJsonAccepted } from './negotiation.mts';
import { HANDLERS } from './operations/index.mts';
import { ApiProblem, problemDocument, problemOfStatus } from './problem.mts';

/** Headers in the contract that are added after validation, or omitted by a setting. */
const LATER: ReadonlySet<string> = new Set(['etag']);
const LATER_OR_OMITTED: ReadonlySet<string> = new Set([
	...LATER,
	'x-ratelimit-limit',
	'x-ratelimit-remaining',
	'x-ratelimit-reset',
]);

export interface Incoming {
	/** null = the contract has no such operation. */
	operation: Operation | null;
	request: FastifyRequest;
	reply: FastifyReply;
	/** Below the base path, as it was sent. */
	path: string;
}

export class RequestPipeline {
	readonly requestId = `req_${randomUUID().replaceAll('-', '')}`;
	readonly #state: SandboxState;
	readonly #operation: Operation | null;
	readonly #request: FastifyRequest;
	readonly #reply: FastifyReply;
	readonly #path: string;
	readonly #entry: LogEntry;
	#rateHeaders: Record<string, string> = {};

	constructor(state: SandboxState, { operation, request, reply, path }: Incoming) {
		this.#state = state;
		this.#operation = operation;
		this.#request = request;
		this.#reply = reply;
		this.#path = path;
		const key = state.keys.nameOf(request.headers.authorization);
		this.#entry = state.log.open({
			method: request.method,
			path,
			query: { ...(request.query as LogEntry['query']) },
			headers: { ...request.headers, ...(key === null ? {} : { authorization: key }) },
			key,
			requestId: this.requestId,
			route: operation === null ? null : `${operation.method} ${operation.path}`,
		});
		reply.raw.once('close', () =>
			state.log.close(this.#entry, reply.raw.writableFinished ? this.#entry.status : 0),
		);
	}

	/** Handles the request. Call this when the body has arrived. */
	async answer(): Promise<void> {
		const body = this.#request.body as Buffer | undefined;
		this.#state.log.keepBody(this.#entry, body);
		let fault: Fault | undefined;
		let response: PlainResponse;
		try {
			const { key, checked } = this.#admit(body);
			fault = this.#takeFault();
			const delayMs = this.#state.settings.latencyMs + (fault?.delayMs ?? 0);
			if (delayMs > 0) await sleep(delayMs);
			if (fault?.hang) return hang(this.#reply);
			if (fault?.reset === 'before') return drop(this.#reply);
			response = this.#respond(key, checked, fault);
		} catch (error) {
			response = this.#refuse(error);
		}
		deliver(this.#reply, this.#entry, toWire(response, fault), fault);
	}

	/** Rejects a request whose body did not arrive. */
	refuse(error: unknown): void {
		deliver(this.#reply, this.#entry, toWire(this.#refuse(error), undefined), undefined);
	}

	/** Checks that come before the handler. @throws ApiProblem when one fails */
	#admit(rawBody: Buffer | undefined): { key: ApiKey | null; checked: CheckedRequest } {
		const { headers } = this.#request;
		const operation = this.#operation;
		let key: ApiKey | null = null;
		if (operation === null || operation.authenticated) {
			key = this.#state.keys.authenticate(headers.authorization);
			this.#rateHeaders = this.#state.requestCounter.take(
				key,
				this.#state.now(),
				this.#state.settings,
			);
		}
		if (operation === null) {
			this.#state.violations.byClient({
				...this.#place(),
				errors: [{ field: 'path', message: 'is not in the contract' }],
			});
			throw new ApiProblem('NOT_FOUND', `There is no ${this.#request.method} ${this.#path}.`);
		}
		if (key !== null) requireScope(key, operation, this.#state.settings.metricsNeedWrite);
		requireJsonAccepted(headers.accept);
		const { request, errors } = checkRequest(operation, {
			params: this.#request.params as Record<string, string>,
			query: this.#entry.query,
			headers,
			body: parseBody(rawBody, headers['content-type']),
		});
		if (errors.length > 0) {
			this.#state.violations.byClient({ ...this.#place(), errors });
			const fields = errors.map(({ field, message }) => `${field} ${message}`);
			throw new ApiProblem(
				'VALIDATION_ERROR',
				`The request is not valid: ${fields.join('; ')}`,
				errors,
			);
		}
		return { key, checked: request };
	}

	#takeFault(): Fault | undefined {
		const target = {
			method: this.#request.method,
			path: this.#path,
			authorization: this.#request.headers.authorization,
			keyName: this.#entry.key,
		};
		return this.#state.faults.take(target, this.#state.settings.seed);
	}

	/** The response of the handler, or the one that a fault replaces it by. */
	#respond(key: ApiKey | null, checked: CheckedRequest, fault: Fault | undefined): PlainResponse {
		const genuine =
			fault === undefined || runsHandler(fault) ? this.#work(key, checked) : undefined;
		if (genuine !== undefined && (fault === undefined || !replacesResponse(fault))) return genuine;
		const status = fault?.status ?? genuine?.status ?? 200;
		const headers = this.#commonHeaders();
		if (fault?.body === undefined) {
			if (status < 400) return { status, headers, body: undefined };
			return this.#problem(problemOfStatus(status), status);
		}
		headers['content-type'] =
			typeof fault.body === 'string' ? 'text/plain; charset=utf-8' : jsonType(status);
		return { status, headers, body: fault.body };
	}

	#work(key: ApiKey | null, checked: CheckedRequest): PlainResponse {
		const operation = this.#operation as Operation;
		const now = this.#state.now();
		const { world, settings, scraper } = this.#state;
		const url = new URL(this.#request.url, `http://${this.#request.headers.host ?? 'localhost'}`);
		const run = (): PlainResponse => {
			const handler = HANDLERS[operation.operationId] as (typeof HANDLERS)[string];
			const context = { world, settings, request: checked, url, now, key, tracked: scraper.track };
			return { headers: {}, body: undefined, ...handler(context) };
		};
		const slot = this.#idempotencySlot();
		const keptMs = settings.idempotencyWindowSeconds * 1000;
		const made =
			slot === undefined
				? run()
				: this.#state.idempotency.run({ slot, body: checked.body, now, keptMs }, run);
		const response = { ...made, headers: { ...this.#commonHeaders(), ...made.headers } };
		if (response.body !== undefined) response.headers['content-type'] = jsonType(response.status);
		this.#holdToContract(operation, response);
		return operation.conditional
			? conditional(response, this.#request.headers['if-none-match'])
			: response;
	}

	/** Undefined when the operation has no Idempotency-Key header, or the request does not send it. */
	#idempotencySlot(): string | undefined {
		const takesKey = this.#operation?.parameters.some(({ name }) => name === 'Idempotency-Key');
		const given = this.#request.headers['idempotency-key'];
		return takesKey && typeof given === 'string'
			? `${this.#request.headers.authorization} ${this.#entry.route} ${given}`
			: undefined;
	}

	/** Validates the response, if enabled. @throws ApiProblem 500 when the sandbox violates the contract */
	#holdToContract(operation: Operation, response: PlainResponse): void {
		const { settings, contract } = this.#state;
		if (!settings.validateResponses) return;
		const optional =
			settings.rateLimit === null || settings.omitRateLimitHeaders ? LATER_OR_OMITTED : LATER;
		const errors = checkResponse(contract, operation, response, optional);
		if (errors.length === 0) return;
		this.#state.violations.bySandbox({
			n: this.#entry.n,
			operationId: operation.operationId,
			status: response.status,
			errors,
		});
		throw new ApiProblem('INTERNAL_ERROR', `The sandbox broke the contract: ${errors.join('; ')}`);
	}

	#refuse(error: unknown): PlainResponse {
		if (error instanceof ApiProblem) return this.#problem(error, error.status);
		console.error(error);
		return this.#problem(
			new ApiProblem('INTERNAL_ERROR', `The sandbox failed: ${String(error)}`),
			500,
		);
	}

	#problem(problem: ApiProblem, status: number): PlainResponse {
		const headers = {
			...this.#commonHeaders(),
			...problem.headers,
			'content-type': 'application/problem+json',
		};
		return {
			status,
			headers,
			body: problemDocument(problem, this.#request.url, this.requestId, status),
		};
	}

	#commonHeaders(): Record<string, string> {
		return {
			'x-request-id': this.requestId,
			date: new Date(this.#state.now()).toUTCString(),
			...this.#rateHeaders,
		};
	}

	#place(): { n: number; method: string; path: string } {
		return { n: this.#entry.n, method: this.#request.method, path: this.#path };
	}
}
