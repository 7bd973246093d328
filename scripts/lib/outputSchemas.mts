/** The columns of each operation's default output, as the files that n8n's editor reads before a step has run (docs/n8n-internals.md#output-schemas). */
import type { IDataObject, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { parse } from 'yaml';
import { dereferenced, nameOf } from './contractFacts.mts';

/** JSON schema of a value. What may be empty also has the type null, which comes last: the editor shows the first. */
export interface OutputSchema {
	type: string | string[];
	properties?: Record<string, OutputSchema>;
}

/** The functions of the package that make rows; nothing here repeats what they do. */
export interface RowFunctions {
	shape(row: IDataObject, output: { mode: 'simplified'; columns: unknown }): IDataObject;
	COLUMNS: Record<string, unknown>;
	matchRow(type: string, match: IDataObject): IDataObject;
	idColumns(ids: Record<string, string>): IDataObject;
	metricColumns(totals: unknown, meta: IDataObject, window: IDataObject): IDataObject;
	dailyColumns(totals: unknown): IDataObject;
	deltaColumns(days: number, deltas: unknown): IDataObject;
	/** Columns that name what the numbers are of, by resource. */
	SUBJECTS: Record<string, (subject: IDataObject) => IDataObject>;
}

/** As far as it is read here. */
interface Schema {
	type?: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
	additionalProperties?: Schema | boolean;
}

/** What the rows of an operation are made of. */
interface Operation {
	resource: string;
	operation: string;
	url: string;
	/** Whether its form offers a choice of output. */
	hasOutput: boolean;
	/** Samples of what the API answers under `data`: one with all values, one with null for what may be null. */
	answers: unknown[];
}

/** The form of these rows is not documented: any column may be missing (contract/NOTES.md#creators). */
const WITHOUT_SCHEMA = ['api/request', 'creator/addAccount', 'creator/getAnalytics'];

const PERIOD = { period: '7d' };
const RANGE = { start_date: '2026-01-01', end_date: '2026-01-07' };
const META = { ...PERIOD, ...RANGE, days: 7 };
const SUBJECT = { id: '1', username: 'natgeo', platform: 'instagram', given: '1' };

/** A value that fits a schema. @param isSparse whether to give null wherever it may be null */
function sampleOf(schema: Schema, isSparse: boolean): unknown {
	const types = [schema.type ?? []].flat();
	if (isSparse && types.includes('null')) return null;
	switch (types.find((type) => type !== 'null')) {
		case 'array':
			return [sampleOf(schema.items ?? {}, isSparse)];
		case 'boolean':
			return true;
		case 'integer':
		case 'number':
			return 1;
		case 'object': {
			const { properties = {}, additionalProperties: map } = schema;
			const named = Object.entries(properties);
			const entries = typeof map === 'object' ? [...named, ['any', map] as const] : named;
			return Object.fromEntries(
				entries.map(([name, field]) => [name, sampleOf(field, isSparse)] as const),
			);
		}
		default:
			return 'text';
	}
}

/** The schema that values have in common. */
function schemaOf(values: unknown[]): OutputSchema {
	const types = [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
	const sorted = types.sort((a, b) => Number(a === 'null') - Number(b === 'null'));
	const objects = values.filter((value) => value !== null && typeof value === 'object');
	const type = sorted.length === 1 ? sorted[0] : sorted;
	if (objects.length === 0) return { type };
	const names = [...new Set(objects.flatMap((value) => Object.keys(value as object)))];
	const properties = names.map((name) => {
		const found = (objects as IDataObject[]).filter((value) => Object.hasOwn(value, name));
		return [name, schemaOf(found.map((value) => value[name]))] as const;
	});
	return { type, properties: Object.fromEntries(properties) };
}

/** Rows as the operation makes them. */
function rowsOf(
	{ resource, operation, url, hasOutput, answers }: Operation,
	functions: RowFunctions,
): IDataObject[] {
	const { COLUMNS, SUBJECTS, shape, idColumns } = functions;
	const columns = COLUMNS[`${resource}.${operation}`] ?? COLUMNS[resource];
	const simplified = (row: IDataObject) =>
		hasOutput ? shape(row, { mode: 'simplified', columns }) : row;
	const records = answers.flat() as IDataObject[];
	// Unknown ids give rows without numbers.
	const subjects = [SUBJECT, { given: '1' }].map((subject) => SUBJECTS[resource]?.(subject));
	const numbers = [Object.values(records[0] ?? {})[0], undefined];
	switch (operation) {
		case 'create':
			return records.map((row) => ({ ...simplified(row), created: true }));
		case 'delete':
		case 'removeAccount': {
			const ids = [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'text'] as const);
			return [{ deleted: true, ...idColumns(Object.fromEntries(ids)) }];
		}
		case 'getMetrics':
			return subjects.map((subject, at) => ({
				...subject,
				...functions.metricColumns(numbers[at], META, PERIOD),
			}));
		case 'getDailyMetrics':
			return subjects.map((subject, at) => ({
				...subject,
				date: RANGE.start_date,
				...functions.dailyColumns(numbers[at]),
			}));
		case 'getDeltas':
			return subjects.map((subject, at) => ({
				...subject,
				...functions.deltaColumns(7, numbers[at] && { '7d': Object.values(numbers[at])[0] }),
			}));
		case 'getOverview':
		case 'getTop':
			return records.map((row) => ({ ...PERIOD, ...simplified(row) }));
		case 'search':
			return records.flatMap((sections) =>
				Object.entries(sections).flatMap(([name, matches]) =>
					(matches as IDataObject[]).map((match) =>
						simplified(functions.matchRow(name.slice(0, -1), match)),
					),
				),
			);
		default:
			return records.map(simplified);
	}
}

/**
 * @param description of the CreatorAudit node
 * @param contract text of contract/openapi.yaml
 * @param functions the package's own
 * @returns schemas by `<resource>/<operation>`; none where the API does not say what it answers
 */
export function outputSchemas(
	{ properties }: Pick<INodeTypeDescription, 'properties'>,
	contract: string,
	functions: RowFunctions,
): Record<string, OutputSchema> {
	const document = parse(contract, { merge: true }) as object;
	const { paths } = dereferenced(document) as {
		paths: Record<string, Record<string, { responses?: Record<string, object> }>>;
	};
	const answers = new Map(
		Object.entries(paths).flatMap(([route, methods]) =>
			Object.entries(methods).map(([method, call]) => [nameOf(method, route), call] as const),
		),
	);
	const answersTo = (call: string): unknown[] => {
		const [, success] =
			Object.entries(answers.get(call)?.responses ?? {}).find(([status]) => /^2/.test(status)) ??
			[];
		const schema = (success as { content?: { 'application/json': { schema: Schema } } } | undefined)
			?.content?.['application/json'].schema;
		return [false, true].map(
			(isSparse) => (sampleOf(schema ?? {}, isSparse) as { data?: unknown }).data,
		);
	};
	const schemas: Record<string, OutputSchema> = {};
	for (const list of properties.filter(({ name }) => name === 'operation')) {
		const resource = String(list.displayOptions?.show?.resource?.[0]);
		for (const { value, routing } of list.options as INodePropertyOptions[]) {
			const operation = String(value);
			if (WITHOUT_SCHEMA.includes(`${resource}/${operation}`)) continue;
			const { method, url } = routing?.request ?? {};
			const hasOutput = properties.some(
				({ name, displayOptions: { show = {} } = {} }) =>
					name === 'output' &&
					show.resource?.includes(resource) &&
					show.operation?.includes(operation),
			);
			const rows = rowsOf(
				{
					resource,
					operation,
					url: String(url),
					hasOutput,
					answers: answersTo(nameOf(String(method), String(url))),
				},
				functions,
			);
			schemas[`${resource}/${operation}`] = schemaOf(rows);
		}
	}
	return schemas;
}
