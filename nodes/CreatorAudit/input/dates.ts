import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { DAY_MS } from '../transport/clock';
import { inputError } from '../transport/errors/nodeErrors';
import { isBlank, shownValue, withoutMoments } from './coerce';

/** Names of the date fields in requests, and in the editor. */
const SHOWN = { start_date: 'Start Date', end_date: 'End Date' } as const;

/** Days between 1970 and the day 0 of spreadsheets, 30 December 1899. */
const SHEET_EPOCH_DAYS = 25_569;
/** Serial numbers of spreadsheets from 2000-01-01 to 2099-12-31; other numbers are no dates of posts. */
const FIRST_SERIAL = 36_526;
const LAST_SERIAL = 73_050;

/** Day, month and year in an order that depends on the country. */
const AMBIGUOUS = /^(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\b/;

/** A day as spreadsheets count them, such as 46023 for 2026-01-01; a fraction is the time of day. */
function daySerial(value: unknown): string | undefined {
	const isSerial =
		typeof value === 'number' ||
		(typeof value === 'string' && /^\s*\d{5}(?:\.\d+)?\s*$/.test(value));
	const serial = isSerial ? Math.floor(Number(value)) : NaN;
	return serial >= FIRST_SERIAL && serial <= LAST_SERIAL
		? new Date((serial - SHEET_EPOCH_DAYS) * DAY_MS).toISOString().slice(0, 10)
		: undefined;
}

/**
 * A date as the API takes it, YYYY-MM-DD: the calendar day that the value shows, whatever its zone.
 *
 * A Luxon DateTime shows a day of its own zone, an ISO text the day before its T, a Date its day in UTC, and n8n's date picker gives the day
 * that the user picked. The number that a spreadsheet has for a day is taken, too.
 * @returns undefined when the value is no date
 */
export function toApiDate(value: unknown): string | undefined {
	const serial = daySerial(value);
	if (serial !== undefined) return serial;
	const text = withoutMoments(value);
	if (typeof text !== 'string') return undefined;
	const match =
		/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(
			text.trim(),
		);
	if (!match) return undefined;
	const [, day, time = '00:00'] = match;
	// JavaScript takes 31 February for 3 March, and refuses hour 25.
	const date = new Date(`${day}T${time}Z`);
	const midnight = new Date(`${day}T00:00Z`);
	if (Number.isNaN(+date) || Number.isNaN(+midnight)) return undefined;
	return midnight.toISOString().startsWith(day) ? day : undefined;
}

/** What an error says of a value that is no date. */
function wrongDate(value: unknown): string {
	const [, first, second] = (typeof value === 'string' && AMBIGUOUS.exec(value.trim())) || [];
	return Number(first) <= 12 && Number(second) <= 12
		? `${shownValue(value)} can mean two days. Write it with the year first, such as 2026-01-31.`
		: `${shownValue(value)} is not a date such as 2026-01-31.`;
}

/**
 * Brings the first and last day of a window into the API's form.
 * @param required whether both must be there; else those that are there count
 * @throws NodeOperationError that names the field when a date is missing, is none, or the order is wrong
 */
export function normaliseDates(
	context: IExecuteSingleFunctions,
	itemIndex: number,
	dates: IDataObject,
	required = false,
): { start_date?: string; end_date?: string } {
	const clean: { start_date?: string; end_date?: string } = {};
	for (const name of ['start_date', 'end_date'] as const) {
		const value = dates[name];
		if (isBlank(value)) {
			if (required)
				throw inputError(context.getNode(), SHOWN[name], 'is needed when the period is Custom.', {
					itemIndex,
					description: 'Choose both dates, or choose another period.',
				});
			continue;
		}
		clean[name] = toApiDate(value);
		if (clean[name] === undefined) {
			throw inputError(context.getNode(), SHOWN[name], wrongDate(value), { itemIndex });
		}
	}
	const { start_date: start, end_date: end } = clean;
	if (start !== undefined && end !== undefined && start > end) {
		throw inputError(
			context.getNode(),
			SHOWN.start_date,
			`${start} lies after the end date ${end}.`,
			{ itemIndex, description: 'Swap the two dates, or correct one of them.' },
		);
	}
	return clean;
}
