import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { isBlank, shownValue, withoutMoments } from './coerce';

/** Names of the date fields in requests, and in the editor. */
const SHOWN = { start_date: 'Start Date', end_date: 'End Date' } as const;

/** The day in UTC of a moment; undefined when there is none such. */
function dayOf(moment: string): string | undefined {
	const date = new Date(moment);
	return Number.isNaN(+date) ? undefined : date.toISOString().slice(0, 10);
}

/**
 * A date as the API takes it, YYYY-MM-DD in UTC.
 *
 * n8n's date picker gives a day and a time without a zone: the day is what the user picked. A value with a zone, a Date and a Luxon DateTime
 * are moments, and count by their day in UTC.
 * @returns undefined when the value is no date
 */
export function toApiDate(value: unknown): string | undefined {
	const text = withoutMoments(value);
	if (typeof text !== 'string') return undefined;
	const match =
		/^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
			text.trim(),
		);
	if (!match) return undefined;
	const [, day, zone] = match;
	// JavaScript takes 31 February for 3 March.
	if (dayOf(`${day}T00:00:00Z`) !== day) return undefined;
	return zone === undefined ? day : dayOf(text.trim());
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
				});
			continue;
		}
		clean[name] = toApiDate(value);
		if (clean[name] === undefined) {
			throw inputError(
				context.getNode(),
				SHOWN[name],
				`${shownValue(value)} is not a date such as 2026-01-31.`,
				{ itemIndex },
			);
		}
	}
	const { start_date: start, end_date: end } = clean;
	if (start !== undefined && end !== undefined && start > end) {
		throw inputError(
			context.getNode(),
			SHOWN.start_date,
			`${start} lies after the end date ${end}.`,
			{ itemIndex },
		);
	}
	return clean;
}
