import type { IDataObject } from 'n8n-workflow';

import type { RefreshEvent } from '../sync/detectChanges';

/** The numbers that resources had when they were last emitted. */
export interface MetricSnapshots {
	/** Names, in the order of the values. */
	fields: string[];
	/** By id: time of the refresh in ms, then the values with commas between them; empty for null. */
	values: Record<string, string>;
}

/** Most resources that are remembered. With ten fields each this is about 300 KB, which n8n reads and writes with every emission. */
export const MOST_REMEMBERED = 2_000;
/** A resource that was not emitted for so long, in ms, makes room when there is none. With Only Changed it may just have stayed as it was. */
const IDLE_MS = 30 * 86_400_000;

/** The figure without a comma: formatting it for a locale would cost every start of n8n ten milliseconds. */
export const NOTE = `Not compared: Include Changes remembers ${MOST_REMEMBERED} resources, and this is one more. Narrow the filters, or use several triggers.`;

function numberOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function remembered(
	{ fields, values: all }: MetricSnapshots,
	id: string,
): Map<string, number | null> | undefined {
	if (!Object.hasOwn(all, id)) return undefined;
	const [, ...values] = all[id].split(',');
	return new Map(fields.map((field, at) => [field, values[at] ? Number(values[at]) : null]));
}

/** Whether one of the fields differs from when the resource was last emitted; true when that is not known. */
export function hasChanged(
	snapshots: MetricSnapshots,
	id: string,
	row: IDataObject,
	fields: readonly string[],
): boolean {
	const before = remembered(snapshots, id);
	return (
		!before ||
		fields.some((field) => !before.has(field) || before.get(field) !== numberOf(row[field]))
	);
}

/** from, to, difference and percent of each number; null where there is nothing to compare. */
function columnsOf(
	before: Map<string, number | null> | undefined,
	row: IDataObject,
	fields: readonly string[],
): IDataObject {
	const columns: IDataObject = {};
	for (const field of fields) {
		const from = before?.get(field) ?? null;
		const to = numberOf(row[field]);
		const difference = from === null || to === null ? null : to - from;
		columns[`${field}_from`] = from;
		columns[`${field}_to`] = to;
		columns[`${field}_difference`] = difference;
		columns[`${field}_percent`] =
			difference === null || !from ? null : Math.round((difference / from) * 10_000) / 100;
	}
	return columns;
}

/** What is remembered, with these fields of each. */
function withFields(snapshots: MetricSnapshots, fields: readonly string[]): Map<string, string> {
	if (snapshots.fields.join() === fields.join()) return new Map(Object.entries(snapshots.values));
	const kept = new Map<string, string>();
	for (const [id, text] of Object.entries(snapshots.values)) {
		const before = remembered(snapshots, id);
		kept.set(id, [timeIn(text), ...fields.map((field) => before?.get(field) ?? '')].join());
	}
	return kept;
}

function timeIn(text: string): number {
	return Number(text.split(',', 1)[0]);
}

/** Ids that may make room, the one emitted longest ago last; none that is about to be emitted again. */
function idleOnes(kept: Map<string, string>, events: RefreshEvent[], nowMs: number): string[] {
	const emitted = new Set(events.map(({ id }) => id));
	const idle = [...kept]
		.map(([id, text]) => ({ id, time: timeIn(text) }))
		.filter(({ id, time }) => nowMs - time > IDLE_MS && !emitted.has(id));
	return idle.sort((a, b) => b.time - a.time).map(({ id }) => id);
}

/**
 * Compares events with the last emission of the same resources. Pure.
 * @param fields to compare; without any nothing is compared
 * @param alsoStored more fields, which are only remembered
 * @returns columns for each event, and the snapshots once they are emitted
 */
export function compareWithSnapshots(
	snapshots: MetricSnapshots | undefined,
	events: RefreshEvent[],
	fields: readonly string[],
	alsoStored: readonly string[] = [],
): { columns: IDataObject[]; snapshots?: MetricSnapshots } {
	const names = [...new Set([...fields, ...alsoStored])];
	if (names.length === 0) return { columns: [] };
	if (events.length === 0) return { columns: [], snapshots };
	const old = snapshots ?? { fields: names, values: {} };
	const kept = withFields(old, names);
	let idle: string[] | undefined;
	const columns = events.map(({ id, time, row }) => {
		if (!kept.has(id) && kept.size >= MOST_REMEMBERED) {
			idle ??= idleOnes(kept, events, events[events.length - 1].time);
			kept.delete(idle.pop() ?? '');
		}
		const fits = kept.has(id) || kept.size < MOST_REMEMBERED;
		if (fits) kept.set(id, [time, ...names.map((name) => numberOf(row[name]) ?? '')].join());
		return fields.length === 0
			? {}
			: { ...columnsOf(remembered(old, id), row, fields), changes_note: fits ? null : NOTE };
	});
	return { columns, snapshots: { fields: names, values: Object.fromEntries(kept) } };
}
