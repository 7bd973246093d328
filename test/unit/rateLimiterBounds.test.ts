import type { Outcome } from '../../nodes/CreatorAudit/transport/rateLimit/pause';
import { randomFrom } from '../../bench/simulation/fleet.mts';
import {
	PauseTooLong,
	RateLimiter,
} from '../../nodes/CreatorAudit/transport/rateLimit/rateLimiter';
import type { Permit, QueuedRequest } from '../../nodes/CreatorAudit/transport/rateLimit/fairQueue';
import { FakeClock } from '../support/fakeClock';

const SERVER_START_MS = Date.UTC(2026, 10, 24);
const WINDOW_MS = 10_000;

function setUp() {
	const clock = new FakeClock();
	const limiter = new RateLimiter(clock, randomFrom(1));
	const acquire = (turn: Partial<QueuedRequest> = {}) =>
		limiter.acquire({ group: {}, concurrency: 10, maxPauseMs: 300_000, ...turn });
	const answer = (permit: Permit, outcome: Partial<Outcome> = {}) =>
		limiter.release(permit, {
			sentMs: clock.now(),
			receivedMs: clock.now(),
			dateHeader: new Date(SERVER_START_MS + clock.now()).toUTCString(),
			...outcome,
		});
	const reading = (remaining: number) => ({
		limit: 60,
		remaining,
		resetMs: SERVER_START_MS + WINDOW_MS,
	});
	return { clock, limiter, acquire, answer, reading };
}

describe('the bounds of waiting for a turn', () => {
	it('a request that hangs keeps nobody waiting beyond the end of its window', async () => {
		const { clock, acquire, answer, reading } = setUp();
		answer(await acquire(), { status: 200, reading: reading(4) });
		await acquire();
		let grantedAtMs: number | undefined;
		void acquire().then(() => (grantedAtMs = clock.now()));
		await clock.advance(WINDOW_MS - 100);
		expect(grantedAtMs).toBeUndefined();
		await clock.advance(1_200);
		expect(grantedAtMs).toBeLessThanOrEqual(WINDOW_MS + 1_000);
	});

	it('whoever has a deadline is turned away at it, also while requests that hang keep everybody waiting', async () => {
		const { clock, acquire, answer, reading } = setUp();
		answer(await acquire(), { status: 200, reading: reading(4) });
		await acquire();
		const turnedAway = jest.fn();
		acquire({ deadlineMs: 3_000 }).catch((error: unknown) => turnedAway(error, clock.now()));
		await clock.advance(2_900);
		expect(turnedAway).not.toHaveBeenCalled();
		await clock.advance(200);
		expect(turnedAway).toHaveBeenCalledWith(expect.any(PauseTooLong), 3_000);
	});

	it('a burst of refusals that do not say how long counts as one', async () => {
		const { clock, acquire, answer } = setUp();
		const group = {};
		answer(await acquire({ group }), { status: 200 });
		const burst = await Promise.all(
			Array.from({ length: 10 }, async () => await acquire({ group })),
		);
		const sentMs = clock.now();
		await clock.advance(50);
		for (const permit of burst) answer(permit, { status: 429, sentMs });
		let grantedAtMs: number | undefined;
		void acquire({ group }).then((permit) => {
			grantedAtMs ??= clock.now();
			answer(permit, { status: 429 });
		});
		await clock.advance(1_100);
		expect(grantedAtMs).toBe(1_050);
		// A further refusal, of a request that was sent after the pause, makes the next pause twice as long.
		const next = acquire({ group });
		await clock.advance(1_800);
		let granted = false;
		void next.then(() => (granted = true));
		await clock.settle();
		expect(granted).toBe(false);
		await clock.advance(200);
		expect(granted).toBe(true);
	});

	it('waiting costs the same for each caller, however many wait', async () => {
		const { clock, limiter, acquire, answer } = setUp();
		answer(await acquire(), { status: 429, retryAfterMs: 60_000 });
		const group = {};
		const controller = new AbortController();
		const startedMs = performance.now();
		const waiting = Array.from({ length: 40_000 }, () =>
			acquire({ group, signal: controller.signal }),
		);
		// Each one in turn used to look at all the others: 43 s.
		expect(performance.now() - startedMs).toBeLessThan(4_000);
		const outcomes = Promise.allSettled(waiting);
		controller.abort();
		await clock.settle();
		expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
		expect(limiter.idle).toBe(true);
	});

	it('while all wait, one who may not wait so long is turned away at once', async () => {
		const { acquire, answer } = setUp();
		answer(await acquire(), { status: 429, retryAfterMs: 60_000 });
		void acquire();
		await expect(acquire({ maxPauseMs: 10_000 })).rejects.toMatchObject({ resumesInMs: 60_000 });
	});

	it.each([undefined, 10])(
		'uses all of the first window when answers take long, one in 25 of them %s ms only',
		async (quickMs) => {
			const { clock, limiter, acquire } = setUp();
			const limit = 600;
			const window = 60_000;
			let served = 0;
			const call = async (at: number) => {
				const permit = await acquire({ group: setUp });
				const sentMs = clock.now();
				await clock.sleep(at % 25 === 24 && quickMs ? quickMs : 300);
				served += 1;
				const reading = {
					limit,
					remaining: Math.max(0, limit - served),
					resetMs: SERVER_START_MS + window,
				};
				const dateHeader = new Date(SERVER_START_MS + clock.now()).toUTCString();
				limiter.release(permit, {
					status: 200,
					reading,
					dateHeader,
					sentMs,
					receivedMs: clock.now(),
				});
			};
			for (let at = 0; at < limit; at++) void call(at);
			await clock.advance(window - 1_000);
			expect(served).toBe(limit);
		},
	);
});
