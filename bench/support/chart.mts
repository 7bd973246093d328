/** Charts as SVG, without a library: lines on linear or logarithmic axes, and bars. */

export interface Series {
	name: string;
	points: ReadonlyArray<readonly [x: number, y: number]>;
}

export interface Chart {
	title: string;
	xLabel: string;
	yLabel: string;
	series: Series[];
	/** Both axes count in powers of ten. */
	logarithmic?: boolean;
	/** A line that must not be crossed. */
	bound?: { name: string; y: number };
}

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 80;
const RIGHT = 240;
const TOP = 48;
const BOTTOM = 56;
/** Distinguishable without colour vision, too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

const escape = (text: string) =>
	text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);

function text(
	x: number,
	y: number,
	content: string,
	{ anchor = 'start', size = 12, colour = '#333', turned = false } = {},
): string {
	const turn = turned ? ` transform="rotate(-90 ${x} ${y})"` : '';
	return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}" text-anchor="${anchor}"${turn}>${escape(content)}</text>`;
}

function frame(title: string, parts: string[]): string {
	const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" role="img" aria-label="${escape(title)}">`;
	const ground = `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`;
	return [open, ground, text(LEFT, 26, title, { size: 16 }), ...parts, '</svg>', ''].join('\n');
}

const short = (value: number): string =>
	value >= 1e6
		? `${Number((value / 1e6).toPrecision(3))}M`
		: value >= 1e4
			? `${Number((value / 1e3).toPrecision(3))}k`
			: String(Number(value.toPrecision(3)));

interface Axis {
	ticks: number[];
	/** 0 to 1 along the axis. */
	place(value: number): number;
}

function logAxis(values: number[]): Axis {
	const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
	const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
	const ticks = Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n));
	return { ticks, place: (value) => (Math.log10(value) - low) / (high - low) };
}

function linearAxis(values: number[]): Axis {
	const most = Math.max(...values);
	const rough = most / 5;
	const unit = 10 ** Math.floor(Math.log10(rough));
	const step = unit * ([1, 2, 5, 10].find((factor) => factor * unit >= rough) ?? 10);
	const count = Math.ceil(most / step - 1e-9);
	return {
		ticks: Array.from({ length: count + 1 }, (_, n) => n * step),
		place: (value) => value / (count * step),
	};
}

/** Lines, one a series, with their names beside them. */
export function lineChart({
	title,
	xLabel,
	yLabel,
	series,
	logarithmic = false,
	bound,
}: Chart): string {
	const axis = logarithmic ? logAxis : linearAxis;
	const xs = axis(series.flatMap(({ points }) => points.map(([x]) => x)));
	const ys = axis([
		...series.flatMap(({ points }) => points.map(([, y]) => y)),
		...(bound ? [bound.y] : []),
	]);
	const x = (value: number) => Math.round(LEFT + xs.place(value) * (WIDTH - LEFT - RIGHT));
	const y = (value: number) =>
		Math.round(HEIGHT - BOTTOM - ys.place(value) * (HEIGHT - TOP - BOTTOM));
	const parts = [
		...ys.ticks.flatMap((tick) => [
			`<path d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
			text(LEFT - 8, y(tick) + 4, short(tick), { anchor: 'end' }),
		]),
		...xs.ticks.map((tick) =>
			text(x(tick), HEIGHT - BOTTOM + 20, short(tick), { anchor: 'middle' }),
		),
		text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, xLabel, { anchor: 'middle' }),
		text(20, (TOP + HEIGHT - BOTTOM) / 2, yLabel, { anchor: 'middle', turned: true }),
	];
	if (bound) {
		parts.push(
			`<path d="M${LEFT} ${y(bound.y)}H${WIDTH - RIGHT}" stroke="#999" stroke-dasharray="6 4"/>`,
		);
		parts.push(
			text(WIDTH - RIGHT - 4, y(bound.y) - 6, bound.name, { anchor: 'end', colour: '#777' }),
		);
	}
	series.forEach(({ name, points }, at) => {
		const colour = COLOURS[at % COLOURS.length]!;
		parts.push(
			`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map(([px, py]) => `${x(px)},${y(py)}`).join(' ')}"/>`,
		);
		if (points.length < 12)
			parts.push(
				...points.map(
					([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3.5" fill="${colour}"/>`,
				),
			);
		parts.push(
			`<rect x="${WIDTH - RIGHT + 8}" y="${TOP + at * 22}" width="12" height="12" fill="${colour}"/>`,
		);
		parts.push(text(WIDTH - RIGHT + 26, TOP + 10 + at * 22, name));
	});
	return frame(title, parts);
}

/** Pairs of bars on a logarithmic scale: ours and the other's. */
export function barChart(
	title: string,
	label: string,
	pairs: Array<{ name: string; ours: number; other: number; otherName: string }>,
): string {
	const axis = logAxis([1, ...pairs.flatMap(({ ours, other }) => [ours, other])]);
	const left = 230;
	const width = (value: number) =>
		Math.max(3, Math.round(axis.place(value) * (WIDTH - left - 200)));
	const height = Math.floor((HEIGHT - TOP - BOTTOM) / pairs.length);
	const parts = pairs.flatMap(({ name, ours, other, otherName }, at) => {
		const top = TOP + at * height;
		return [
			text(left - 12, top + 28, name, { anchor: 'end' }),
			`<rect x="${left}" y="${top + 4}" width="${width(ours)}" height="18" fill="${COLOURS[0]}"/>`,
			text(left + width(ours) + 8, top + 18, `${ours.toLocaleString('en-US')} CreatorAudit`),
			`<rect x="${left}" y="${top + 26}" width="${width(other)}" height="18" fill="${COLOURS[1]}"/>`,
			text(left + width(other) + 8, top + 40, `${other.toLocaleString('en-US')} ${otherName}`),
		];
	});
	return frame(title, [...parts, text(left, HEIGHT - 16, label, { colour: '#777' })]);
}
