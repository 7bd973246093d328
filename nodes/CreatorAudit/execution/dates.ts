import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors';

/** Names of the date fields in requests, and in the editor. */
const SHOWN = { start_date: 'Start Date', end_date: 'End Date' } as const;

function isDate(value: unknown): value is { toISOString?(): string; toISO?(): string; toUTC?(): { toISO(): string } } {
	return value !== null && typeof value === 'object';
}

/**
 * A date as the API takes it, YYYY-MM-DD in UTC.
 *
 * n8n's date picker gives a day and a time without a zone: the day is what the user picked. A value with a zone, a Date and a Luxon DateTime
 * are moments, and count by their day in UTC.
 * @returns undefined when the value is no date
 */
export function toApiDate(value: unknown): string | undefined {
	let text = value;
	if (isDate(value)) text = value.toUTC ? value.toUTC().toISO() : value instanceof Date && !Number.isNaN(+value) ? value.toISOString() : undefined;
	if (typeof text !== 'string') return undefined;
	const match = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.trim());
	if (!match) return undefined;
	const moment = new Date(match[2] ? text.trim() : `${match[1]}T00:00:00Z`);
	if (Number.isNaN(+moment)) return undefined;
	const day = moment.toISOString().slice(0, 10);
	// JavaScript takes 31 February for 3 March.
	return match[2] || day === match[1] ? day : undefined;
}

/**
 * Brings `start_date` and `end_date` of a query or body into the API's form.
 * @param window changed in place: dates normalised; both removed when `period` is not custom
 * @throws NodeOperationError that names the field when a date is missing with a custom period, is none, or the order is wrong
 */
export function normaliseDates(context: IExecuteSingleFunctions, itemIndex: number, window: IDataObject): void {
	if (typeof window.period === 'string' && window.period !== 'custom') {
		delete window.start_date;
		delete window.end_date;
		return;
	}
	for (const name of ['start_date', 'end_date'] as const) {
		const value = window[name];
		if (value === undefined || value === null || value === '') {
			if (window.period === 'custom') {
				throw inputError(context.getNode(), SHOWN[name], 'is needed when the period is Custom.', { itemIndex });
			}
			delete window[name];
			continue;
		}
		const day = toApiDate(value);
		if (day === undefined) {
			const given = typeof value === 'object' ? 'this value' : `"${String(value).slice(0, 50)}"`;
			throw inputError(context.getNode(), SHOWN[name], `${given} is not a date such as 2026-01-31.`, { itemIndex });
		}
		window[name] = day;
	}
	const { start_date: start, end_date: end } = window;
	if (typeof start === 'string' && typeof end === 'string' && start > end) {
		throw inputError(context.getNode(), SHOWN.start_date, `${start} lies after the end date ${end}.`, { itemIndex });
	}
}
