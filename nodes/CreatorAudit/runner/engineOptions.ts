import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import type { Request } from './types';

/** Batches in which items start. */
export interface Batching {
	/** Items that begin together. */
	batchSize: number;
	/** Pause between two batches, in ms; 0 = none. */
	batchPauseMs: number;
}

/** The options that n8n adds to every declarative node (docs/n8n-internals.md#request-options). The first item's count for all, as in n8n's engine. */
function readEngineOptions(context: IExecuteFunctions): IDataObject {
	return context.getNodeParameter('requestOptions', 0, {}) as IDataObject;
}

/** Name and password of an address, plain. */
function readLogin({
	username,
	password,
}: URL): { username: string; password: string } | undefined {
	return username === ''
		? undefined
		: { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** @throws NodeOperationError when it is no address */
function readProxy(context: IExecuteFunctions, given: unknown): Request['proxy'] {
	if (given === undefined || given === '') return undefined;
	const refuse = (advice: string) =>
		inputError(context.getNode(), 'Proxy', `is no address. ${advice}`);
	if (typeof given !== 'string' || !URL.canParse(given))
		throw refuse('It should look like http://proxy.example.com:3128.');
	const url = new URL(given);
	const { protocol, hostname, port } = url;
	if (hostname === '') throw refuse('It should look like http://proxy.example.com:3128.');
	let auth: ReturnType<typeof readLogin>;
	try {
		auth = readLogin(url);
	} catch {
		throw refuse('Write a % in its name or password as %25.');
	}
	return {
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		protocol: protocol.replace(/:$/, ''),
		...(auth && { auth }),
	};
}

/** Reads n8n's Batching. */
export function readBatching(context: IExecuteFunctions): Batching {
	const { batching } = readEngineOptions(context) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const { batchSize = 1, batchInterval = 0 } = batching?.batch ?? {};
	// The field's description: -1 is off, 0 counts as 1.
	if (batchSize < 0) return { batchSize: Infinity, batchPauseMs: 0 };
	return { batchSize: Math.max(1, batchSize), batchPauseMs: Math.max(0, batchInterval) };
}

/**
 * What of these options goes along with each request.
 * @throws NodeOperationError that names the field when the proxy is no address
 */
export function readHttpSettings(
	context: IExecuteFunctions,
): Pick<Request, 'proxy' | 'timeout' | 'skipSslCertificateValidation'> {
	const { proxy, timeout, allowUnauthorizedCerts } = readEngineOptions(context);
	return {
		proxy: readProxy(context, proxy),
		...(timeout ? { timeout: timeout as number } : {}),
		skipSslCertificateValidation: allowUnauthorizedCerts === true,
	};
}
