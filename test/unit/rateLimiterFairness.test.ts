import { randomFrom } from '../../bench/simulation/fleet.mts';
import type { QueuedRequest } from '../../nodes/CreatorAudit/transport/rateLimit/fairQueue';
import { readRateHeaders } from '../../nodes/CreatorAudit/transport/rateLimit/rateLimitHeaders';
import { RateLimiter } from '../../nodes/CreatorAudit/transport/rateLimit/rateLimiter';
import { parseRetryAfter } from '../../nodes/CreatorAudit/transport/retry/retryAfter';
import { FakeClock } from '../support/fakeClock';

const ROUND_TRIP_MS = 200;
const SERVER_START_MS = Date.UTC(2026, 10, 24);

/** Headers of an answer. @param serverMs by the server's clock */
type HeadersOf = (serverMs: number, used: number, refused: boolean) => Record<string, string>;

interface Server {
	limit: number;
	windowMs: number;
	/** The server's clock minus the local one, in ms. */
	aheadMs?: number;
	headers: HeadersOf;
	/** Whether a new window begins at once, earlier than announced. */
	resetsAtMs?: number;
	/** Requests that another program has sent by this moment; it ignores all headers. */
	others?: (atMs: number) => number;
}

const xRateLimit =
	({ limit, windowMs }: Pick<Server, 'limit' | 'windowMs'>): HeadersOf =>
	(serverMs, used, refused) => {
		const reset = Math.floor(serverMs / windowMs + 1) * windowMs;
		return {
			date: new Date(serverMs).toUTCString(),
			'x-ratelimit-limit': String(limit),
			'x-ratelimit-remaining': String(Math.max(0, limit - used)),
			'x-ratelimit-reset': String(Math.ceil(reset / 1000)),
			...(refused && { 'retry-after': String(Math.ceil((reset - serverMs) / 1000)) }),
		};
	};

function setUp(server: Server) {
	const { limit, windowMs, aheadMs = 0, headers, resetsAtMs = Infinity, others } = server;
	const clock = new FakeClock();
	const limiter = new RateLimiter(clock, randomFrom(1));
	const servedMs: number[] = [];
	let refusals = 0;
	let used = 0;
	let window = -1;
	const serve = () => {
		const now = clock.now();
		const at =
			Math.floor((SERVER_START_MS + aheadMs + now) / windowMs) + (now >= resetsAtMs ? 0.5 : 0);
		if (at !== window) [window, used] = [at, 0];
		used += 1;
		const all = used + (others?.(now % windowMs) ?? 0);
		const refused = all > limit;
		return { refused, headers: headers(SERVER_START_MS + aheadMs + now, all, refused) };
	};
	/** Calls as the transport does, again after each refusal. @returns when it was served */
	const call = async (more: Partial<QueuedRequest> & { group: object }): Promise<number> => {
		for (let first = false; ; first = true) {
			const permit = await limiter.acquire({
				concurrency: 10,
				maxPauseMs: 300_000,
				first,
				...more,
			});
			const sentMs = clock.now();
			await clock.sleep(ROUND_TRIP_MS / 2);
			const answer = serve();
			await clock.sleep(ROUND_TRIP_MS / 2);
			limiter.release(permit, {
				status: answer.refused ? 429 : 200,
				reading: readRateHeaders(answer.headers),
				retryAfterMs: parseRetryAfter(
					answer.headers['retry-after'],
					answer.headers.date,
					clock.now(),
				),
				dateHeader: answer.headers.date,
				sentMs,
				receivedMs: clock.now(),
			});
			if (!answer.refused) return servedMs.push(clock.now());
			refusals += 1;
		}
	};
	const callAll = (count: number) => {
		const group = {};
		return Promise.all(Array.from({ length: count }, () => call({ group })));
	};
	return { clock, call, callAll, servedMs, refusals: () => refusals };
}

const MINUTE = { limit: 60, windowMs: 60_000 };

describe('a key in a process that is busy with 10,000 items', () => {
	it.each([
		['a step with one item', {}],
		['a poll', { urgent: true }],
	])('%s waits one round trip of a place at most', async (_, more) => {
		const ample = { limit: 1_000_000, windowMs: 60_000 };
		const { clock, call, callAll } = setUp({ ...ample, headers: xRateLimit(ample) });
		void callAll(10_000);
		await clock.advance(2_050);
		const askedMs = clock.now();
		let servedAtMs: number | undefined;
		void call({ group: {}, ...more }).then(() => (servedAtMs = clock.now()));
		await clock.advance(3 * ROUND_TRIP_MS);
		expect(servedAtMs! - askedMs).toBeLessThanOrEqual(2 * ROUND_TRIP_MS);
	});
});

describe('a quota that others have used up', () => {
	it('is not waited for forever after an answer that came when its window had ended', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, () => 0.99);
		const caller = { group: {}, concurrency: 10, maxPauseMs: 300_000, first: false };
		const windowMs = 10_000;
		const answer = (status: number, remaining: number, sentMs: number, resetMs: number) => ({
			status,
			reading: { limit: 5, remaining, resetMs: SERVER_START_MS + resetMs },
			retryAfterMs: status === 429 ? resetMs - sentMs : undefined,
			dateHeader: new Date(SERVER_START_MS + clock.now()).toUTCString(),
			sentMs,
			receivedMs: clock.now(),
		});
		for (let refusals = 0; refusals < 20; refusals++) {
			const asked = limiter.acquire(caller);
			await clock.advance(3 * windowMs);
			const permit = await asked;
			const sentMs = clock.now();
			await clock.advance(100);
			const resetMs = Math.floor(sentMs / windowMs + 1) * windowMs;
			limiter.release(permit, answer(429, 0, sentMs, resetMs));
		}
		// What is known is older than a window: the next request is a probe.
		await clock.advance(6 * windowMs);
		const permit = await limiter.acquire(caller);
		expect(permit.probe).toBe(true);
		const sentMs = clock.now();
		await clock.advance(2 * windowMs);
		limiter.release(permit, answer(200, 1, sentMs, sentMs + 1_000));

		let isGranted = false;
		void limiter.acquire(caller).then(() => (isGranted = true));
		await clock.advance(15 * 60_000);
		expect(isGranted).toBe(true);
	});
});

describe('a quota that is told in another way', () => {
	it.each([-600_000, 600_000])(
		'a clock that is wrong by %s ms costs no refusal and no window',
		async (aheadMs) => {
			const { clock, callAll, servedMs, refusals } = setUp({
				...MINUTE,
				aheadMs,
				headers: xRateLimit(MINUTE),
			});
			void callAll(180);
			await clock.advance(3 * 60_000);
			expect(servedMs).toHaveLength(180);
			expect(refusals()).toBe(0);
		},
	);

	it('a window that is reset early loses nothing and keeps nobody waiting for longer than was announced', async () => {
		const { clock, callAll, servedMs, refusals } = setUp({
			...MINUTE,
			headers: xRateLimit(MINUTE),
			resetsAtMs: 20_000,
		});
		void callAll(180);
		await clock.advance(4 * 60_000);
		expect(servedMs).toHaveLength(180);
		expect(refusals()).toBeLessThanOrEqual(1);
	});

	it.each([
		[
			'the IETF fields of the later drafts',
			(left: number, inSeconds: number) => ({
				ratelimit: `"default";r=${left};t=${inSeconds}`,
				'ratelimit-policy': '"default";q=60;w=60',
			}),
		],
		[
			'the IETF fields of the early drafts',
			(left: number, inSeconds: number) => ({
				'ratelimit-limit': '60',
				'ratelimit-remaining': String(left),
				'ratelimit-reset': String(inSeconds),
			}),
		],
	])('%s are understood', async (_, fields) => {
		const headers: HeadersOf = (serverMs, used) => {
			const leftMs = 60_000 - (serverMs % 60_000);
			return {
				date: new Date(serverMs).toUTCString(),
				...fields(Math.max(0, 60 - used), Math.ceil(leftMs / 1000)),
			};
		};
		const { clock, callAll, servedMs, refusals } = setUp({ ...MINUTE, headers });
		void callAll(180);
		await clock.advance(200_000);
		expect(servedMs).toHaveLength(180);
		expect(refusals()).toBeLessThanOrEqual(2);
	});

	it.each([
		['0', (): string => '0'],
		['a date', (serverMs: number) => new Date(serverMs + 60_000).toUTCString()],
	])('a Retry-After of %s, and no word about the quota, loses nothing', async (_, retryAfter) => {
		const headers: HeadersOf = (serverMs, _used, refused) => ({
			date: new Date(serverMs).toUTCString(),
			...(refused && { 'retry-after': retryAfter(serverMs) }),
		});
		const { clock, callAll, servedMs, refusals } = setUp({ ...MINUTE, headers });
		void callAll(180);
		await clock.advance(400_000);
		expect(servedMs).toHaveLength(180);
		// Ten in flight each time, and the probes.
		expect(refusals()).toBeLessThanOrEqual(60);
	});
});

describe('another program on the key that ignores all headers', () => {
	it('takes its part, and the rest is used without loss', async () => {
		const { clock, callAll, servedMs, refusals } = setUp({
			...MINUTE,
			headers: xRateLimit(MINUTE),
			// One request a second.
			others: (atMs) => Math.floor(atMs / 1_000),
		});
		void callAll(180);
		await clock.advance(8 * 60_000);
		expect(servedMs).toHaveLength(180);
		expect(refusals()).toBeLessThanOrEqual(0.2 * 180);
	});
});
