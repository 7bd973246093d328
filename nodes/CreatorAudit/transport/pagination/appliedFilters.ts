import { NodeApiError, type IDataObject, type JsonObject } from 'n8n-workflow';

import type { ApiContext, ApiRequest, QueryValue } from '../types';

/** What a row says of a filter: it fits, it does not, or the row has no such field. */
type Fit = 'yes' | 'no' | 'unknown';

/** How a row shows whether it fits a filter. */
interface Filter {
	/** Name in the editor. */
	shown: string;
	/** Field of the row. */
	field: string;
	fits(value: unknown, wanted: unknown): boolean;
}

/** One form for what JSON, a query string and people write in several: `true`, `"TRUE"`; `"Instagram"`, `"instagram"`. */
const plain = (value: unknown): string =>
	value === null || typeof value === 'object' ? '' : String(value).trim().toLowerCase();

/** Letters and digits of a text: `Food & Drink` and `food_drink` are one category. */
const letters = (value: unknown): string => plain(value).replace(/[^\p{L}\p{N}]+/gu, '');

/** 1 and 0 stand for true and false in some JSON. */
const isTrue = (value: unknown): boolean => ['true', '1'].includes(plain(value));

const isSame = (value: unknown, wanted: unknown): boolean => plain(value) === plain(wanted);

/** The filters of all lists by query parameter (contract/NOTES.md#lists). */
const FILTERS: Record<string, Filter> = {
	platform: { shown: 'Platform', field: 'platform', fits: isSame },
	is_active: {
		shown: 'Active',
		field: 'is_active',
		fits: (value, wanted) => value !== null && isTrue(value) === isTrue(wanted),
	},
	creator_id: { shown: 'Creator', field: 'creator_id', fits: isSame },
	account_id: { shown: 'Account', field: 'account_id', fits: isSame },
	q: {
		shown: 'Username Contains',
		field: 'username',
		fits: (value, wanted) => plain(value).includes(plain(wanted)),
	},
	// Whether it is matched whole or in part is unknown (contract/NOTES.md#filters), so a part will do.
	category: {
		shown: 'Category',
		field: 'category',
		fits: (value, wanted) => letters(value).includes(letters(wanted)),
	},
};

/** Whether a row fits a filter. Parameters that are no filter fit every row. */
export function fitOf(row: unknown, name: string, wanted: unknown): Fit {
	const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
	if (!filter || wanted === undefined) return 'yes';
	const value: unknown =
		row !== null && typeof row === 'object' ? (row as IDataObject)[filter.field] : undefined;
	if (value === undefined) return 'unknown';
	return filter.fits(value, wanted) ? 'yes' : 'no';
}

const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Whether a value, or one inside it, is the wanted one. */
function holds(value: unknown, wanted: unknown): boolean {
	if (value === null || value === undefined) return false;
	if (typeof value === 'object') return Object.values(value).some((part) => holds(part, wanted));
	return typeof wanted === 'boolean'
		? ['true', 'false', '1', '0'].includes(plain(value)) && isTrue(value) === wanted
		: isSame(value, wanted);
}

/** Whether an answer repeats a filter. Its keys are not documented (contract/NOTES.md#filters), so they may be nested or written otherwise. */
export function isEchoed(echo: unknown, name: string, wanted: QueryValue): boolean {
	if (echo === null || typeof echo !== 'object') return false;
	return Object.entries(echo).some(([key, value]) =>
		keyOf(key) === keyOf(name) ? holds(value, wanted) : isEchoed(value, name, wanted),
	);
}

/** Fields by which lists are sorted and whose order can be told: numbers and times. Texts are sorted in ways that are not known. */
const SORTED = /^(?:.*_count|.*_time|added_at)$/;

const rankOf = (value: unknown): number => {
	const rank =
		typeof value === 'string' && !/^-?[\d.]+$/.test(value) ? Date.parse(value) : Number(value);
	return Number.isNaN(rank) ? 0 : rank;
};

/** Whether something in an echo names a field, as `order_by: "view_count"` and `sort: "-view_count"` do. */
function mentions(echo: unknown, field: string): boolean {
	if (typeof echo === 'string') return echo.includes(field);
	return (
		echo !== null &&
		typeof echo === 'object' &&
		Object.values(echo).some((part) => mentions(part, field))
	);
}

/**
 * The field that rows were asked to be sorted by, if they are not and the echo does not say so. Rows without a value, or with 0, which may
 * stand for none, may be anywhere (contract/NOTES.md#sorting).
 */
function unsortedBy(
	query: ApiRequest['query'] = {},
	echo: unknown,
	rows: unknown[],
): string | undefined {
	const { order_by: field, order_direction: direction } = query;
	if (typeof field !== 'string' || !SORTED.test(field) || mentions(echo, field)) return undefined;
	const sign = direction === 'asc' ? 1 : -1;
	const ranks = rows.map((row) => rankOf((row as IDataObject | null)?.[field])).filter(Boolean);
	return ranks.some((rank, at) => at > 0 && sign * (rank - ranks[at - 1]) < 0) ? field : undefined;
}

/** What is known of the filters that a page was asked with. */
export interface FilterCheck<T> {
	/** Rows that fit, as far as they show it. */
	rows: T[];
	/** The filter that a row does not fit: it was not applied. */
	notApplied?: string;
	/** The filter of which neither the echo nor the rows tell whether it was applied. */
	unconfirmed?: string;
	/** The field by which the rows should be sorted and are not. */
	unsorted?: string;
}

/**
 * Compares what was asked with the answer's echo and with its rows. Pure.
 * @param query as it was asked
 * @param body the answer
 * @param rows its rows
 */
export function checkFilters<T>(
	query: ApiRequest['query'] = {},
	body: unknown,
	rows: T[],
): FilterCheck<T> {
	const { filters: echo } = (body ?? {}) as { filters?: unknown };
	const unsorted = unsortedBy(query, echo, rows);
	const check: FilterCheck<T> = unsorted === undefined ? { rows } : { rows, unsorted };
	for (const [name, wanted] of Object.entries(query)) {
		if (wanted === undefined || !Object.hasOwn(FILTERS, name)) continue;
		const fits = new Map(rows.map((row) => [row, fitOf(row, name, wanted)]));
		const found = new Set(fits.values());
		if (found.has('no')) check.notApplied ??= name;
		if (found.has('unknown') && !isEchoed(echo, name, wanted)) check.unconfirmed ??= name;
		if (found.has('no')) check.rows = check.rows.filter((row) => fits.get(row) !== 'no');
	}
	return check;
}

/** Why the rows of a page cannot be used, in words; undefined when they can. */
export function filterFault(
	{ notApplied, unconfirmed, unsorted }: FilterCheck<unknown>,
	leavesOut: boolean,
): string | undefined {
	if (unsorted !== undefined) return `CreatorAudit did not sort by "${unsorted}"`;
	if (unconfirmed !== undefined)
		return `CreatorAudit did not show that it applied the filter "${FILTERS[unconfirmed].shown}"`;
	if (notApplied !== undefined && !leavesOut)
		return `CreatorAudit did not apply the filter "${FILTERS[notApplied].shown}"`;
	return undefined;
}

/** The error for rows that do not fit, or cannot be checked. */
export function filterError(
	context: ApiContext,
	message: string,
	advice: string,
	itemIndex?: number,
): NodeApiError {
	return new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description: `n8n stopped reading the list, so that no wrong rows come out. ${advice}`,
		itemIndex,
	});
}
