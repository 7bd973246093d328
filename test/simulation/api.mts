/** The API's answers over a world, as n8n's HTTP helper gives them: lists, records, metrics, rate limit, faults. */
import type { SimulatedClock } from '../../bench/simulation/clock.mts';
import {
	faulty,
	invalid,
	networkError,
	notFound,
	rateLimited,
	type Answer,
	type Fault,
} from './faults.mts';
import type { Random } from './random.mts';
import type { Kind, Row, World } from './world.mts';

export interface ApiSetup {
	pageSize: number;
	/** What cursors are made of: the last row's place in the sort, or the number of rows before. */
	paging: 'keyset' | 'offset';
	/** Requests per window; null = no rate limit. */
	rateLimit: number | null;
	windowMs: number;
	/** The longest usual answer, in ms. */
	latencyMs: number;
	/** What POST /…/metrics refuses an id for: the nth resource, always. */
	refusesMetricsOf?: number;
	/** What becomes of the filter of posts by account: the contract does not tell. */
	postFilter: 'applied' | 'ignored' | 'refused';
}

/** What n8n's HTTP helper takes, as far as it matters. */
export interface RequestOptions {
	method?: string;
	url: string;
	headers?: Record<string, string>;
	body?: string;
	timeout?: number;
}

/** Share of a window's requests that others take while they are busy. */
interface OtherClients {
	share: number;
	untilMs: number;
}

/** Posts on a page for each account on one. */
const POST_PAGES = 10;

export class Api {
	readonly setup: ApiSetup;
	readonly faults: Fault[] = [];
	otherClients: OtherClients = { share: 0, untilMs: 0 };
	requests = 0;
	/** Answers that were not as they should be, or left little of the quota: a poll meanwhile was not undisturbed. */
	disturbances = 0;
	/** Called at each request. */
	onRequest: () => void = () => undefined;
	readonly #world: World;
	readonly #clock: SimulatedClock;
	readonly #random: Random;
	#window = -1;
	#used = 0;

	constructor(setup: ApiSetup, world: World, clock: SimulatedClock, random: Random) {
		this.setup = setup;
		this.#world = world;
		this.#clock = clock;
		this.#random = random;
	}

	/** In place of `helpers.httpRequestWithAuthentication`. */
	async request(options: RequestOptions): Promise<Answer> {
		this.requests += 1;
		this.onRequest();
		const { latencyMs } = this.setup;
		await this.#clock.sleep(this.#random.between(1, latencyMs));
		const { answer, waitMs } = this.#answer(options);
		const { timeout = 300_000 } = options;
		await this.#clock.sleep(Math.min(timeout, waitMs + this.#random.between(1, latencyMs)));
		if (waitMs >= timeout) throw networkError('ECONNABORTED');
		if (answer instanceof Error) throw answer;
		return answer;
	}

	#answer(options: RequestOptions): { answer: Answer | Error; waitMs: number } {
		const url = new URL(options.url);
		const isMetered = this.#count();
		const answer = isMetered ? this.#route(url, options) : rateLimited(this.#secondsLeft());
		if (!isMetered) this.disturbances += 1;
		const named = this.#withHeaders(answer);
		const nowMs = this.#clock.now();
		const fault = this.faults.find(({ requests, untilMs }) => requests > 0 && nowMs < untilMs);
		const wrong = fault && faulty(fault.kind, named, url.searchParams.has('cursor'));
		if (!fault || !wrong) return { answer: named, waitMs: 0 };
		fault.requests -= 1;
		this.disturbances += 1;
		const waits: Record<string, number> = { hang: Infinity, slow: 12_000 };
		return {
			answer: wrong instanceof Error ? wrong : this.#withHeaders(wrong),
			waitMs: waits[fault.kind] ?? 0,
		};
	}

	get #windowEndsMs(): number {
		const { windowMs } = this.setup;
		return (Math.floor(this.#world.serverNow / windowMs) + 1) * windowMs;
	}

	#secondsLeft(): number {
		return Math.ceil((this.#windowEndsMs - this.#world.serverNow) / 1_000);
	}

	get #remaining(): number {
		const { rateLimit } = this.setup;
		const { share, untilMs } = this.otherClients;
		const others = this.#clock.now() < untilMs ? Math.ceil((rateLimit ?? 0) * share) : 0;
		return Math.max(0, (rateLimit ?? Infinity) - others - this.#used);
	}

	/** Takes note of a request. @returns whether the quota allows it */
	#count(): boolean {
		if (this.#window !== this.#windowEndsMs) this.#used = 0;
		this.#window = this.#windowEndsMs;
		const allows = this.#remaining > 0;
		this.#used += 1;
		if (this.#remaining < 4) this.disturbances += 1;
		return allows;
	}

	#withHeaders(answer: Answer): Answer {
		const headers: Record<string, string> = {
			'content-type': 'application/json',
			...answer.headers,
		};
		if (this.#world.setup.hasDates) headers.date = new Date(this.#world.serverNow).toUTCString();
		const { rateLimit } = this.setup;
		if (rateLimit !== null) {
			headers['x-ratelimit-limit'] = String(rateLimit);
			headers['x-ratelimit-remaining'] = String(this.#remaining);
			headers['x-ratelimit-reset'] = String(Math.ceil(this.#windowEndsMs / 1_000));
		}
		return { ...answer, headers };
	}

	#route(url: URL, { body, headers = {} }: RequestOptions): Answer {
		const [, version, list, id] = url.pathname.split('/');
		if (version === 'v2' && list === 'account-videos') return this.#posts(url.searchParams);
		if (version !== 'v2' || (list !== 'accounts' && list !== 'videos'))
			throw new Error(`No such address: ${url.pathname}`);
		const kind: Kind = list === 'accounts' ? 'account' : 'video';
		if (id === 'metrics')
			return this.#metrics(kind, JSON.parse(body ?? '{}') as Record<string, unknown>);
		const answer = id === undefined ? this.#page(kind, url.searchParams) : this.#record(kind, id);
		const isKnown = answer.statusCode === 200 && headers['If-None-Match'] === answer.headers.etag;
		return isKnown ? { ...answer, statusCode: 304, body: '' } : answer;
	}

	/** The ETag says of what versions of which rows the body is made. */
	static #tagged(rows: Row[], body: string, cursor = ''): Answer {
		const etag = `"${rows.map(({ version }) => version).join()}${cursor.replaceAll('"', "'")}"`;
		return { statusCode: 200, headers: { etag }, body };
	}

	#record(kind: Kind, id: string): Answer {
		const resource = this.#world.resources.find(
			(one) => one.id === id && one.kind === kind && !one.isDeleted,
		);
		if (!resource) return notFound();
		const row = this.#world.rowOf(resource);
		return Api.#tagged([row], `{"data":${row.text}}`);
	}

	#page(kind: Kind, query: URLSearchParams): Answer {
		const { pageSize, paging } = this.setup;
		const platform = query.get('platform');
		const wanted = kind === 'account' ? 'last_scrape_time desc' : 'added_at asc';
		if (`${query.get('order_by')} ${query.get('order_direction')}` !== wanted)
			throw new Error('Another sort');
		let rows = this.#world.list(kind, platform);
		let skipped = 0;
		const cursor = query.get('cursor');
		if (cursor !== null) {
			const [binding, after] = JSON.parse(cursor) as [string, number | [string, number | null]];
			if (binding !== `${kind} ${platform}`) return invalid();
			if (typeof after === 'number') rows = rows.slice((skipped = after));
			else {
				const [id, key] = after;
				rows = rows.filter((row) => this.#world.compare(kind, row, { id, key }) > 0);
			}
		}
		return this.#pageOf(rows, pageSize, (last) =>
			JSON.stringify([
				`${kind} ${platform}`,
				paging === 'offset' ? skipped + pageSize : [last.id, last.key],
			]),
		);
	}

	#posts(query: URLSearchParams): Answer {
		const { pageSize, postFilter } = this.setup;
		const accountId = query.get('account_id');
		if (accountId !== null && postFilter === 'refused') return invalid();
		const after = Number(query.get('cursor') ?? 0);
		const rows = this.#world.listPosts(postFilter === 'ignored' ? null : accountId);
		return this.#pageOf(
			rows.filter(({ key }) => key! > after),
			POST_PAGES * pageSize,
			({ id }) => id,
		);
	}

	#pageOf(rows: Row[], size: number, cursorOf: (last: Row) => string): Answer {
		const page = rows.slice(0, size);
		const hasNext = rows.length > size;
		const cursor = hasNext ? cursorOf(page.at(-1)!) : null;
		const pagination = JSON.stringify({ has_next: hasNext, next_cursor: cursor, limit: size });
		const data = page.map(({ text }) => text).join();
		const body = `{"data":[${data}],"pagination":${pagination},"filters":{}}`;
		return Api.#tagged(page, body, cursor ?? undefined);
	}

	#metrics(
		kind: Kind,
		{ account_ids: accounts, video_ids: videos, period }: Record<string, unknown>,
	): Answer {
		const ids = (kind === 'account' ? accounts : videos) as string[];
		const refused = this.#world.resources[this.setup.refusesMetricsOf ?? -1]?.id;
		if (refused !== undefined && ids.includes(refused)) return invalid();
		const data = Object.fromEntries(ids.map((id) => [id, { views: 1, likes: 1 }]));
		return { statusCode: 200, headers: {}, body: JSON.stringify({ data, meta: { period } }) };
	}
}
