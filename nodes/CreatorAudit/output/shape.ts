import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { COLUMNS, type ColumnSpec } from './columns';
import { FIELD_NAMES } from './fieldNames';
import { readEntries } from '../input/listInput';
import { oneOf, shownValue } from '../input/coerce';

/** How much of each object a user wants to see. */
export type OutputMode =
	| { mode: 'raw' }
	| { mode: 'simplified'; columns: readonly ColumnSpec[] | undefined }
	| { mode: 'selected'; fields: string[]; unknownFields?: UnknownFields };

/** Fields that may not exist, and what is said when one of them does not. */
interface UnknownFields {
	fields: string[];
	refuse(field: string, row: IDataObject): Error;
}

/** The value at a path such as accounts_summary.total; null where nothing is, so that every row has the same columns. */
function valueAt(row: IDataObject, path: string): IDataObject[string] {
	let value: unknown = row;
	for (const key of path.split('.')) {
		if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return null;
		value = (value as IDataObject)[key];
	}
	return (value ?? null) as IDataObject[string];
}

function pick(
	row: IDataObject,
	picked: ReadonlyArray<readonly [as: string, path: string]>,
): IDataObject {
	return Object.fromEntries(picked.map(([as, path]) => [as, valueAt(row, path)]));
}

/** Brings a row of the API into the chosen form. Pure; the order of fields is the same for every row. */
export function shape(row: IDataObject, output: OutputMode): IDataObject {
	if (output.mode === 'raw') return row;
	if (output.mode === 'selected') {
		return pick(
			row,
			[...new Set([...('id' in row ? ['id'] : []), ...output.fields])].map(
				(field) => [field, field] as const,
			),
		);
	}
	if (!output.columns) return row;
	return pick(
		row,
		output.columns.map((column) =>
			typeof column === 'string'
				? ([column, column] as const)
				: ([column.as, column.path] as const),
		),
	);
}

/**
 * Refuses a selected field that cannot be told from a misspelt one: a column without values would look like missing numbers.
 * @param rows the first that came; a field that the contract does not name has to be in one of them
 * @throws NodeOperationError that lists the fields that there are
 */
export function refuseUnknown(rows: IDataObject[], output: OutputMode): void {
	if (output.mode !== 'selected' || output.unknownFields === undefined || rows.length === 0) return;
	const { fields, refuse } = output.unknownFields;
	const unknown = fields.find((field) => rows.every((row) => !Object.hasOwn(row, rootOf(field))));
	if (unknown !== undefined) throw refuse(unknown, rows[0]);
}

/** `accounts_summary` of `accounts_summary.total`. */
const rootOf = (path: string): string => path.split('.', 1)[0];

/** The API's name for a field that somebody may have written with capitals or blanks; what is not known stays as it is. */
function asKnown(name: string, known: readonly string[]): string {
	const apiName = (text: string) =>
		text
			.trim()
			.toLowerCase()
			.replace(/[\s-]+/g, '_');
	const whole = apiName(name);
	if (known.includes(whole)) return whole;
	const root = rootOf(name);
	return known.includes(apiName(root)) ? apiName(root) + name.slice(root.length) : name;
}

/** The fields to select; a comma-separated text may name what the list does not offer. */
function readFields(
	context: IExecuteSingleFunctions,
	itemIndex: number,
	resource: string,
	operation: string,
): OutputMode {
	const known: readonly string[] = FIELD_NAMES[resource as keyof typeof FIELD_NAMES] ?? [];
	const given = readEntries(context.getNodeParameter('fields', ''), /[,;\n]+/).filter(
		(field) => typeof field === 'string',
	);
	const fields = given.map((field) => asKnown(field, known));
	// A change is made before its answer could be refused.
	const reads = operation === 'get' || operation === 'getAll';
	const unknownFields: UnknownFields = {
		fields: reads ? fields.filter((field) => !known.includes(rootOf(field))) : [],
		refuse: (field, row) =>
			inputError(
				context.getNode(),
				'Fields',
				`${shownValue(field)} is none of the fields that CreatorAudit sends.`,
				{
					itemIndex,
					description: `There are: ${[...new Set([...known, ...Object.keys(row)])].sort().join(', ')}.`,
				},
			),
	};
	if (fields.length > 0) return { mode: 'selected', fields, unknownFields };
	throw inputError(context.getNode(), 'Fields', 'is empty.', {
		itemIndex,
		description: 'Name the fields to keep, for example username, follower_count.',
	});
}

/** The form of output that an item asks for; raw where the operation offers no choice. */
export function readOutputMode(context: IExecuteSingleFunctions, itemIndex: number): OutputMode {
	const mode = oneOf(context, itemIndex, 'Output', context.getNodeParameter('output', 'raw'), [
		'simplified',
		'raw',
		{ name: 'Selected Fields', value: 'selected' },
	]);
	if (mode === 'raw') return { mode };
	const resource = String(context.getNodeParameter('resource', ''));
	const operation = String(context.getNodeParameter('operation', ''));
	if (mode === 'selected') return readFields(context, itemIndex, resource, operation);
	return { mode, columns: COLUMNS[`${resource}.${operation}`] ?? COLUMNS[resource] };
}
