import { judged } from '../../bench/support/judged.mts';
import { pollingCost } from '../../bench/simulation/polling.mts';
import { barChart, lineChart } from '../../bench/support/chart.mts';
import { exponent, median, number, ratios } from '../../bench/support/statistics.mts';

describe("the bench's statistics", () => {
	it('compute the median', () => {
		expect(median([9, 1, 5])).toBe(5);
		expect(median([4, 1, 3, 2])).toBe(2.5);
	});

	it('compare run by run, so that the load of the machine cancels out', () => {
		expect(ratios([10, 200, 30], [10, 100, 20])).toEqual({ median: 1.5, min: 1, max: 2, runs: 3 });
	});

	it.each([
		['constant', () => 7, 0],
		['linear', (x: number) => 3 * x, 1],
		['quadratic', (x: number) => x * x, 2],
	])('compute the exponent of %s growth', (_, grow, power) => {
		expect(exponent([1, 10, 500, 10_000].map((x) => [x, grow(x)] as const))).toBeCloseTo(power, 10);
	});

	it('print three significant digits', () => {
		expect([1_234_567, 0.123_456, 3.14159, 1_234.5].map(number)).toEqual([
			'1,234,567',
			'0.123',
			'3.14',
			'1,235',
		]);
	});
});

describe('the model of polling', () => {
	it('needs one request per poll while little is refreshed', () => {
		const cost = pollingCost({
			accounts: 1_000,
			refreshHours: 24,
			intervalMinutes: 5,
			lookbackMinutes: 10,
		});
		expect(cost).toMatchObject({ requestsPerPoll: 1, requestsPerHour: 12 });
	});

	it('reads everything since the last poll, and the look-back again', () => {
		// 1,000 a minute: 5 + 10 minutes are 15,000 rows.
		const cost = pollingCost({
			accounts: 1_440_000,
			refreshHours: 24,
			intervalMinutes: 5,
			lookbackMinutes: 10,
		});
		expect(cost).toEqual({
			refreshesPerPoll: 5_000,
			requestsPerPoll: 76,
			requestsPerHour: 912,
			metricsRequestsPerHour: 300,
		});
	});
});

describe('the charts', () => {
	const series = [
		{
			name: 'a < b & c',
			points: [
				[1, 10],
				[100, 1_000],
			] as const,
		},
	];

	it('draw every point inside the frame', () => {
		const svg = lineChart({
			title: 'T',
			xLabel: 'x',
			yLabel: 'y',
			logarithmic: true,
			series,
			bound: { name: 'goal', y: 5_000 },
		});
		const places = [...svg.matchAll(/<circle cx="(\d+)" cy="(\d+)"/g)].map(([, x, y]) => [
			Number(x),
			Number(y),
		]);
		expect(places).toHaveLength(2);
		expect(places[0][0]).toBeLessThan(places[1][0]);
		expect(places[0][1]).toBeGreaterThan(places[1][1]);
		for (const [x, y] of places) expect(x >= 80 && x <= 520 && y >= 48 && y <= 344).toBe(true);
	});

	it('escape names', () => {
		expect(lineChart({ title: 'T', xLabel: 'x', yLabel: 'y', series })).toContain(
			'a &lt; b &amp; c',
		);
	});

	it('give the larger number the longer bar', () => {
		const svg = barChart('T', 'n', [{ name: 'work', ours: 5, other: 1_000, otherName: 'others' }]);
		const [, ours, other] = [...svg.matchAll(/<rect [^>]*width="(\d+)"/g)].map(([, width]) =>
			Number(width),
		);
		expect(other).toBeGreaterThan(ours);
	});
});

describe('a figure that cannot be', () => {
	const finding = { what: '', ours: '', peers: {}, goal: { text: '<= 2', met: true } };

	it.each([
		['a negative heap', { figures: [{ peakBytes: -1 }] }],
		['a time that is not a number', { wallMs: NaN }],
	])('misses its goal: %s', (_, data) => {
		expect(judged({ ...finding, data }).goal?.met).toBe(false);
	});

	it('is not one that may be negative', () => {
		expect(judged({ ...finding, data: { exponent: -0.1, peakBytes: 0 } }).goal?.met).toBe(true);
	});
});
