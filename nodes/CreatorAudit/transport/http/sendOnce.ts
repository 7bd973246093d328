import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Connection } from '../connection';
import { CREDENTIAL } from '../credential';
import type { ApiContext, ApiRequest } from '../types';
import { timeLimit, within } from './deadline';
import { isFile, isPageText } from './fileAnswer';
import type { OutgoingRequest } from './guardedRequest';
import { isByteStream, readBytes, readText } from './readText';

/** An answer as it came: any status, the body unread, the key in neither text nor headers. */
export interface RawResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
	/** Whether the text was longer than an answer may be; it is empty then. */
	isTooLong?: boolean;
	/** What came in place of JSON, for a request that takes files; the text is empty then. */
	file?: Buffer;
}

/** No answer came. */
export interface NetworkFailure {
	/** Whether the network is to blame: not for a refused credential or a cancelled execution. */
	network: boolean;
	/** Whether a repetition may help. */
	retryable: boolean;
	/** Code such as ECONNREFUSED, where there is one. */
	code?: string;
	/** What n8n or Node.js said. */
	message: string;
}

/** n8n's own default, in ms (docs/n8n-internals.md#request-options). */
const DEFAULT_TIMEOUT_MS = 300_000;

/** Settings that the engine may hand over for a request. Nothing else of it is used, least of all headers. */
const ENGINE_SETTINGS = ['proxy', 'skipSslCertificateValidation', 'allowedDomains'] as const;

function headersOf(raw: unknown, hideKey: Connection['hideKey']): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries((raw ?? {}) as IDataObject)) {
		if (value !== undefined && value !== null) headers[name.toLowerCase()] = hideKey(String(value));
	}
	return headers;
}

/** The text of a body; undefined when it is longer than an answer may be. */
async function textOf(body: unknown): Promise<string | undefined> {
	if (isByteStream(body)) return await readText(body);
	if (typeof body === 'string') return body;
	return body === undefined || body === null ? '' : JSON.stringify(body);
}

/** Codes of a server that does not prove who it is (Node.js, X509 certificate error codes). */
const CERTIFICATE_CODE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** Walks from an error to its causes and finds the first code of the network stack. */
function networkFailureIn(error: unknown): Omit<NetworkFailure, 'message'> {
	let network = false;
	for (let at = error, depth = 0; at && typeof at === 'object' && depth < 6; depth++) {
		const { code, isAxiosError, cause, constructor } = at as {
			code?: unknown;
			isAxiosError?: unknown;
			cause?: unknown;
			constructor?: { name?: string };
		};
		network ||= isAxiosError === true || constructor?.name === 'AxiosError';
		// What Node.js finds wrong with the request itself stays wrong.
		if (typeof code === 'string' && /^ERR_(INVALID|UNESCAPED|HTTP_INVALID)/.test(code))
			return { code, network: false, retryable: false };
		if (
			typeof code === 'string' &&
			(CERTIFICATE_CODE.test(code) || /^(E[A-Z_]+|ERR_[A-Z_]+|UND_[A-Z_]+)$/.test(code))
		) {
			return { code, network: true, retryable: !CERTIFICATE_CODE.test(code) };
		}
		at = cause;
	}
	return { network, retryable: network };
}

/** The context, with a signal of this request's own: n8n 2 takes the execution's in the place of what a request brings along. */
const withSignal = (context: ApiContext, signal: AbortSignal): ApiContext =>
	Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as ApiContext;

/**
 * Sends one request through n8n's HTTP helper, which adds the key (credential's authenticate), proxies and n8n's own protection against
 * requests into private networks. Every status comes back as an answer. Redirects are not followed here: the key must not travel
 * to where they point. The whole of it, the last byte of the answer included, has an end in time and size.
 * @param url absolute, below the base URL
 * @param etag for If-None-Match
 * @param connection its signal breaks the request off
 */
export async function sendOnce(
	context: ApiContext,
	request: ApiRequest,
	url: string,
	etag: string | undefined,
	{
		signal,
		credential: credentialsDecrypted,
		isDirect,
		hideKey,
	}: Pick<Connection, 'signal' | 'credential' | 'isDirect' | 'hideKey'>,
	engine: Partial<IHttpRequestOptions> = {},
): Promise<RawResponse | NetworkFailure> {
	const timeout = timeLimit(engine.timeout, DEFAULT_TIMEOUT_MS);
	const options: IHttpRequestOptions & Pick<OutgoingRequest, 'isDirect'> = {
		method: request.method,
		url,
		headers: {
			Accept: request.takesFiles ? 'application/json, */*;q=0.5' : 'application/json',
			...(etag !== undefined && { 'If-None-Match': etag }),
			...(request.idempotencyKey !== undefined && { 'Idempotency-Key': request.idempotencyKey }),
			...(request.body !== undefined && { 'Content-Type': 'application/json' }),
		},
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		isDirect,
	};
	for (const setting of ENGINE_SETTINGS) {
		if (engine[setting] !== undefined) Object.assign(options, { [setting]: engine[setting] });
	}
	try {
		if (request.body !== undefined) options.body = JSON.stringify(request.body);
		return await within(timeout, signal, async (over) => {
			const answer = await context.helpers.httpRequestWithAuthentication.call(
				withSignal(context, over),
				CREDENTIAL,
				{ ...options, timeout, abortSignal: over },
				{ credentialsDecrypted },
			);
			const { statusCode, headers, body } = answer as Record<string, unknown>;
			if (isByteStream(body)) {
				over.addEventListener('abort', () => body.destroy());
				if (over.aborted) body.destroy();
			}
			const named = headersOf(headers, hideKey);
			if (request.takesFiles && isByteStream(body) && isFile(statusCode as number, named)) {
				const bytes = await readBytes(body);
				// Latin-1 has a character for each byte, so that nothing but the key changes.
				const text = hideKey(bytes?.toString('latin1') ?? '');
				const isTooLong = bytes === undefined;
				const answer = { status: statusCode as number, headers: named, isTooLong };
				return text === '' || isPageText(text)
					? { ...answer, text }
					: { ...answer, text: '', file: Buffer.from(text, 'latin1') };
			}
			const text = await textOf(body);
			return {
				status: statusCode as number,
				headers: named,
				text: hideKey(text ?? ''),
				isTooLong: text === undefined,
			};
		});
	} catch (error) {
		const message =
			error instanceof Error
				? error.cause instanceof Error
					? error.cause.message
					: error.message
				: String(error);
		return { message: hideKey(message), ...networkFailureIn(error) };
	}
}
