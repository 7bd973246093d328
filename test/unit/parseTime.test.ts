import * as fc from 'fast-check';

import { parseTime } from '../../nodes/CreatorAudit/output/parseTime';

const NOON = Date.UTC(2026, 10, 24, 12);

describe('a time of the API', () => {
	it.each<[unknown, number | undefined]>([
		['2026-11-24T12:00:00Z', NOON],
		['2026-11-24T12:00:00.000+00:00', NOON],
		['2026-11-24T14:00:00+02:00', NOON],
		['2026-11-24T12:00:00', NOON],
		['2026-11-24T12:00:00.250999', NOON + 250],
		['2026-11-24T12:00:00+00', NOON],
		['2026-11-24T07:30:00-0430', NOON],
		['2026-11-24T12:00:00,25Z', NOON + 250],
		['2026-11-24T12:00:00.07Z', NOON + 70],
		['2026-11-24 12:00:00z', NOON],
		['20261124T120000Z', NOON],
		['2026-11-24T12Z', NOON],
		['2026-11-24T11:30,5', NOON - 29.5 * 60_000],
		['2026-328T12:00Z', NOON],
		['2026W482T12Z', NOON],
		['2026-W48-2T12:00:00Z', NOON],
		['2026-11-23T24:00:00Z', NOON - 43_200_000],
		['2026-11-24', NOON - 43_200_000],
		[null, undefined],
		[undefined, undefined],
		['', NaN],
		['soon', NaN],
		['2026-02-30T00:00:00Z', NaN],
		['2026-13-01', NaN],
		['2026-11-24T25:00', NaN],
		[1_700_000_000, NaN],
		[{}, NaN],
	])('reads %p as %p', (text, time) => {
		expect(parseTime(text)).toBe(time);
	});

	it('is what JavaScript reads, wherever JavaScript reads it', () => {
		const dates = fc.date({
			min: new Date('1970-01-01T00:00:00Z'),
			max: new Date('2100-01-01T00:00:00Z'),
			noInvalidDate: true,
		});
		fc.assert(
			fc.property(dates, (date) => parseTime(date.toISOString()) === date.getTime()),
			{ numRuns: 2_000 },
		);
	});
});
