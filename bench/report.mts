/** Turns the results of a full run into the charts and the table of docs/performance.md. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Point } from './parts/curves.mts';
import { barChart, lineChart, type Series } from './support/chart.mts';
import type { Finding } from './support/finding.mts';

const DOCS = path.join(import.meta.dirname, '../docs');
const PAGE = path.join(DOCS, 'performance.md');
const CHARTS = path.join(DOCS, 'charts');
const BEGIN = '<!-- figures: begin, written by npm run bench -->';
const END = '<!-- figures: end -->';

export interface Results {
	short: boolean;
	runs: number;
	machine: Record<string, string | number>;
	findings: Finding[];
}

const cell = (text: string) => text.replaceAll('|', '\\|');

function table(findings: Finding[]): string {
	const rows = findings.map(({ what, ours, peers, goal }) => {
		const others = Object.entries(peers).map(([name, figure]) => `${name}: ${figure}`);
		const verdict = goal ? `${goal.text}: ${goal.met ? 'met' : 'missed'}` : '';
		return `| ${[what, ours, others.join('<br>'), verdict].map(cell).join(' | ')} |`;
	});
	return ['| what | CreatorAudit | beside it | goal |', '|---|---|---|---|', ...rows].join('\n');
}

function figures({ machine, runs, findings }: Results): string {
	const { n8n, node, cores, cpu, memoryGb, platform, package: version } = machine;
	const on = `Package ${version}, n8n ${n8n}, Node ${node}, ${cores} cores (${cpu}), ${memoryGb} GB, ${platform}.`;
	return `${on} Medians of ${runs} runs, the lowest and the highest in brackets.\n\n${table(findings)}`;
}

interface CurveData {
	points: Point[];
	peers: Record<string, Point[]>;
}

const line = (points: Point[], of: (point: Point) => number): Series['points'] =>
	points.map((point) => [point.amount, of(point)] as const);

function curveOf(findings: Finding[], what: string, of: (point: Point) => number): Series[] {
	const data = findings.find((finding) => finding.what === `${what}: growth of the time`)?.data as
		| CurveData
		| undefined;
	if (!data) return [];
	return [
		{ name: 'CreatorAudit', points: line(data.points, of) },
		...Object.entries(data.peers).map(([name, points]) => ({ name, points: line(points, of) })),
	];
}

function paceChart(findings: Finding[]): string | undefined {
	const data = findings.find(({ data: { delivery } }) => delivery !== undefined)?.data.delivery as
		| Series[]
		| undefined;
	return (
		data &&
		lineChart({
			title: 'A thousand single gets against 60 requests per 2 seconds',
			xLabel: 'seconds',
			yLabel: 'delivered',
			series: data,
		})
	);
}

function sharedKeyOf(findings: Finding[]): string | undefined {
	const data = findings.find(({ data: { sharedKey } }) => sharedKey !== undefined)?.data;
	return data && sharedKeyChart(data.sharedKey as Series[]);
}

/** Refusals and time over the number of processes with one key. */
export function sharedKeyChart(series: Series[]): string {
	return lineChart({
		title: 'Several processes with one key, endless work (simulated)',
		xLabel: 'processes',
		yLabel: 'percent',
		series,
		bound: { name: 'goal for 50 at 60', y: 20 },
	});
}

function pollChart(findings: Finding[]): string | undefined {
	const data = findings.find(({ data: { polling } }) => polling !== undefined)?.data as
		| {
				polling: Array<{
					intervalMinutes: number;
					requestsPerHour: number;
					metricsRequestsPerHour: number;
				}>;
		  }
		| undefined;
	return (
		data &&
		lineChart({
			title: 'Watching 1,000,000 accounts that are refreshed daily (simulated)',
			xLabel: 'minutes between two polls',
			yLabel: 'requests an hour',
			series: [
				{
					name: 'trigger',
					points: data.polling.map((one) => [one.intervalMinutes, one.requestsPerHour] as const),
				},
				{
					name: 'with metrics',
					points: data.polling.map(
						(one) =>
							[one.intervalMinutes, one.requestsPerHour + one.metricsRequestsPerHour] as const,
					),
				},
			],
		})
	);
}

function charts({ findings }: Results): Record<string, string | undefined> {
	const time = (point: Point) => point.wallMs;
	return {
		requests: barChart('Requests for the same work', 'number of requests, logarithmic', [
			{ name: 'metrics of 1,000 accounts', ours: 5, other: 1_000, otherName: 'one call per item' },
			{ name: 'quiet poll of 20,000 accounts', ours: 1, other: 100, otherName: 'reading the list' },
			{ name: 'Return All of 20,000 accounts', ours: 100, other: 100, otherName: 'HTTP Request' },
		]),
		'return-all': lineChart({
			title: 'Return All',
			xLabel: 'rows',
			yLabel: 'ms',
			logarithmic: true,
			series: curveOf(findings, 'Return All', time),
		}),
		metrics: lineChart({
			title: 'Metrics, one item an account',
			xLabel: 'accounts',
			yLabel: 'ms',
			logarithmic: true,
			series: curveOf(findings, 'Metrics', time),
		}),
		responsive: lineChart({
			title: 'How late n8n is for its other work (p99)',
			xLabel: 'rows or accounts',
			yLabel: 'ms',
			logarithmic: true,
			bound: { name: 'goal', y: 100 },
			series: ['Return All', 'Metrics'].flatMap((what) =>
				curveOf(findings, what, (point) => point.delayP99Ms)
					.slice(0, 1)
					.map(({ points }) => ({ name: what, points })),
			),
		}),
		pace: paceChart(findings),
		polling: pollChart(findings),
		'shared-key': sharedKeyOf(findings),
	};
}

/** Rewrites the charts, and the figures between the two marks of the page. */
export async function writeReport(results: Results): Promise<void> {
	await mkdir(CHARTS, { recursive: true });
	for (const [name, svg] of Object.entries(charts(results)))
		if (svg) await writeFile(path.join(CHARTS, `${name}.svg`), svg);
	const page = await readFile(PAGE, 'utf8');
	const begin = page.indexOf(BEGIN);
	const end = page.indexOf(END);
	if (begin < 0 || end < begin)
		throw new Error('docs/performance.md has lost the marks around its figures');
	await writeFile(
		PAGE,
		`${page.slice(0, begin + BEGIN.length)}\n\n${figures(results)}\n\n${page.slice(end)}`,
	);
}
