import type { IDataObject } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import type { BatchEntry, BatchName } from '../batching/batchRequest';
import { normaliseDates } from '../input/dates';
import { ACCOUNTS, INTERNAL_IDS, isUuid, readIds, UUIDS, type IdRule } from '../input/ids';
import type { Item } from '../runner/types';
import { metricColumns } from '../output/metricColumns';
import { runItem } from '../runner/runItem';
import { readEntries } from '../input/listInput';
import { resolveAccounts } from '../batching/resolveAccounts';
import { readOptions } from '../runner/itemOptions';
import { oneOf, readSwitch, textOf } from '../input/coerce';
import { loadMany } from '../batching/batchLoader';

/** Windows that the API looks at (contract/NOTES.md#deltas). */
const MOST_WINDOWS = 10;
const LONGEST_WINDOW_DAYS = 365;

interface IdField {
	parameter: string;
	shown: string;
	batch: BatchName;
	rule: IdRule;
	/** Columns that name the id in the output. */
	columns(id: string): IDataObject;
}

const ID_FIELDS: IdField[] = [
	{
		parameter: 'accountIds',
		shown: 'Accounts',
		batch: 'account',
		rule: ACCOUNTS,
		columns: (id) => ({ account_id: id }),
	},
	{
		parameter: 'videoIds',
		shown: 'Video IDs',
		batch: 'video',
		rule: UUIDS,
		columns: (id) => ({ video_id: id }),
	},
	{
		parameter: 'instagramPostIds',
		shown: 'Instagram Post IDs',
		batch: 'instagramPost',
		rule: INTERNAL_IDS,
		columns: (id) => ({ platform: 'instagram', id: Number(id) }),
	},
	{
		parameter: 'tiktokVideoIds',
		shown: 'TikTok Video IDs',
		batch: 'tiktokVideo',
		rule: INTERNAL_IDS,
		columns: (id) => ({ platform: 'tiktok', id: Number(id) }),
	},
];

function readWindow({ context, index }: Item): IDataObject {
	const period = oneOf(context, index, 'Period', context.getNodeParameter('period', '30d'), [
		'7d',
		'30d',
		'90d',
		'custom',
	]);
	if (period !== 'custom') return { period };
	const dates = {
		start_date: context.getNodeParameter('startDate', '') as string,
		end_date: context.getNodeParameter('endDate', '') as string,
	};
	return { period, ...normaliseDates(context, index, dates, true) };
}

/** The input item's own fields, when the user wants to keep them beside the metrics. */
function keptFields({ context, index }: Item): IDataObject {
	if (
		readSwitch(context, index, 'Keep Input Fields', readOptions(context).keepInputFields) !== true
	)
		return {};
	const kept = { ...context.getInputData()?.json };
	// n8n takes an item with this field for a failed one (docs/n8n-internals.md#retry-on-fail).
	delete kept.error;
	return kept;
}

function readAllIds(item: Item, fields: IdField[]): Array<{ field: IdField; ids: string[] }> {
	const { context, index } = item;
	const given = fields.map((field) => ({
		field,
		ids: readIds(
			context,
			index,
			field.shown,
			context.getNodeParameter(field.parameter, ''),
			field.rule,
		),
	}));
	if (given.some(({ ids }) => ids.length > 0)) return given;
	const shown = fields.map((field) => field.shown).join(' / ');
	throw inputError(context.getNode(), shown, 'is empty.', {
		itemIndex: index,
		description: 'Enter one, a list separated by commas, or an expression such as {{ $json.id }}.',
	});
}

/** The id fields that the item's resource shows. */
function idFieldsOf({ context }: Item): IdField[] {
	const resource = context.getNodeParameter('resource', '');
	if (resource === 'account') return ID_FIELDS.slice(0, 1);
	return resource === 'video' ? ID_FIELDS.slice(1, 2) : ID_FIELDS.slice(2);
}

/** Totals of accounts, videos or account videos over a window: one row an id, all items of the run in as few calls as possible. */
export const readMetrics = runItem(async (item) => {
	const window = readWindow(item);
	const kept = keptFields(item);
	const asked = readAllIds(item, idFieldsOf(item)).map(async ({ field, ids }) => {
		// IDs are asked for at once: whoever waited first would miss the others.
		const known =
			ids.every(isUuid) || field.rule !== ACCOUNTS
				? ids
				: await resolveAccounts(item, ids, field.shown);
		const entries = await loadMany(item, field.batch, known, window);
		return known.map((id, at) => ({
			...kept,
			...field.columns(id),
			...metricColumns(entries[at].values, entries[at].meta, window),
		}));
	});
	return (await Promise.all(asked)).flat();
});

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
			`${windows.length} numbers were entered; CreatorAudit takes at most ${MOST_WINDOWS}.`,
		);
	const wrong = windows.find(
		(days) => !Number.isInteger(days) || days < 1 || days > LONGEST_WINDOW_DAYS,
	);
	if (wrong !== undefined)
		throw refuse(`every entry must be a whole number from 1 to ${LONGEST_WINDOW_DAYS}.`);
	return windows;
}

function deltaRows(id: string, { values }: BatchEntry, windows: number[]): IDataObject[] {
	return windows.map((days) => ({
		video_id: id,
		found: values !== undefined,
		window_days: days,
		view_delta: values?.[`${days}d`] ?? null,
	}));
}

/** Growth of videos' views over several look-back windows: one row an id and window. */
export const readDeltas = runItem(async (item) => {
	const windows = readWindows(item);
	const kept = keptFields(item);
	const [{ ids }] = readAllIds(item, ID_FIELDS.slice(1, 2));
	const entries = await loadMany(item, 'videoDeltas', ids, { windows });
	return ids.flatMap((id, at) =>
		deltaRows(id, entries[at], windows).map((row) => ({ ...kept, ...row })),
	);
});
