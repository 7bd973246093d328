import {
	sharesOf,
	simulateFleet,
	type LimiterClass,
	type WindowFigures,
} from '../../bench/simulation/fleet.mts';
import { RateLimiter } from '../../nodes/CreatorAudit/transport/rateLimit/rateLimiter';

const Limiter: LimiterClass = RateLimiter as never;
/** Windows in which processes that begin at once learn of each other. */
const LEARNING = 3;
const WINDOWS = LEARNING + 10;

const since = (windows: WindowFigures[], from: number) => windows.slice(from);

describe('processes that share a key, answers in 50 to 400 ms', () => {
	it.each([60, 600])(
		'one alone uses all of %s requests a minute, without a refusal',
		async (limit) => {
			const calls = limit * 3;
			const fleet = { processes: 1, limit, windowSeconds: 60, windows: 5, calls };
			const { windows, endedMs } = await simulateFleet(Limiter, fleet);
			expect(windows.map(({ served }) => served).slice(0, 3)).toEqual([limit, limit, limit]);
			expect(windows.every(({ refused }) => refused === 0)).toBe(true);
			expect(endedMs[0]).toBeLessThan(3 * 60_000);
		},
	);

	it.each([
		[2, 60, 0.05],
		[5, 60, 0.05],
		[10, 60, 0.05],
		[50, 60, 0.2],
		[2, 600, 0.05],
		[10, 600, 0.05],
		[50, 600, 0.05],
	])(
		'%s with endless work use %s requests a minute to 95 %%, refused no more than %s of it, each with half of its fair share at least',
		async (processes, limit, mostRefused) => {
			const fleet = { processes, limit, windowSeconds: 60, windows: WINDOWS, seed: 7 };
			const { windows } = await simulateFleet(Limiter, fleet);
			const { timeRatio, refusals, least } = sharesOf(since(windows, LEARNING), limit, processes);
			expect(timeRatio).toBeLessThanOrEqual(1.05);
			expect(refusals).toBeLessThanOrEqual(mostRefused);
			expect(least).toBeGreaterThanOrEqual(0.5);
		},
	);

	it('are back at the goal three windows after one starts and another stops', async () => {
		const life = (process: number) =>
			[
				{ from: 0, to: 20 },
				{ from: 0, to: 7 },
				{ from: 7, to: 20 },
			][process]!;
		const fleet = { processes: 3, limit: 600, windowSeconds: 60, windows: 20, life };
		const { windows } = await simulateFleet(Limiter, fleet);
		const { timeRatio, refusals } = sharesOf(since(windows, 10), 600, 3);
		expect(timeRatio).toBeLessThanOrEqual(1.05);
		expect(refusals).toBeLessThanOrEqual(0.05);
		const got = (process: number) =>
			since(windows, 10).reduce((sum, { byProcess }) => sum + byProcess[process]!, 0);
		expect(Math.min(got(0), got(2))).toBeGreaterThanOrEqual(10 * 150);
	});

	it('are back at the goal three windows after a program that ignores all headers has stopped', async () => {
		const life = (process: number) => (process === 3 ? { from: 3, to: 6 } : { from: 0, to: 16 });
		const fleet = { processes: 3, greedy: 1, limit: 60, windowSeconds: 60, windows: 16, life };
		const { windows } = await simulateFleet(Limiter, fleet);
		const { timeRatio, refusals, least } = sharesOf(since(windows, 9), 60, 3);
		expect(timeRatio).toBeLessThanOrEqual(1.05);
		expect(refusals).toBeLessThanOrEqual(0.05);
		expect(least).toBeGreaterThanOrEqual(0.5);
	});
});
