/** Figures of repeated runs. */

export interface Spread {
	median: number;
	min: number;
	max: number;
	runs: number;
}

/** Median; the mean of the middle two for an even number of values. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
	return {
		median: median(values),
		min: Math.min(...values),
		max: Math.max(...values),
		runs: values.length,
	};
}

/** Ratios run by run, because consecutive runs have the same load of the machine. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
	return spreadOf(ours.map((value, run) => value / theirs[run]!));
}

/**
 * Exponent of a power law, by linear regression on logarithms. 1 = linear growth.
 * @param points amount and figure, both above 0
 */
export function exponent(points: ReadonlyArray<readonly [amount: number, figure: number]>): number {
	const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
	const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
	const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
	const slope = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
	return slope / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Three significant digits, thousands with a comma. */
export function number(value: number): string {
	if (Number.isInteger(value)) return value.toLocaleString('en-US');
	return Math.abs(value) >= 100
		? Math.round(value).toLocaleString('en-US')
		: String(Number(value.toPrecision(3)));
}

/** As `1.02 (0.98 to 1.1)`. */
export function withSpread({ median: middle, min, max }: Spread, unit = ''): string {
	return `${number(middle)}${unit} (${number(min)} to ${number(max)})`;
}

export function bytes(value: number): string {
	if (Math.abs(value) < 10_000) return `${number(value)} B`;
	return Math.abs(value) < 1e6 ? `${number(value / 1e3)} KB` : `${number(value / 1e6)} MB`;
}

export function seconds(ms: number): string {
	return ms < 1_000 ? `${number(ms)} ms` : `${number(ms / 1_000)} s`;
}
