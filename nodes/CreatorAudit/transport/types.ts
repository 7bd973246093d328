import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

/** Every n8n context that speaks to the API: an item of the node, a poll of the trigger, a list search. */
export type ApiContext = IExecuteSingleFunctions | IPollFunctions | ILoadOptionsFunctions;

/** A value of the query string; undefined means that the parameter is not sent. */
export type QueryValue = string | number | boolean | undefined;

/** One call of the API, before authentication. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path below the base URL. Starts with a slash; each segment is already encoded. */
	path: string;
	query?: Record<string, QueryValue>;
	body?: IDataObject | IDataObject[];
	/** A POST without effects (metrics, deltas), which may therefore be repeated after any failure. */
	readOnly?: boolean;
	/** Value of the Idempotency-Key header; makes a create repeatable (contract/NOTES.md#idempotency). */
	idempotencyKey?: string;
	/**
	 * What a 2xx answer must hold, or it is a failure: a list, or an object or list, under `data` (default for requests that only
	 * read; for a GET an object without an envelope counts, too), or anything, nothing included (default for changes).
	 */
	expects?: 'list' | 'data' | 'anything';
	/** An ETag that the caller keeps itself. A 304 is then given to the caller, with no body. */
	etag?: string;
	/** Whether an answer that is no JSON, such as a table or a picture, is given to the caller as it is. */
	takesFiles?: boolean;
	/** The answer is read once only: it is not worth remembering for If-None-Match. */
	noCache?: boolean;
}

/** A 2xx answer, or the 304 that a caller's own `etag` asked for. */
export interface ApiResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Parsed JSON; undefined for an empty body, and for a file. */
	body: unknown;
	/** What came in place of JSON, for a request that takes files; never empty. */
	file?: Buffer;
}

/** Who waits for a call: an item of a step (which has an option for it), a poll of the trigger, or somebody who fetches a test event or opens a list. */
export type CallSource = 'item' | 'poll' | 'test' | 'list';

/** Concurrency, attempts, waiting and priority of a call. */
export interface SendOptions {
	/** How often one call is tried at the most. Default 5. */
	maxAttempts?: number;
	/** How long one call may wait between its tries, in ms; also the longest single pause for the quota. Default 300,000. */
	maxWaitMs?: number;
	/** How many calls of one node run may be under way at once. Default 10. */
	concurrency?: number;
	/** A moment of the limiter's clock (ms) after which nothing is waited for, an answer included: the end of a poll's time budget. */
	deadlineMs?: number;
	/** Whether the call goes ahead of the run's other waiting calls, because its outcome may end them. */
	first?: boolean;
	/** Who waits, for the words of an error. Default: an item. */
	source?: CallSource;
	/** The input item that errors name. */
	itemIndex?: number;
	/** Settings of the engine for this request: proxy, timeout, TLS, allowed domains. */
	http?: Partial<IHttpRequestOptions>;
}
