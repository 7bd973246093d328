import type { IDataObject } from 'n8n-workflow';

import { parseTime } from './parseTime';

/** Languages of formatted columns, by the tag that Intl takes. */
export const LANGUAGES = {
	nl: 'Dutch',
	en: 'English',
	fr: 'French',
	de: 'German',
	it: 'Italian',
	ja: 'Japanese',
	pt: 'Portuguese',
	es: 'Spanish',
} as const;

export type Language = keyof typeof LANGUAGES;

/** What stands in place of a value that is not known. */
const NOTHING = '–';

const COUNT =
	/(?:^|_)(?:views?|plays?|likes?|comments?|shares?|saved|engagement|followers?|following|accounts|videos)(?:_|$)|_count$/;
const PERCENT = /_percent$|_pct$|(?:^|_)engagement_rate$/;
const CHANGE = /_change(?:_|$)|_difference$|_delta$/;
const TIME = /_(?:time|at)$/;

/** Units of relative times, the largest first, in seconds. */
const UNITS: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
	['year', 31_536_000],
	['month', 2_592_000],
	['week', 604_800],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60],
	['second', 1],
];

interface Formats {
	count: Intl.NumberFormat;
	change: Intl.NumberFormat;
	percent: Intl.NumberFormat;
	percentChange: Intl.NumberFormat;
	time: Intl.RelativeTimeFormat;
}

/** Making them takes milliseconds each, which a step that formats nothing need not spend. */
const formatsByLanguage = new Map<Language, Formats>();

function formatsOf(language: Language): Formats {
	const known = formatsByLanguage.get(language);
	if (known) return known;
	const compact = { notation: 'compact', maximumFractionDigits: 1 } as const;
	const percent = { style: 'percent', maximumFractionDigits: 1 } as const;
	const signed = { signDisplay: 'exceptZero' } as const;
	const formats: Formats = {
		count: new Intl.NumberFormat(language, compact),
		change: new Intl.NumberFormat(language, { ...compact, ...signed }),
		percent: new Intl.NumberFormat(language, percent),
		percentChange: new Intl.NumberFormat(language, { ...percent, ...signed }),
		time: new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' }),
	};
	formatsByLanguage.set(language, formats);
	return formats;
}

function relativeTime(value: unknown, format: Intl.RelativeTimeFormat, nowMs: number): string {
	const seconds = ((parseTime(value) ?? NaN) - nowMs) / 1000;
	if (Number.isNaN(seconds)) return NOTHING;
	const [unit, length] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
	return format.format(Math.trunc(seconds / length), unit);
}

/** The text of a column; undefined for a column that needs none. */
function textFor(
	name: string,
	value: unknown,
	formats: Formats,
	nowMs: number,
): string | undefined {
	if (TIME.test(name)) return relativeTime(value, formats.time, nowMs);
	const isPercent = PERCENT.test(name);
	if (!isPercent && !COUNT.test(name)) return undefined;
	if (value !== null && typeof value !== 'number') return undefined;
	if (value === null) return NOTHING;
	const isChange = CHANGE.test(name);
	if (isPercent) return (isChange ? formats.percentChange : formats.percent).format(value / 100);
	return (isChange ? formats.change : formats.count).format(value);
}

/**
 * Adds a column for people beside each number, percentage and time: `views_text` 16.7M, `views_change_percent_text` +5.2%,
 * `last_scrape_time_text` 2 hr. ago. Pure.
 * @param row flat
 * @param nowMs ms since 1970, for relative times
 */
export function withFormattedColumns(
	row: IDataObject,
	language: Language,
	nowMs: number,
): IDataObject {
	const formats = formatsOf(language);
	const columns: IDataObject = {};
	for (const [name, value] of Object.entries(row)) {
		columns[name] = value;
		const text = textFor(name, value, formats, nowMs);
		if (text !== undefined) columns[`${name}_text`] = text;
	}
	return columns;
}
