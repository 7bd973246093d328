import { randomFrom } from '../../bench/simulation/fleet.mts';
import type { Permit, QueuedRequest } from '../../nodes/CreatorAudit/transport/rateLimit/fairQueue';
import { LONGEST_PAUSE_MS, type Outcome } from '../../nodes/CreatorAudit/transport/rateLimit/pause';
import {
	PauseTooLong,
	RateLimiter,
} from '../../nodes/CreatorAudit/transport/rateLimit/rateLimiter';
import { FakeClock } from '../support/fakeClock';

/** Counts how often the limiter wakes up. */
class CountingClock extends FakeClock {
	sleeps = 0;

	override async sleep(ms: number): Promise<void> {
		this.sleeps += 1;
		await super.sleep(ms);
	}
}

function setUp() {
	const clock = new CountingClock();
	const limiter = new RateLimiter(clock, randomFrom(1));
	const acquire = (request: Partial<QueuedRequest> = {}) =>
		limiter.acquire({ group: setUp, concurrency: 10, maxPauseMs: 300_000, ...request });
	const answer = (permit: Permit, outcome: Partial<Outcome>) =>
		limiter.release(permit, { sentMs: clock.now(), receivedMs: clock.now(), ...outcome });
	return { clock, limiter, acquire, answer };
}

describe('an API that is down', () => {
	/** Runs items whose requests fail from one moment to another, and asks each again as the transport does. */
	async function run(items: number, downMs: [from: number, to: number], maxPauseMs: number) {
		const { clock, limiter, acquire, answer } = setUp();
		let requests = 0;
		let served = 0;
		let mostAfterwards = 0;
		let inFlight = 0;
		const errors: PauseTooLong[] = [];
		const item = async () => {
			for (let first = false; ; first = true) {
				const permit = await acquire({ first, maxPauseMs });
				requests += 1;
				inFlight += 1;
				const sentMs = clock.now();
				if (sentMs > downMs[1] + 30_000) mostAfterwards = Math.max(mostAfterwards, inFlight);
				await clock.sleep(100);
				inFlight -= 1;
				const failed = sentMs >= downMs[0] && sentMs < downMs[1];
				answer(permit, { status: failed ? 502 : 200, failed, sentMs });
				if (!failed) return void (served += 1);
			}
		};
		const all = Array.from({ length: items }, () =>
			item().catch((error: unknown) => void errors.push(error as PauseTooLong)),
		);
		await clock.advance(30 * 60_000);
		await Promise.all(all);
		expect(limiter.idle).toBe(true);
		return { requests, served, errors, mostAfterwards };
	}

	it('for ten minutes costs at most a tenth more requests, and then all goes on at full pace', async () => {
		const { requests, served, errors, mostAfterwards } = await run(
			10_000,
			[5_000, 605_000],
			3_600_000,
		);
		expect(errors).toEqual([]);
		expect(served).toBe(10_000);
		expect(requests).toBeLessThanOrEqual(10_050);
		expect(mostAfterwards).toBe(10);
	});

	it('ends items by Max Wait, and says that it was down', async () => {
		const { requests, errors, served } = await run(10_000, [5_000, 605_000], 300_000);
		expect(served + errors.length).toBe(10_000);
		expect(errors.length).toBeGreaterThan(9_000);
		expect(errors.every((error) => error instanceof PauseTooLong && error.reason === 'down')).toBe(
			true,
		);
		expect(requests).toBeLessThanOrEqual(10_000);
	});
});

describe('waiting', () => {
	it.each([
		['a request that hangs, at the full concurrency of the only group', { concurrency: 1 }],
		['a probe that hangs', {}],
	])('behind %s wakes up five times a second at most', async (_, request) => {
		const { clock, acquire } = setUp();
		await acquire(request);
		void acquire(request).catch(() => {});
		await clock.advance(10_000);
		clock.sleeps = 0;
		void acquire({ ...request, concurrency: 1 }).catch(() => {});
		await clock.advance(20_000);
		expect(clock.sleeps).toBeLessThanOrEqual(5 * 20);
	});

	it('in a pause of an hour wakes up five times a second at most', async () => {
		const { clock, acquire, answer } = setUp();
		answer(await acquire(), { status: 429, retryAfterMs: 3_600_000 });
		void acquire({ maxPauseMs: 7_200_000 });
		await clock.advance(60_000);
		expect(clock.sleeps).toBeLessThanOrEqual(5 * 60);
	});

	it('believes a pause of a day for an hour, then one probe asks again', async () => {
		const { clock, acquire, answer } = setUp();
		answer(await acquire(), { status: 429, retryAfterMs: 86_400_000 });
		let granted = 0;
		for (let n = 0; n < 3; n++)
			void acquire({ maxPauseMs: 172_800_000 }).then(() => (granted += 1));
		await clock.advance(LONGEST_PAUSE_MS - 1_000);
		expect(granted).toBe(0);
		await clock.advance(2_000);
		expect(granted).toBe(1);
	});
});

describe('odd quotas', () => {
	it('a poll goes ahead of waiting items of other groups', async () => {
		const { clock, acquire, answer } = setUp();
		const order: string[] = [];
		const first = await acquire();
		for (let n = 0; n < 5; n++)
			void acquire({ group: {} }).then((permit) => {
				order.push('item');
				answer(permit, { status: 200 });
			});
		void acquire({ group: {}, urgent: true }).then((permit) => {
			order.push('poll');
			answer(permit, { status: 200 });
		});
		answer(first, { status: 200 });
		await clock.advance(1_000);
		expect(order[0]).toBe('poll');
		expect(order).toHaveLength(6);
	});

	it.each([
		['a sliding window, whose reset is always a window away', (now: number) => now + 60_000],
		['no reset at all', () => undefined],
		['a reset that has passed', () => Date.UTC(2020, 0, 1)],
	])('with %s all items get through', async (_, resetOf) => {
		const { clock, acquire, answer } = setUp();
		const startMs = Date.UTC(2026, 0, 1);
		const servedMs: number[] = [];
		let served = 0;
		const item = async () => {
			for (;;) {
				const permit = await acquire();
				const sentMs = clock.now();
				await clock.sleep(50);
				const nowMs = clock.now();
				const used = servedMs.filter((ms) => ms > nowMs - 60_000).length;
				const refused = used >= 10;
				if (!refused) servedMs.push(nowMs);
				const remaining = Math.max(0, 9 - used);
				answer(permit, {
					status: refused ? 429 : 200,
					reading: { limit: 10, remaining, resetMs: resetOf(startMs + nowMs) },
					dateHeader: new Date(startMs + nowMs).toUTCString(),
					sentMs,
				});
				if (!refused) return void (served += 1);
			}
		};
		const all = Array.from({ length: 40 }, item);
		await clock.advance(900_000);
		await Promise.all(all);
		expect(served).toBe(40);
		expect(clock.sleeps).toBeLessThanOrEqual(5 * 900);
	});
});
