import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { PERIODS, type Choice } from '../input/choices';
import { declaredFields } from '../input/declaredFields';
import {
	readBlankFilters,
	readCollection,
	readFilterValue,
	type BlankFilters,
} from '../input/filters';
import { isId, readIds, UUIDS } from '../input/ids';
import { LIST_SEPARATORS, readEntries } from '../input/listInput';
import { apiValue, isBlank, oneOf, readSwitch, shownValue, wholeNumber } from '../input/coerce';
import { DAY_MS } from '../transport/clock';
import { inputError } from '../transport/errors/nodeErrors';
import type { QueryValue } from '../transport/types';
import type { RefreshType } from './sync/detectChanges';
import { NUMBERS, triggerProperties } from './description';
import { LISTS, type WatchedResource } from './sync/watchedLists';

/** The parameters by which a list is narrowed, as they are sent; also `ids`, a list with commas, where records are read one by one. */
export type Filters = Record<string, Exclude<QueryValue, undefined>>;

/** What a user has set up, checked. */
export interface Settings {
	resource: WatchedResource;
	filters: Filters;
	/** Only these; absent = all. */
	ids?: Set<string>;
	types: Set<RefreshType>;
	emitExisting: boolean;
	/** Period of the metrics to add. */
	metricsPeriod?: string;
	/** Fields of which items tell the change. */
	comparedFields: string[];
	onlyChanged: boolean;
	lookbackMs: number;
	/** How old a post may be when it is found. */
	maximumAgeMs: number;
	limit: number;
}

const { byParameter: DECLARED } = declaredFields(triggerProperties);
const DEFAULT_LOOKBACK_MINUTES = 10;
const DEFAULT_MAXIMUM_AGE_DAYS = 7;
const MINUTE_MS = 60_000;
/** Name in the editor. */
const shownName = (name: string) => DECLARED.get(name)!.displayName;

/** The filters of the list, and the ids that the user named. */
function readFilters(
	context: IPollFunctions,
	resource: WatchedResource,
	given: IDataObject,
	blank: BlankFilters,
): Pick<Settings, 'filters' | 'ids'> {
	const valueOf = (name: string) =>
		readFilterValue(context, undefined, given, { name, shown: shownName(name), blank });
	const filters: Filters = {};
	for (const [field, parameter] of Object.entries(LISTS[resource].filters)) {
		const value = valueOf(field);
		if (value === undefined) continue;
		const typed = apiValue({ context }, DECLARED.get(field), parameter, value);
		if ((field === 'creatorId' || field === 'accountId') && !isId(String(typed)))
			throw inputError(context.getNode(), shownName(field), `${shownValue(value)} is not an ID.`);
		filters[parameter] = typed;
	}
	let ids = readIds(context, undefined, 'IDs', valueOf('ids'), UUIDS);
	if (resource === 'accountVideo') {
		const given = readIds(context, undefined, shownName('accountId'), valueOf('accountId'), UUIDS);
		if (given.length > 0 && ids.length > 0)
			return { filters, ids: new Set(ids.filter((id) => given.includes(id))) };
		ids = [...ids, ...given];
	}
	return { filters, ...(ids.length > 0 && { ids: new Set(ids) }) };
}

/** Types of refreshes. */
const TYPES: RefreshType[] = ['firstRefresh', 'refresh'];

function readTypes(context: IPollFunctions): Set<RefreshType> {
	const given = context.getNodeParameter('events', TYPES) as unknown;
	const types = readEntries(given, LIST_SEPARATORS).map((type) =>
		oneOf<RefreshType>(context, undefined, 'Events', type, TYPES),
	);
	if (types.length === 0)
		throw inputError(context.getNode(), 'Events', 'is empty. Choose at least one.');
	return new Set(types);
}

/**
 * Reads the node's parameters.
 * @throws NodeOperationError that names the field, before anything is sent
 */
export function readSettings(context: IPollFunctions): Settings {
	const triggerOn = context.getNodeParameter('triggerOn', 'account');
	const resources = Object.keys(LISTS) as WatchedResource[];
	const resource = oneOf(context, undefined, 'Trigger On', triggerOn, resources);
	const given = readCollection(context.getNodeParameter('filters', {}));
	const options = readCollection(context.getNodeParameter('options', {}));
	const blank = readBlankFilters(context, undefined, options.blankFilters);
	const arePosts = resource === 'accountVideo';
	const { includeMetrics } = options;
	const metricsPeriod =
		arePosts || isBlank(includeMetrics)
			? undefined
			: oneOf(context, undefined, 'Include Metrics', includeMetrics, PERIODS);
	const chosen = (arePosts ? [] : readEntries(options.includeChanges, LIST_SEPARATORS)).map(
		(name) => oneOf(context, undefined, 'Include Changes', name, NUMBERS as Array<Choice & object>),
	);
	const comparedFields = LISTS[resource].numberFields.filter((name) => chosen.includes(name));
	const isOn = (name: string) =>
		readSwitch(context, undefined, shownName(name), options[name]) === true;
	const number = (name: string, max: number) =>
		wholeNumber(context, undefined, shownName(name), options[name], { min: 1, max });
	const lookback = number('overlapMinutes', 1_440) ?? DEFAULT_LOOKBACK_MINUTES;
	const onlyChanged = !arePosts && isOn('onlyChanged');
	if (onlyChanged && comparedFields.length === 0) {
		const wrong =
			'has no numbers to go by. Add Include Changes and choose at least one, or remove Only Changed.';
		throw inputError(context.getNode(), 'Only Changed', wrong);
	}
	return {
		resource,
		...readFilters(context, resource, given, blank),
		types: arePosts ? new Set(TYPES) : readTypes(context),
		emitExisting: isOn('emitExisting'),
		...(metricsPeriod !== undefined && { metricsPeriod }),
		comparedFields,
		onlyChanged,
		lookbackMs: lookback * MINUTE_MS,
		maximumAgeMs: (number('maximumAge', 365) ?? DEFAULT_MAXIMUM_AGE_DAYS) * DAY_MS,
		limit: number('limit', 100_000) ?? Infinity,
	};
}
