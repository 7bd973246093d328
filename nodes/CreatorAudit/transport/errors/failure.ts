import type { Problem } from './problem';
import type { GaveUp } from '../retry/attempts';
import type { ApiRequest, CallSource } from '../types';

/** Why a call did not succeed, as a value: the caller may know how to go on, or makes an error of it. */
export interface ApiFailure {
	kind: /** The API answered with an error status. */
	| 'status'
		/** The server pointed to another address. */
		| 'redirect'
		/** No answer came, or it broke off. */
		| 'network'
		/** The answer is a web page or other text where JSON was expected. */
		| 'not json'
		/** A 2xx answer is longer than any that n8n should hold in its memory. */
		| 'too long'
		/** A 2xx answer lacks what was asked for. */
		| 'no data'
		/** A 304 to a request that asked for no comparison. */
		| 'no body'
		/** n8n refused to send the request: credential, base URL, allowed domains. */
		| 'unsent'
		/** The quota returns later than the call may wait. */
		| 'quota'
		/** The API answers nobody, and the call may not wait longer. */
		| 'down'
		/** The execution was cancelled. */
		| 'cancelled';
	request: ApiRequest;
	baseUrl: string;
	status?: number;
	problem?: Problem;
	/** How often the request was sent. */
	attempts: number;
	/** Why it was not repeated; absent where repeating is out of the question. */
	gaveUp?: GaveUp;
	/** ms after which the server wants to be asked again. */
	retryAfterMs?: number;
	/** Who waited. Default: an item. */
	source?: CallSource;
	/** ms in which nobody got through while the call waited. */
	waitedMs?: number;
	/** Whether a try may have been carried out though no good answer came: a create must then be looked up. */
	outcomeUnknown: boolean;
	/** Code such as ECONNREFUSED. */
	networkCode?: string;
	/** What ended the run, for a call that was cancelled. */
	signal?: AbortSignal;
	/** Further words: of the network stack, of n8n, or the address that a redirect named. */
	note?: string;
}

/** Whether a call's outcome is a failure. */
export function isFailure(outcome: object): outcome is ApiFailure {
	return 'kind' in outcome;
}
