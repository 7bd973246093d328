import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { isUuid, readIds, UUIDS } from '../execution/ids';
import { inputError } from '../transport/errors';
import type { RefreshType } from './changes';
import type { Filters } from './filters';
import { LISTS, type Kind } from './lists';

/** What a user has set up, checked. */
export interface Settings {
	kind: Kind;
	filters: Filters;
	/** Only these; absent = all. */
	ids?: Set<string>;
	types: Set<RefreshType>;
	emitExisting: boolean;
	/** Period of the metrics to add. */
	metricsPeriod?: string;
	/** Numbers whose changes are to be told. */
	numbers: string[];
	onlyChanged: boolean;
	overlapMs: number;
	limit: number;
}

const DEFAULT_OVERLAP_MINUTES = 10;
const MINUTE_MS = 60_000;
/** Names in the editor. */
const SHOWN: Record<string, string> = { creatorId: 'Creator', accountId: 'Account', overlapMinutes: 'Overlap (Minutes)', limit: 'Limit' };

function collection(context: IPollFunctions, name: string): IDataObject {
	const given = context.getNodeParameter(name, {});
	return given !== null && typeof given === 'object' && !Array.isArray(given) ? (given as IDataObject) : {};
}

function isBlank(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

function readFilters(context: IPollFunctions, kind: Kind, given: IDataObject): Filters {
	const filters: Filters = {};
	for (const [field, parameter] of Object.entries(LISTS[kind].filters)) {
		let value: unknown = given[field];
		if (value !== null && typeof value === 'object' && 'value' in value) value = (value as IDataObject).value;
		if (typeof value === 'string') value = value.trim();
		if (isBlank(value)) continue;
		if (typeof value !== 'string' && typeof value !== 'boolean') {
			throw inputError(context.getNode(), SHOWN[field] ?? field, 'must be a single value.');
		}
		if ((field === 'creatorId' || field === 'accountId') && !isUuid(String(value))) {
			throw inputError(context.getNode(), SHOWN[field], `"${String(value).slice(0, 80)}" is not an ID.`);
		}
		filters[parameter] = value;
	}
	return filters;
}

function readNumber(context: IPollFunctions, options: IDataObject, name: string, max: number): number | undefined {
	const value = options[name];
	if (isBlank(value)) return undefined;
	const number = Number(value);
	if (Number.isInteger(number) && number >= 1 && number <= max) return number;
	throw inputError(context.getNode(), SHOWN[name], `"${String(value).slice(0, 50)}" is not a whole number from 1 to ${max.toLocaleString('en-US')}.`);
}

/** A list of texts, as a multiple choice or an expression gives it. */
function texts(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value]).flatMap((part) => (typeof part === 'string' ? part.split(',') : [])).map((part) => part.trim()).filter(Boolean);
}

function readTypes(context: IPollFunctions): Set<RefreshType> {
	const types = texts(context.getNodeParameter('events', ['firstRefresh', 'refresh'])).filter(
		(type): type is RefreshType => type === 'firstRefresh' || type === 'refresh',
	);
	if (types.length === 0) throw inputError(context.getNode(), 'Events', 'is empty. Choose at least one.');
	return new Set(types);
}

/**
 * Reads the node's parameters.
 * @throws NodeOperationError that names the field, before anything is sent
 */
export function readSettings(context: IPollFunctions): Settings {
	const node = context.getNode();
	const kind = context.getNodeParameter('triggerOn', 'account') as Kind;
	if (!Object.hasOwn(LISTS, kind)) throw inputError(node, 'Trigger On', `"${String(kind).slice(0, 50)}" is neither account nor video.`);
	const filters = collection(context, 'filters');
	const options = collection(context, 'options');
	const ids = readIds(context, undefined, 'IDs', filters.ids, UUIDS);
	const { includeMetrics } = options;
	if (!isBlank(includeMetrics) && !['7d', '30d', '90d'].includes(String(includeMetrics))) {
		throw inputError(node, 'Include Metrics', `"${String(includeMetrics).slice(0, 50)}" is none of 7d, 30d and 90d.`);
	}
	const numbers = texts(options.includeChanges);
	return {
		kind,
		filters: readFilters(context, kind, filters),
		...(ids.length > 0 && { ids: new Set(ids) }),
		types: readTypes(context),
		emitExisting: options.emitExisting === true,
		...(!isBlank(includeMetrics) && { metricsPeriod: String(includeMetrics) }),
		numbers: LISTS[kind].numbers.filter((name) => numbers.includes(name)),
		onlyChanged: options.onlyChanged === true,
		overlapMs: (readNumber(context, options, 'overlapMinutes', 1_440) ?? DEFAULT_OVERLAP_MINUTES) * MINUTE_MS,
		limit: readNumber(context, options, 'limit', 100_000) ?? Infinity,
	};
}
