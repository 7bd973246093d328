import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors';
import type { Request } from './item';

/** What the user has set in the options that n8n adds to every declarative node (n8n-facts 1.14). */
export interface EngineOptions {
	http: Pick<Request, 'proxy' | 'timeout' | 'skipSslCertificateValidation'>;
	/** Items that begin together. */
	batchSize: number;
	/** Pause between two batches, in ms; 0 = none. */
	batchPauseMs: number;
}

/** @throws NodeOperationError when it is no address */
function readProxy(context: IExecuteFunctions, given: unknown): Request['proxy'] {
	if (given === undefined || given === '') return undefined;
	if (typeof given !== 'string' || !URL.canParse(given) || new URL(given).hostname === '') {
		throw inputError(context.getNode(), 'Proxy', 'is no address. It should look like http://proxy.example.com:3128.');
	}
	const { protocol, hostname, port, username, password } = new URL(given);
	return {
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		protocol: protocol.replace(/:$/, ''),
		...(username !== '' && { auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) } }),
	};
}

/** Reads them once for all items, as n8n's engine does. */
export function readEngineOptions(context: IExecuteFunctions): EngineOptions {
	const { batching, proxy, timeout, allowUnauthorizedCerts } = context.getNodeParameter('requestOptions', 0, {}) as IDataObject;
	const { batchSize, batchInterval } = ((batching as IDataObject | undefined)?.batch ?? {}) as { batchSize?: number; batchInterval?: number };
	return {
		http: {
			proxy: readProxy(context, proxy),
			...(timeout ? { timeout: timeout as number } : {}),
			skipSslCertificateValidation: allowUnauthorizedCerts === true,
		},
		batchSize: Math.max(1, batchSize ?? 1),
		batchPauseMs: Math.max(0, batchInterval ?? 0),
	};
}
