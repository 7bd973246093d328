/** Log of the API's requests, bounded in entries and in bodies. */

export interface LoggedRequest {
	/** Sequence number, from 1. */
	n: number;
	/** Arrival in ms since 1970, on the real clock (not the sandbox's). */
	at: number;
	method: string;
	/** Below the base path. */
	path: string;
	query: Record<string, string | string[] | undefined>;
	/** Lower-case names; authorization holds the key's name or "unknown", never the key. */
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON, or the text if it is no JSON. null without a body, or when it was dropped to save memory. */
	body: unknown;
	/** 0 = no complete response: connection reset, hanging or in progress. */
	status: number;
	/** Size of the response body. */
	bytes: number;
	/** Duration until the end of the response, in ms. */
	ms: number;
	/** Name of the API key, null without one. */
	key: string | null;
	requestId: string;
	/** Operation of the contract, such as "GET /accounts/{account_id}"; null when there is none. */
	route: string | null;
}

export interface RequestFilter {
	method?: string | undefined;
	/** Regular expression on the path. */
	path?: string | undefined;
	/** Only entries with a greater n. */
	since?: number | undefined;
}

export interface Traffic {
	total: number;
	byStatus: Record<string, number>;
	byRoute: Record<string, number>;
	bytes: number;
	inFlight: number;
	maxInFlight: number;
}

/** A request; its body is parsed when it is read. */
export type LogEntry = Omit<LoggedRequest, 'body'> & { body: string | null };

const MAX_ENTRIES = 200_000;
const MAX_BODY_BYTES = 16 * 1024;
/** Older requests lose their body: at 16 KB each they would fill the memory. */
const MAX_BODIES = 10_000;

const noTraffic = (inFlight: number): Traffic => ({
	total: 0,
	byStatus: {},
	byRoute: {},
	bytes: 0,
	inFlight,
	maxInFlight: inFlight,
});

export class RequestLog {
	#entries: LogEntry[] = [];
	#count = 0;
	#traffic = noTraffic(0);

	get traffic(): Traffic {
		return this.#traffic;
	}

	/** Clears entries and totals. Sequence numbers continue, and requests in progress stay in flight. */
	clear(): void {
		this.#entries = [];
		this.#traffic = noTraffic(this.#traffic.inFlight);
	}

	/** Records the arrival of a request. */
	open(
		request: Pick<
			LoggedRequest,
			'method' | 'path' | 'query' | 'headers' | 'key' | 'requestId' | 'route'
		>,
	): LogEntry {
		const entry: LogEntry = {
			n: ++this.#count,
			at: Date.now(),
			...request,
			body: null,
			status: 0,
			bytes: 0,
			ms: 0,
		};
		this.#entries.push(entry);
		const withoutBody = this.#entries.at(-MAX_BODIES - 1);
		if (withoutBody !== undefined) withoutBody.body = null;
		// In steps, because each one moves all entries.
		if (this.#entries.length > MAX_ENTRIES * 1.1)
			this.#entries.splice(0, this.#entries.length - MAX_ENTRIES);
		const traffic = this.#traffic;
		traffic.total++;
		traffic.inFlight++;
		traffic.maxInFlight = Math.max(traffic.maxInFlight, traffic.inFlight);
		return entry;
	}

	/** Stores the request's body unless it is too large. */
	keepBody(entry: LogEntry, body: Buffer | undefined): void {
		if (body === undefined || body.length === 0 || body.length > MAX_BODY_BYTES) return;
		entry.body = body.toString('utf8');
	}

	/** Records the end of a request; status 0 = incomplete response. */
	close(entry: LogEntry, status: number): void {
		entry.status = status;
		entry.ms = Date.now() - entry.at;
		const traffic = this.#traffic;
		traffic.inFlight--;
		traffic.bytes += entry.bytes;
		traffic.byStatus[status] = (traffic.byStatus[status] ?? 0) + 1;
		const route = entry.route ?? 'unknown';
		traffic.byRoute[route] = (traffic.byRoute[route] ?? 0) + 1;
	}

	/** Entries that match, oldest first. */
	list(filter: RequestFilter = {}): LoggedRequest[] {
		const path = filter.path === undefined ? null : new RegExp(filter.path);
		const method = filter.method?.toUpperCase();
		return this.#entries
			.filter(
				(entry) =>
					entry.n > (filter.since ?? 0) &&
					(method === undefined || entry.method === method) &&
					(path === null || path.test(entry.path)),
			)
			.map((entry) => ({ ...entry, body: parsed(entry.body) }));
	}
}

function parsed(body: string | null): unknown {
	if (body === null) return null;
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
