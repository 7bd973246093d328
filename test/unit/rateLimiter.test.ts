import { randomFrom } from '../../bench/simulation/fleet.mts';
import { LONGEST_PAUSE_MS } from '../../nodes/CreatorAudit/transport/rateLimit/pause';
import {
	PauseTooLong,
	RateLimiter,
	PROBE_PATIENCE_MS,
} from '../../nodes/CreatorAudit/transport/rateLimit/rateLimiter';
import type { Permit, QueuedRequest } from '../../nodes/CreatorAudit/transport/rateLimit/fairQueue';
import { FakeClock } from '../support/fakeClock';

/** Server time when the local clock shows 0; the server's clock is a year ahead, which must not matter. */
const SERVER_START_MS = Date.UTC(2026, 10, 24);

/** A server with fixed windows, answering after a round trip. */
class ScriptedServer {
	served: number[] = [];
	refused = 0;
	refusedByWindow = new Map<number, number>();
	mostAtOnce = 0;
	private underWay = 0;

	constructor(
		private readonly clock: FakeClock,
		private readonly limiter: RateLimiter,
		private readonly limit: number,
		private readonly windowMs: number,
		private readonly roundTripMs = 10,
		/** Shared by the servers of several limiters: processes with the same key. */
		private readonly usedByWindow = new Map<number, number>(),
		/** Within each so many ms, this process is busy with something else for so many, and takes no answers. */
		private readonly stalls?: { everyMs: number; forMs: number },
	) {}

	private async stall(): Promise<void> {
		if (!this.stalls) return;
		const intoMs = this.clock.now() % this.stalls.everyMs;
		if (intoMs < this.stalls.forMs) await this.clock.sleep(this.stalls.forMs - intoMs);
	}

	/** Other clients of the same key spend requests of the current window. */
	spendElsewhere(count: number): void {
		const window = this.windowNow();
		this.usedByWindow.set(window, (this.usedByWindow.get(window) ?? 0) + count);
	}

	private windowNow(): number {
		return Math.floor((SERVER_START_MS + this.clock.now()) / this.windowMs);
	}

	/** One call as the transport makes it, repeated after a refusal. */
	async call(turn: Partial<QueuedRequest> & { group: object }): Promise<void> {
		for (let first = false; ; first = true) {
			const permit = await this.limiter.acquire({
				concurrency: 10,
				maxPauseMs: 300_000,
				first,
				...turn,
			});
			if (await this.answer(permit)) return;
		}
	}

	private async answer(permit: Permit): Promise<boolean> {
		const sentMs = this.clock.now();
		this.underWay += 1;
		this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
		await this.clock.sleep(this.roundTripMs / 2);
		const window = this.windowNow();
		const used = (this.usedByWindow.get(window) ?? 0) + 1;
		this.usedByWindow.set(window, used);
		const serverMs = SERVER_START_MS + this.clock.now();
		const refused = used > this.limit;
		await this.clock.sleep(this.roundTripMs / 2);
		await this.stall();
		this.underWay -= 1;
		if (refused) {
			this.refused += 1;
			this.refusedByWindow.set(window, (this.refusedByWindow.get(window) ?? 0) + 1);
		} else this.served.push(this.clock.now());
		const resetMs = (window + 1) * this.windowMs;
		this.limiter.release(permit, {
			status: refused ? 429 : 200,
			reading: { limit: this.limit, remaining: Math.max(0, this.limit - used), resetMs },
			retryAfterMs: refused ? Math.ceil((resetMs - serverMs) / 1000) * 1000 : undefined,
			dateHeader: new Date(serverMs).toUTCString(),
			sentMs,
			receivedMs: this.clock.now(),
		});
		return !refused;
	}
}

/** Refusals of the worst window, of all processes together. */
function mostRefused(servers: ScriptedServer[]): number {
	const byWindow = new Map<number, number>();
	for (const { refusedByWindow } of servers)
		for (const [window, refused] of refusedByWindow)
			byWindow.set(window, (byWindow.get(window) ?? 0) + refused);
	return Math.max(0, ...byWindow.values());
}

function setUp(limit: number, windowMs: number) {
	const clock = new FakeClock();
	const limiter = new RateLimiter(clock, randomFrom(1));
	return { clock, limiter, server: new ScriptedServer(clock, limiter, limit, windowMs) };
}

describe('the limiter of a key', () => {
	it('delivers 1,000 requests against 60 per window in the least possible number of windows, without a refusal', async () => {
		const { clock, server } = setUp(60, 10_000);
		const group = {};
		const calls = Promise.all(
			Array.from({ length: 1000 }, async () => await server.call({ group })),
		);
		await clock.advance(180_000);
		await calls;
		expect(server.served).toHaveLength(1000);
		expect(server.refused).toBe(0);
		const least = Math.floor(999 / 60) * 10_000;
		expect(Math.max(...server.served)).toBeLessThan(least * 1.05);
	});

	it('runs at full concurrency while quota is left', async () => {
		const { clock, server } = setUp(600, 60_000);
		const group = {};
		void Promise.all(Array.from({ length: 100 }, async () => await server.call({ group })));
		await clock.advance(500);
		expect(server.served).toHaveLength(100);
		expect(server.mostAtOnce).toBe(10);
	});

	it('sends one request ahead while nothing is known', async () => {
		const { clock, server } = setUp(600, 60_000);
		const group = {};
		void Promise.all(Array.from({ length: 20 }, async () => await server.call({ group })));
		await clock.advance(9);
		expect(server.mostAtOnce).toBe(1);
		await clock.advance(5);
		expect(server.mostAtOnce).toBe(10);
	});

	it('costs at most a few refusals a window when another process spends the same quota', async () => {
		const { clock, server } = setUp(60, 10_000);
		const group = {};
		void Promise.all(Array.from({ length: 100 }, async () => await server.call({ group })));
		await clock.advance(20);
		server.spendElsewhere(50);
		await clock.advance(40_000);
		expect(server.served).toHaveLength(100);
		expect(server.refused).toBeLessThanOrEqual(10);
	});

	it('holds all callers after a refusal, for as long as the server asks', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 10, maxPauseMs: 300_000 };
		const permit = await limiter.acquire(turn);
		const others = [limiter.acquire(turn), limiter.acquire({ ...turn, group: {} })];
		let granted = 0;
		for (const other of others) void other.then(() => (granted += 1));
		limiter.release(permit, { status: 429, retryAfterMs: 7_000, sentMs: 0, receivedMs: 0 });
		await clock.advance(6_990);
		expect(granted).toBe(0);
		await clock.advance(20);
		expect(granted).toBe(1);
	});

	it('turns away at once those who cannot wait as long as the server asks, and asks again later', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 10, maxPauseMs: 300_000 };
		const permit = await limiter.acquire(turn);
		const waiting = limiter.acquire(turn);
		const tenDaysMs = 864_000_000;
		limiter.release(permit, { status: 429, retryAfterMs: tenDaysMs, sentMs: 0, receivedMs: 0 });
		await expect(waiting).rejects.toMatchObject(new PauseTooLong(tenDaysMs));
		await expect(limiter.acquire(turn)).rejects.toBeInstanceOf(PauseTooLong);
		await clock.advance(LONGEST_PAUSE_MS + 1);
		await expect(limiter.acquire(turn)).resolves.toMatchObject({ probe: true });
	});

	it('lets groups take turns, so that a small workflow does not wait for a large one', async () => {
		const { clock, server } = setUp(10, 10_000);
		const [large, small] = [{}, {}];
		const order: string[] = [];
		for (let i = 0; i < 50; i++) void server.call({ group: large }).then(() => order.push('large'));
		await clock.advance(1);
		void server.call({ group: small }).then(() => order.push('small'));
		await clock.advance(60_000);
		expect(order).toHaveLength(51);
		expect(order.indexOf('small')).toBeLessThan(12);
	});

	it('ends the waiting of a cancelled group and leaves the others alone', async () => {
		const { clock, limiter, server } = setUp(5, 60_000);
		const cancel = new AbortController();
		const group = {};
		const cancelled = Array.from(
			{ length: 20 },
			async () => await server.call({ group, signal: cancel.signal }),
		);
		const outcomes = Promise.allSettled(cancelled);
		const other = server.call({ group: {} });
		await clock.advance(1_000);
		cancel.abort();
		await clock.settle();
		const states = (await outcomes).map(({ status }) => status);
		expect(states.filter((status) => status === 'rejected').length).toBeGreaterThanOrEqual(15);
		await clock.advance(60_000);
		await other;
		expect(limiter.idle).toBe(true);
	});

	it('runs freely against a server that says nothing about a quota', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 10, maxPauseMs: 300_000 };
		const probe = await limiter.acquire(turn);
		limiter.release(probe, { status: 200, sentMs: 0, receivedMs: 0 });
		const permits = await Promise.all(
			Array.from({ length: 10 }, async () => await limiter.acquire(turn)),
		);
		expect(permits.every(({ probe: first }) => !first)).toBe(true);
	});

	it('is not fooled by a Retry-After of 0: pauses grow', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 1, maxPauseMs: 300_000 };
		const moments: number[] = [];
		void (async () => {
			for (let i = 0; i < 5; i++) {
				const permit = await limiter.acquire(turn);
				moments.push(clock.now());
				limiter.release(permit, {
					status: 429,
					retryAfterMs: 0,
					sentMs: clock.now(),
					receivedMs: clock.now(),
				});
			}
		})();
		await clock.advance(60_000);
		expect(moments).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
	});

	it('lets one request at a time find out, while the server gives no answer at all', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 10, maxPauseMs: 300_000 };
		limiter.release(await limiter.acquire(turn), { sentMs: 0, receivedMs: 0 });
		const [next] = [limiter.acquire(turn), limiter.acquire(turn)];
		await expect(next).resolves.toMatchObject({ probe: true });
	});

	it('does not let one request that hangs keep all others waiting', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 10, maxPauseMs: 300_000 };
		await limiter.acquire(turn);
		let granted = false;
		void limiter.acquire(turn).then(() => (granted = true));
		await clock.advance(PROBE_PATIENCE_MS - 10);
		expect(granted).toBe(false);
		await clock.advance(20);
		expect(granted).toBe(true);
	});

	it('holds all callers after a 503 that says for how long, and forgets no quota after one that does not', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 10, maxPauseMs: 300_000 };
		const reading = { limit: 60, remaining: 40 };
		limiter.release(await limiter.acquire(turn), {
			status: 503,
			reading,
			sentMs: 0,
			receivedMs: 0,
		});
		const permit = await limiter.acquire(turn);
		expect(permit.probe).toBe(false);
		limiter.release(permit, {
			status: 503,
			reading,
			retryAfterMs: 4_000,
			sentMs: 0,
			receivedMs: 0,
		});
		let granted = 0;
		for (let i = 0; i < 3; i++) void limiter.acquire(turn).then(() => (granted += 1));
		await clock.advance(3_990);
		expect(granted).toBe(0);
		await clock.advance(20);
		expect(granted).toBe(1);
	});

	it('turns away those who have waited as long as they may while nobody got through', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 1, maxPauseMs: 30_000 };
		let refusedAtMs: number | undefined;
		const refuseAll = async () => {
			for (;;) {
				const permit = await limiter.acquire({ ...turn, group: {}, maxPauseMs: 1e9 });
				limiter.release(permit, {
					status: 429,
					retryAfterMs: 10_000,
					sentMs: clock.now(),
					receivedMs: clock.now(),
				});
			}
		};
		void refuseAll();
		await clock.advance(1);
		const waiting = limiter.acquire({ ...turn, concurrency: 0 });
		waiting.catch(() => (refusedAtMs = clock.now()));
		await clock.advance(60_000);
		expect(refusedAtMs).toBeGreaterThanOrEqual(20_000);
		expect(refusedAtMs).toBeLessThanOrEqual(30_000);
		await expect(waiting).rejects.toMatchObject({ waitedMs: expect.any(Number) });
	});

	it('lets callers wait through any number of windows, as long as others get through', async () => {
		const { clock, server } = setUp(2, 10_000);
		const group = {};
		const calls = Promise.all(
			Array.from({ length: 60 }, async () => await server.call({ group, maxPauseMs: 11_000 })),
		);
		await clock.advance(320_000);
		await calls;
		expect(server.served).toHaveLength(60);
	});

	it('uses a window to its end at full concurrency when nobody else uses the key', async () => {
		const slowMs = 400;
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const server = new ScriptedServer(clock, limiter, 60, 5_000, slowMs);
		const group = {};
		const calls = Promise.all(
			Array.from({ length: 300 }, async () => await server.call({ group })),
		);
		await clock.advance(60_000);
		await calls;
		expect(server.refused).toBe(0);
		// Serving 60 by tens takes 7 round trips; the first window is spent with care, since others may be about.
		const windows = new Set(server.served.map((at) => Math.floor((at - slowMs / 2) / 5_000)));
		expect(windows.size).toBeLessThanOrEqual(6);
	});

	it.each([2, 3])(
		'shares a key between %s processes with at most two refusals a window and process, and hardly a moment lost',
		async (processes) => {
			const clock = new FakeClock();
			const used = new Map<number, number>();
			const servers = Array.from(
				{ length: processes },
				() =>
					new ScriptedServer(clock, new RateLimiter(clock, randomFrom(1)), 60, 10_000, 30, used),
			);
			const calls = servers.map(async (server, at) => {
				await clock.sleep(at * 37);
				const group = {};
				await Promise.all(Array.from({ length: 300 }, async () => await server.call({ group })));
			});
			await clock.advance(300_000);
			await Promise.all(calls);
			const least = Math.floor((processes * 300 - 1) / 60) * 10_000;
			for (const server of servers) {
				expect(Math.max(0, ...server.refusedByWindow.values())).toBeLessThanOrEqual(2);
				expect(Math.max(...server.served)).toBeLessThanOrEqual(least * 1.15);
			}
		},
	);

	it.each([20, 60, 120])(
		'refuses at most 5 % of a window when another process joins at any moment, at round trips of %s ms',
		async (roundTripMs) => {
			for (let joinsAtMs = 15_000; joinsAtMs < 25_000; joinsAtMs += 450) {
				const clock = new FakeClock();
				const used = new Map<number, number>();
				const make = () =>
					new ScriptedServer(
						clock,
						new RateLimiter(clock, randomFrom(1)),
						200,
						5_000,
						roundTripMs,
						used,
					);
				const [early, late] = [make(), make()];
				const callAll = async (server: ScriptedServer, items: number, atMs: number) => {
					await clock.sleep(atMs);
					const group = {};
					await Promise.all(
						Array.from({ length: items }, async () => await server.call({ group })),
					);
				};
				const calls = Promise.all([callAll(early, 1_400, 0), callAll(late, 400, joinsAtMs)]);
				await clock.advance(120_000);
				await calls;
				expect(mostRefused([early, late])).toBeLessThanOrEqual(0.05 * 200);
			}
		},
	);

	it.each([40, 70, 170, 290])(
		'refuses at most 5 % of a window when one of two is busy with something else for %s ms at a time',
		async (forMs) => {
			const clock = new FakeClock();
			const used = new Map<number, number>();
			const make = (stalls?: { everyMs: number; forMs: number }) =>
				new ScriptedServer(
					clock,
					new RateLimiter(clock, randomFrom(1)),
					400,
					10_000,
					6,
					used,
					stalls,
				);
			const servers = [make(), make({ everyMs: forMs * 1.7, forMs })];
			const calls = servers.map(async (server) => {
				const group = {};
				// Two percent less than five whole windows: what is left over of a window costs no further one.
				await Promise.all(Array.from({ length: 980 }, async () => await server.call({ group })));
			});
			await clock.advance(120_000);
			await Promise.all(calls);
			expect(mostRefused(servers)).toBeLessThanOrEqual(0.05 * 400);
			expect(Math.max(...servers.flatMap(({ served }) => served))).toBeLessThanOrEqual(
				40_000 * 1.15,
			);
		},
	);

	it('wakes close to the beginning of a window, although the server tells the time in whole seconds', async () => {
		for (const startsAtMs of [150, 500, 860, 990]) {
			const clock = new FakeClock(startsAtMs);
			const server = new ScriptedServer(clock, new RateLimiter(clock, randomFrom(1)), 60, 2_000);
			const group = {};
			const calls = Promise.all(
				Array.from({ length: 600 }, async () => await server.call({ group })),
			);
			await clock.advance(30_000);
			await calls;
			expect(server.refused).toBe(0);
			expect(Math.max(...server.served)).toBeLessThanOrEqual(9 * 2_000 + 200);
		}
	});

	it('takes care again as soon as another process begins to use the key', async () => {
		const { clock, server } = setUp(60, 10_000);
		const group = {};
		void Promise.all(Array.from({ length: 240 }, async () => await server.call({ group })));
		await clock.advance(20_020);
		server.spendElsewhere(30);
		await clock.advance(40_000);
		expect(server.served).toHaveLength(240);
		expect(server.refused).toBeLessThanOrEqual(10);
	});

	it('does not take a refusal for the end of the window while requests are left in it', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 1, maxPauseMs: 10_000 };
		const dateHeader = new Date(SERVER_START_MS).toUTCString();
		const refuse = (permit: Permit, remaining: number) =>
			limiter.release(permit, {
				status: 429,
				reading: { limit: 600, remaining, resetMs: SERVER_START_MS + 60_000 },
				dateHeader,
				sentMs: 0,
				receivedMs: 0,
			});
		refuse(await limiter.acquire(turn), 500);
		const next = limiter.acquire(turn);
		await clock.advance(1_010);
		const permit = await next;
		refuse(permit, 0);
		await expect(limiter.acquire(turn)).rejects.toBeInstanceOf(PauseTooLong);
	});

	it('asks the server itself before it believes in a window that ends too far away', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(clock, randomFrom(1));
		const turn = { group: {}, concurrency: 1, maxPauseMs: 300_000 };
		const dateHeader = new Date(SERVER_START_MS).toUTCString();
		const reading = { limit: 60, remaining: 0, resetMs: SERVER_START_MS + 600_000 };
		limiter.release(await limiter.acquire(turn), {
			status: 200,
			reading,
			dateHeader,
			sentMs: 0,
			receivedMs: 0,
		});
		const next = limiter.acquire(turn);
		await clock.advance(1_010);
		await expect(next).resolves.toMatchObject({ probe: true });
	});
});
