import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors';
import { COLUMNS, type ColumnSpec } from './columns';
import { readEntries } from './lists';
import { oneOf } from './values';

/** How much of each object a user wants to see. */
export type OutputMode =
	| { mode: 'raw' }
	| { mode: 'simplified'; columns: readonly ColumnSpec[] | undefined }
	| { mode: 'selected'; fields: string[] };

/** The value at a path such as accounts_summary.total; null where nothing is, so that every row has the same columns. */
function valueAt(row: IDataObject, path: string): IDataObject[string] {
	let value: unknown = row;
	for (const key of path.split('.')) {
		if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return null;
		value = (value as IDataObject)[key];
	}
	return (value ?? null) as IDataObject[string];
}

function pick(row: IDataObject, picked: ReadonlyArray<readonly [as: string, path: string]>): IDataObject {
	return Object.fromEntries(picked.map(([as, path]) => [as, valueAt(row, path)]));
}

/** Brings a row of the API into the chosen form. Pure; the order of fields is the same for every row. */
export function shape(row: IDataObject, output: OutputMode): IDataObject {
	if (output.mode === 'raw') return row;
	if (output.mode === 'selected') {
		return pick(
			row,
			[...new Set([...('id' in row ? ['id'] : []), ...output.fields])].map((field) => [field, field] as const),
		);
	}
	if (!output.columns) return row;
	return pick(
		row,
		output.columns.map((column) => (typeof column === 'string' ? ([column, column] as const) : ([column.as, column.path] as const))),
	);
}

function readFields(context: IExecuteSingleFunctions, itemIndex: number): string[] {
	const fields = readEntries(context.getNodeParameter('fields', ''), /,/).filter((field) => typeof field === 'string');
	if (fields.length > 0) return fields;
	throw inputError(context.getNode(), 'Fields', 'is empty.', {
		itemIndex,
		description: 'Name the fields to keep, for example username, follower_count.',
	});
}

/** The form of output that an item asks for; raw where the operation offers no choice. */
export function readOutputMode(context: IExecuteSingleFunctions, itemIndex: number): OutputMode {
	const mode = oneOf(context, itemIndex, 'Output', context.getNodeParameter('output', 'raw'), ['simplified', 'raw', 'selected']);
	if (mode === 'selected') return { mode, fields: readFields(context, itemIndex) };
	if (mode === 'raw') return { mode };
	const resource = String(context.getNodeParameter('resource', ''));
	const operation = String(context.getNodeParameter('operation', ''));
	return { mode, columns: COLUMNS[`${resource}.${operation}`] ?? COLUMNS[resource] };
}
