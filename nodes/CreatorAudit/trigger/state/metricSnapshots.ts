import type { IDataObject } from 'n8n-workflow';

import { changeOf, finite } from '../../output/comparisonColumns';
import { DAY_MS } from '../../transport/clock';
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
const IDLE_MS = 30 * DAY_MS;

/** The figure without a comma: formatting it for a locale would cost every start of n8n ten milliseconds. */
export const NOTE = `Not compared: Include Changes remembers ${MOST_REMEMBERED} resources, and this is one more. Narrow the filters, or use several triggers.`;

/** Numbers of a resource by field. */
type Numbers = Map<string, number | null>;

function remembered({ fields, values: all }: MetricSnapshots, id: string): Numbers | undefined {
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
	return !before || fields.some((field) => before.get(field) !== finite(row[field]));
}

/** from, to, difference and percent of each number; null where there is nothing to compare. */
function columnsOf(
	before: Numbers | undefined,
	row: IDataObject,
	fields: readonly string[],
): IDataObject {
	const columns: IDataObject = {};
	for (const field of fields) {
		const from = before?.get(field) ?? null;
		const to = finite(row[field]);
		const { change, percent } = changeOf(from, to);
		columns[`${field}_from`] = from;
		columns[`${field}_to`] = to;
		columns[`${field}_difference`] = change;
		columns[`${field}_percent`] = percent;
	}
	return columns;
}

/** What is remembered, with these fields of each. */
function withFields(snapshots: MetricSnapshots, fields: readonly string[]): Map<string, string> {
	return new Map(
		Object.entries(snapshots.values).map(([id, text]) => {
			const before = remembered(snapshots, id);
			return [id, [timeIn(text), ...fields.map((field) => before?.get(field) ?? '')].join()];
		}),
	);
}

const timeIn = (text: string) => Number(text.split(',', 1)[0]);

/** Ids that may make room, the one emitted longest ago last; none that is about to be emitted again. */
function idleOnes(kept: Map<string, string>, events: RefreshEvent[], nowMs: number): string[] {
	const emitted = new Set(events.map(({ id }) => id));
	const idle = [...kept].filter(([id, text]) => nowMs - timeIn(text) > IDLE_MS && !emitted.has(id));
	return idle.sort(([, a], [, b]) => timeIn(b) - timeIn(a)).map(([id]) => id);
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
		if (fits) kept.set(id, [time, ...names.map((name) => finite(row[name]) ?? '')].join());
		return fields.length === 0
			? {}
			: { ...columnsOf(remembered(old, id), row, fields), changes_note: fits ? null : NOTE };
	});
	return { columns, snapshots: { fields: names, values: Object.fromEntries(kept) } };
}
