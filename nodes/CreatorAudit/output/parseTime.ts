import { DAY_MS } from '../transport/clock';

/** ISO 8601, basic and extended: a calendar, ordinal or week date, perhaps a time with a fraction of its smallest unit, perhaps a zone. */
const FORM =
	/^(\d{4})-?(?:(\d\d)-?(\d\d)|(\d{3})|W(\d\d)-?([1-7]))(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d))?)?(?:[.,](\d+))?)?(Z|([+−-])(\d\d)(?::?(\d\d))?)?$/i;

/** Midnight of a date in ms; NaN when there is no such day. */
function dateOf([year, month, day, ordinal, week, weekday]: number[]): number {
	const time = Date.UTC(year, (month || 1) - 1, day || ordinal || 1);
	const date = new Date(time);
	if (week) {
		const fourth = Date.UTC(year, 0, 4);
		const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
		return week > 53 ? NaN : monday + ((week - 1) * 7 + weekday - 1) * DAY_MS;
	}
	const isDay = date.getUTCFullYear() === year && (ordinal || date.getUTCDate() === day);
	return isDay ? time : NaN;
}

/**
 * A time of the API in ms. Times are UTC, also when they do not say so (contract/NOTES.md#formats).
 * @returns undefined for null (never refreshed); NaN for what cannot be read
 */
export function parseTime(value: unknown): number | undefined {
	if (value === null || value === undefined) return undefined;
	const parts = FORM.exec(typeof value === 'string' ? value.trim().slice(0, 64) : '');
	if (!parts) return NaN;
	const [hours, minutes, seconds] = parts.slice(7, 10).map((part) => Number(part ?? 0));
	if (hours > 24 || minutes > 59 || seconds > 60) return NaN;
	const unitMs = parts[9] ? 1_000 : parts[8] ? 60_000 : 3_600_000;
	// The small addend makes up for the binary fraction: .07 s are 70 ms.
	const fractionMs = Math.floor(Number(`0.${parts[10] ?? 0}`) * unitMs + 1e-6);
	const zoneMs = (Number(parts[13] ?? 0) * 60 + Number(parts[14] ?? 0)) * 60_000;
	const time = dateOf(parts.slice(1, 7).map(Number));
	return (
		time +
		(hours * 3_600 + minutes * 60 + seconds) * 1_000 +
		fractionMs +
		(parts[12] === '+' ? -zoneMs : zoneMs)
	);
}
