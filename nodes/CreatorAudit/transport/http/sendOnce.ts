import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Connection } from '../connection';
import { CREDENTIAL } from '../credential';
import type { ApiContext, ApiRequest } from '../types';
import type { OutgoingRequest } from './guardedRequest';

/** An answer as it came: any status, the body unread. */
export interface RawResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** No answer came. */
export interface NetworkFailure {
	/** Whether the network is to blame: not for a refused credential or a cancelled execution. */
	network: boolean;
	/** Whether a repetition may help. */
	repeatable: boolean;
	/** Code such as ECONNREFUSED, where there is one. */
	code?: string;
	/** What n8n or Node.js said. */
	message: string;
}

/** n8n's own default, in ms (docs/n8n-internals.md#request-options). */
const DEFAULT_TIMEOUT_MS = 300_000;

/** Settings that the engine may hand over for a request. Nothing else of it is used, least of all headers. */
const ENGINE_SETTINGS = [
	'proxy',
	'timeout',
	'skipSslCertificateValidation',
	'allowedDomains',
] as const;

function headersOf(raw: unknown): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries((raw ?? {}) as IDataObject)) {
		if (value !== undefined && value !== null) headers[name.toLowerCase()] = String(value);
	}
	return headers;
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
			return { code, network: false, repeatable: false };
		if (
			typeof code === 'string' &&
			(CERTIFICATE_CODE.test(code) || /^(E[A-Z_]+|ERR_[A-Z_]+|UND_[A-Z_]+)$/.test(code))
		) {
			return { code, network: true, repeatable: !CERTIFICATE_CODE.test(code) };
		}
		at = cause;
	}
	return { network, repeatable: network };
}

/**
 * Sends one request through n8n's HTTP helper, which adds the key (credential's authenticate), proxies and n8n's own protection against
 * requests into private networks. Every status comes back as an answer. Redirects are not followed here: the key must not travel
 * to where they point.
 * @param url absolute, below the base URL
 * @param etag for If-None-Match
 * @param connection its signal breaks the request off; n8n 2 uses the execution's own in its place
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
	}: Pick<Connection, 'signal' | 'credential' | 'isDirect'>,
	engine: Partial<IHttpRequestOptions> = {},
): Promise<RawResponse | NetworkFailure> {
	const options: IHttpRequestOptions & Pick<OutgoingRequest, 'isDirect'> = {
		method: request.method,
		url,
		headers: {
			Accept: 'application/json',
			...(etag !== undefined && { 'If-None-Match': etag }),
			...(request.idempotencyKey !== undefined && { 'Idempotency-Key': request.idempotencyKey }),
			...(request.body !== undefined && { 'Content-Type': 'application/json' }),
		},
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		timeout: DEFAULT_TIMEOUT_MS,
		abortSignal: signal,
		isDirect,
	};
	for (const setting of ENGINE_SETTINGS) {
		if (engine[setting] !== undefined) Object.assign(options, { [setting]: engine[setting] });
	}
	try {
		if (request.body !== undefined) options.body = JSON.stringify(request.body);
		const answer = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
			{ credentialsDecrypted },
		);
		const { statusCode, headers, body } = answer as {
			statusCode: number;
			headers: unknown;
			body: unknown;
		};
		return {
			status: statusCode,
			headers: headersOf(headers),
			text:
				typeof body === 'string'
					? body
					: body === undefined || body === null
						? ''
						: JSON.stringify(body),
		};
	} catch (error) {
		const message =
			error instanceof Error
				? error.cause instanceof Error
					? error.cause.message
					: error.message
				: String(error);
		return { message, ...networkFailureIn(error) };
	}
}
