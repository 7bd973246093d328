import type { IDataObject } from 'n8n-workflow';

import type { RefreshEvent } from '../sync/detectChanges';

/** The numbers that resources had when they were last emitted. */
export interface Numbers {
	/** Names, in the order of the values. */
	fields: string[];
	/** By id: time of the refresh in ms, then the values; empty for null. About 60 bytes and the digits. */
	of: Record<string, string>;
}

/** Resources that are remembered. With ten numbers each this is about 300 KB, which n8n reads and writes with every emission. */
export const MOST_REMEMBERED = 2_000;
/** One that was not told for so long makes room when there is none, in ms. With Only Changed it may just have stayed as it was. */
const IDLE_MS = 30 * 86_400_000;

/** The figure without a comma: formatting it for a locale would cost every start of n8n ten milliseconds. */
export const NOTE = `Not compared: Include Changes remembers ${MOST_REMEMBERED} resources, and this is one more. Narrow the filters, or use several triggers.`;

function numberOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function remembered({ fields, of }: Numbers, id: string): Map<string, number | null> | undefined {
	if (!Object.hasOwn(of, id)) return undefined;
	const [, ...values] = of[id].split(',');
	return new Map(fields.map((field, at) => [field, values[at] ? Number(values[at]) : null]));
}

/** Whether one of the numbers differs from when the resource was last emitted; true when that is not known. */
export function hasChanged(
	numbers: Numbers,
	id: string,
	row: IDataObject,
	fields: readonly string[],
): boolean {
	const before = remembered(numbers, id);
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

/** What is remembered, with these numbers of each. */
function withFields(numbers: Numbers, fields: readonly string[]): Map<string, string> {
	if (numbers.fields.join() === fields.join()) return new Map(Object.entries(numbers.of));
	const kept = new Map<string, string>();
	for (const [id, text] of Object.entries(numbers.of)) {
		const before = remembered(numbers, id);
		kept.set(id, [timeIn(text), ...fields.map((field) => before?.get(field) ?? '')].join());
	}
	return kept;
}

function timeIn(text: string): number {
	return Number(text.split(',', 1)[0]);
}

/** Those that may make room: told before the others, and not about to be told again. The next to go stands last. */
function idleOnes(kept: Map<string, string>, events: RefreshEvent[], nowMs: number): string[] {
	const told = new Set(events.map(({ id }) => id));
	const idle = [...kept]
		.map(([id, text]) => ({ id, time: timeIn(text) }))
		.filter(({ id, time }) => nowMs - time > IDLE_MS && !told.has(id));
	return idle.sort((a, b) => b.time - a.time).map(({ id }) => id);
}

/**
 * Compares events with what was last emitted of the same resources. Pure.
 * @param fields names of the numbers; without any nothing is compared
 * @param besides more names, whose numbers are only remembered
 * @returns columns for each event, and what to remember once they are emitted
 */
export function compare(
	numbers: Numbers,
	events: RefreshEvent[],
	fields: readonly string[],
	besides: readonly string[] = [],
): { columns: IDataObject[]; numbers?: Numbers } {
	const names = [...new Set([...fields, ...besides])];
	if (names.length === 0) return { columns: [] };
	if (events.length === 0) return { columns: [], numbers };
	const kept = withFields(numbers, names);
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
			: { ...columnsOf(remembered(numbers, id), row, fields), changes_note: fits ? null : NOTE };
	});
	return { columns, numbers: { fields: names, of: Object.fromEntries(kept) } };
}
