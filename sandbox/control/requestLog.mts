/** Log of the API's requests, bounded in entries and in bytes of bodies. */

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

type Entry = Omit<LoggedRequest, 'body'> & { body: string | null };

const MAX_ENTRIES = 200_000;
const MAX_BODY_BYTES = 16 * 1024;
const MAX_BODIES_BYTES = 64 * 1024 * 1024;

const noTraffic = (inFlight: number): Traffic => ({
	total: 0,
	byStatus: {},
	byRoute: {},
	bytes: 0,
	inFlight,
	maxInFlight: inFlight,
});

export class RequestLog {
	#entries: Entry[] = [];
	#count = 0;
	#bodyBytes = 0;
	/** Index of the oldest entry that may still have its body. */
	#oldestBody = 0;
	#traffic = noTraffic(0);

	get traffic(): Traffic {
		return this.#traffic;
	}

	/** Clears entries and totals. Sequence numbers continue, and requests in progress stay in flight. */
	clear(): void {
		this.#entries = [];
		this.#bodyBytes = 0;
		this.#oldestBody = 0;
		this.#traffic = noTraffic(this.#traffic.inFlight);
	}

	/** Records the arrival of a request. */
	open(
		request: Pick<
			LoggedRequest,
			'method' | 'path' | 'query' | 'headers' | 'key' | 'requestId' | 'route'
		>,
	): Entry {
		const entry: Entry = {
			n: ++this.#count,
			at: Date.now(),
			...request,
			body: null,
			status: 0,
			bytes: 0,
			ms: 0,
		};
		this.#entries.push(entry);
		if (this.#entries.length > MAX_ENTRIES * 1.1) this.#dropOldest();
		const traffic = this.#traffic;
		traffic.total++;
		traffic.inFlight++;
		traffic.maxInFlight = Math.max(traffic.maxInFlight, traffic.inFlight);
		return entry;
	}

	/** Stores the request's body unless it is too large. */
	keepBody(entry: Entry, body: Buffer | undefined): void {
		if (body === undefined || body.length === 0 || body.length > MAX_BODY_BYTES) return;
		entry.body = body.toString('utf8');
		this.#bodyBytes += entry.body.length;
		while (this.#bodyBytes > MAX_BODIES_BYTES) {
			const oldest = this.#entries[this.#oldestBody++];
			if (oldest === undefined) break;
			this.#bodyBytes -= oldest.body?.length ?? 0;
			oldest.body = null;
		}
	}

	/** Records the end of a request; status 0 = incomplete response. */
	close(entry: Entry, status: number): void {
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

	#dropOldest(): void {
		const dropped = this.#entries.length - MAX_ENTRIES;
		for (const entry of this.#entries.slice(0, dropped)) this.#bodyBytes -= entry.body?.length ?? 0;
		this.#entries = this.#entries.slice(dropped);
		this.#oldestBody = Math.max(0, this.#oldestBody - dropped);
	}
}

export type LogEntry = Entry;

function parsed(body: string | null): unknown {
	if (body === null) return null;
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
