import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { inputError } from '../../transport/errors/nodeErrors';
import type { BatchEntry, BatchName } from '../../batching/batchRequest';
import { PERIODS } from '../../input/choices';
import { normaliseDates } from '../../input/dates';
import { rangeBefore } from '../../input/days';
import { ACCOUNTS, isUuid, readIds, VIDEOS, type IdRule } from '../../input/ids';
import type { Item, Work } from '../../runner/types';
import { comparisonColumns } from '../../output/comparisonColumns';
import { deltaColumns, metricColumns } from '../../output/metricColumns';
import { readEntries } from '../../input/listInput';
import { seenAccount } from '../../batching/accountLookup';
import { resolveAccounts, type Subject } from '../../batching/resolveAccounts';
import { resolveVideos } from '../../batching/resolveVideos';
import { readOptions } from '../../runner/itemOptions';
import { oneOf, readSwitch, textOf } from '../../input/coerce';
import { loadMany } from '../../batching/batchLoader';

/** Windows that the API looks at (contract/NOTES.md#deltas). */
const MOST_WINDOWS = 10;
const LONGEST_WINDOW_DAYS = 365;

/** A field of ids: how its entries are read, and where they are asked for. */
export interface IdField {
	field: INodeProperties;
	batch: BatchName;
	rule: IdRule;
	/** Columns that name it in the output. */
	columns(subject: Subject): IDataObject;
}

export function readWindow({ context, index }: Item): IDataObject {
	const period = oneOf(context, index, 'Period', context.getNodeParameter('period', '30d'), [
		...PERIODS,
		'custom',
	]);
	if (period !== 'custom') return { period };
	const dates = {
		start_date: context.getNodeParameter('startDate', '') as string,
		end_date: context.getNodeParameter('endDate', '') as string,
	};
	return { period, ...normaliseDates(context, index, dates, true) };
}

export function readAllIds(
	{ context, index }: Item,
	fields: readonly IdField[],
): Array<IdField & { ids: string[] }> {
	const given = fields.map((idField) => {
		const { field, rule } = idField;
		const value = context.getNodeParameter(field.name, '');
		return { ...idField, ids: readIds(context, index, field.displayName, value, rule) };
	});
	if (given.some(({ ids }) => ids.length > 0)) return given;
	const shown = fields.map(({ field }) => field.displayName).join(' / ');
	throw inputError(context.getNode(), shown, 'is empty.', {
		itemIndex: index,
		description: 'Enter one, a list separated by commas, or an expression such as {{ $json.id }}.',
	});
}

/** Replaces names by ids, by the rule of the field. */
const RESOLVERS = new Map([
	[ACCOUNTS, resolveAccounts],
	[VIDEOS, resolveVideos],
]);

function readCompare({ context, index }: Item): boolean {
	const { comparePrevious: given } = readOptions(context);
	return readSwitch(context, index, 'Compare With Previous Period', given) === true;
}

/**
 * Loads the totals of the window before, by the dates that the answers state, and compares.
 * @param entries of `subjects`, in their order; unknown ids are not asked for again
 * @returns columns for each of them
 */
async function comparePrevious(
	item: Item,
	batch: BatchName,
	subjects: Subject[],
	entries: BatchEntry[],
): Promise<IDataObject[]> {
	return await Promise.all(
		entries.map(async ({ values, meta }, at) => {
			const range = rangeBefore(meta);
			const { id } = subjects[at];
			if (!values || !range || id === undefined) return comparisonColumns(values, undefined, range);
			const [before] = await loadMany(item, batch, [id], { period: 'custom', ...range });
			return comparisonColumns(values, before.values, range);
		}),
	);
}

/**
 * What a field names.
 * @returns without a promise where all are ids: an item that awaits anything first misses the batch of the others
 */
export function resolveSubjects(
	item: Item,
	{ field, rule, ids }: Pick<IdField, 'field' | 'rule'> & { ids: string[] },
): Subject[] | Promise<Subject[]> {
	const resolve = ids.every(isUuid) ? undefined : RESOLVERS.get(rule);
	return resolve ? resolve(item, ids, field.displayName) : ids.map((id) => ({ id, given: id }));
}

/**
 * Loads the entries of subjects, in their order, together with those of the run's other items.
 * @param untilAll as for loadMany
 */
export async function loadSubjects(
	item: Item,
	batch: BatchName,
	subjects: Subject[],
	window: IDataObject,
	untilAll?: boolean,
): Promise<BatchEntry[]> {
	const ids = subjects.flatMap(({ id }) => id ?? []);
	const entries = await loadMany(item, batch, ids, window, untilAll);
	const unknown: BatchEntry = { values: undefined, meta: entries[0]?.meta ?? {} };
	let next = 0;
	return subjects.map(({ id }) => (id === undefined ? unknown : entries[next++]));
}

/** The columns that name a subject. An account has its name if the item's run has come across it, or the input item is that account. */
export function nameColumns(
	{ context }: Item,
	{ rule, columns }: IdField,
	subject: Subject,
): IDataObject {
	const { id, username } = subject;
	if (rule !== ACCOUNTS || id === undefined || username !== undefined) return columns(subject);
	const { json } = context.getInputData() ?? {};
	const isInput = [json?.id, json?.account_id].some((given) => textOf(given)?.toLowerCase() === id);
	const known = seenAccount(context, id) ?? (isInput ? json : undefined);
	return columns({ id, username: known?.username, platform: known?.platform });
}

/**
 * Reads totals over a window: one row an id, all items of the run in as few calls as possible.
 * @param fields of ids that the operation has; at least one must be filled in
 */
export const readMetrics =
	(fields: readonly IdField[]): Work =>
	async (item) => {
		const window = readWindow(item);
		const compares = readCompare(item);
		const asked = readAllIds(item, fields).map(async (field) => {
			const { batch } = field;
			const found = resolveSubjects(item, field);
			const subjects = Array.isArray(found) ? found : await found;
			const entries = await loadSubjects(item, batch, subjects, window, compares);
			const comparisons = compares ? await comparePrevious(item, batch, subjects, entries) : [];
			return subjects.map((subject, at) => ({
				...nameColumns(item, field, subject),
				...metricColumns(entries[at].values, entries[at].meta, window),
				...comparisons[at],
			}));
		});
		return (await Promise.all(asked)).flat();
	};

function readWindows({ context, index: itemIndex }: Item): number[] {
	const given = context.getNodeParameter('windows', '1, 7, 14, 30') as unknown;
	const parts = readEntries(given, /[\s,;]+/);
	const windows = [
		...new Set(parts.map((part) => Number(textOf(part)?.replace(/d$/i, '') ?? NaN))),
	];
	const refuse = (message: string) => inputError(context.getNode(), 'Days', message, { itemIndex });
	if (windows.length === 0) throw refuse('is empty. Enter numbers, for example 1, 7, 30.');
	if (windows.length > MOST_WINDOWS)
		throw refuse(
			`${windows.length} numbers are too many; CreatorAudit takes at most ${MOST_WINDOWS}.`,
		);
	const wrong = windows.find(
		(days) => !Number.isInteger(days) || days < 1 || days > LONGEST_WINDOW_DAYS,
	);
	if (wrong !== undefined)
		throw refuse(`every entry must be a whole number from 1 to ${LONGEST_WINDOW_DAYS}.`);
	return windows;
}

/**
 * Reads the growth of videos' views over several look-back windows: one row an id and window.
 * @param videos the field of their ids
 */
export const readDeltas =
	(videos: IdField): Work =>
	async (item) => {
		const windows = readWindows(item);
		const [asked] = readAllIds(item, [videos]);
		const found = resolveSubjects(item, asked);
		const subjects = Array.isArray(found) ? found : await found;
		const entries = await loadSubjects(item, videos.batch, subjects, { windows });
		return subjects.flatMap((subject, at) =>
			windows.map((days) => ({
				...videos.columns(subject),
				...deltaColumns(days, entries[at].values),
			})),
		);
	};
