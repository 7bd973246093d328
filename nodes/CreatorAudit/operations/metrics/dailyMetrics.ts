import { countDays, daysOf, lastDays, type DateRange } from '../../input/days';
import { dailyColumns } from '../../output/metricColumns';
import type { Item, Work } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import {
	loadSubjects,
	nameColumns,
	readAllIds,
	readWindow,
	resolveSubjects,
	type IdField,
} from './metrics';

/** Days of one request; each one costs a request for up to 200 ids. */
const MOST_DAYS = 92;

/** The days that an item asks for. @throws NodeOperationError when there are more than {@link MOST_DAYS} */
function readDays(item: Item, nowMs: number): string[] {
	const { period, ...dates } = readWindow(item);
	const range =
		period === 'custom'
			? (dates as unknown as DateRange)
			: lastDays(parseInt(String(period), 10), nowMs);
	const count = countDays(range);
	if (count <= MOST_DAYS) return daysOf(range);
	throw inputError(
		item.context.getNode(),
		'Start Date',
		`the two dates span ${count} days; at most ${MOST_DAYS} are possible.`,
		{
			itemIndex: item.index,
			description: 'Choose a later start, or split the time over several items.',
		},
	);
}

/**
 * Reads the totals of each day: one row an id and day. Each day is a window of its own, so that one request serves 200 ids of all items.
 * @param fields of ids that the operation has; at least one must be filled in
 */
export const readDailyMetrics =
	(fields: readonly IdField[]): Work =>
	async (item) => {
		const days = readDays(item, Date.now());
		const asked = readAllIds(item, fields).map(async (field) => {
			const found = resolveSubjects(item, field);
			const subjects = Array.isArray(found) ? found : await found;
			const entries = await Promise.all(
				days.map(
					async (day) =>
						await loadSubjects(item, field.batch, subjects, {
							period: 'custom',
							start_date: day,
							end_date: day,
						}),
				),
			);
			return subjects.flatMap((subject, at) => {
				const name = nameColumns(item, field, subject);
				return days.map((date, n) => ({ ...name, date, ...dailyColumns(entries[n][at].values) }));
			});
		});
		return (await Promise.all(asked)).flat();
	};
