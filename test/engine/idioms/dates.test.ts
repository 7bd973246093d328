import { Settings } from 'luxon';

import { sandboxedNode } from '../../support/sandboxedNode';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const TOKYO = 'Asia/Tokyo';
const AUCKLAND = 'Pacific/Auckland';
const ZONES = [BERLIN, NEW_YORK, TOKYO, AUCKLAND];

/** Moments, and the day that clocks in Berlin, New York, Tokyo and Auckland show then. */
const MOMENTS: Array<[what: string, moment: string, shown: [string, string, string, string]]> = [
	[
		'the end of a month',
		'2026-10-31T23:30:00Z',
		['2026-11-01', '2026-10-31', '2026-11-01', '2026-11-01'],
	],
	[
		'the end of February',
		'2028-02-29T12:30:00Z',
		['2028-02-29', '2028-02-29', '2028-02-29', '2028-03-01'],
	],
	[
		'the end of a year',
		'2026-12-31T15:30:00Z',
		['2026-12-31', '2026-12-31', '2027-01-01', '2027-01-01'],
	],
	[
		'summer time begins in Berlin',
		'2026-03-28T23:30:00Z',
		['2026-03-29', '2026-03-28', '2026-03-29', '2026-03-29'],
	],
	[
		'summer time ends in Berlin',
		'2026-10-24T22:30:00Z',
		['2026-10-25', '2026-10-24', '2026-10-25', '2026-10-25'],
	],
	[
		'summer time begins in New York',
		'2026-03-08T04:30:00Z',
		['2026-03-08', '2026-03-07', '2026-03-08', '2026-03-08'],
	],
	[
		'summer time ends in New York',
		'2026-11-02T04:30:00Z',
		['2026-11-02', '2026-11-01', '2026-11-02', '2026-11-02'],
	],
	[
		'summer time ends in Auckland',
		'2026-04-04T12:30:00Z',
		['2026-04-04', '2026-04-04', '2026-04-04', '2026-04-05'],
	],
	[
		'summer time begins in Auckland',
		'2026-09-26T12:30:00Z',
		['2026-09-26', '2026-09-26', '2026-09-26', '2026-09-27'],
	],
];

/** The day some days before or after another, by the calendar. */
const daysFrom = (day: string, days: number): string =>
	new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const lastOfMonth = (day: string): string =>
	new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0))
		.toISOString()
		.slice(0, 10);

/** What people write for days that move with the calendar, and what they mean when their calendar shows `today`. */
const MOVING: Array<[expression: string, meant: (today: string) => string]> = [
	['$now', (today) => today],
	['$today', (today) => today],
	['$now.toISO()', (today) => today],
	['$now.toISODate()', (today) => today],
	['DateTime.now()', (today) => today],
	["$now.startOf('day')", (today) => today],
	["$now.endOf('day')", (today) => today],
	["$now.startOf('month')", (today) => `${today.slice(0, 7)}-01`],
	["$now.endOf('month')", lastOfMonth],
	["$now.minus({ months: 1 }).endOf('month')", (today) => daysFrom(`${today.slice(0, 7)}-01`, -1)],
	['$today.minus({days: 7})', (today) => daysFrom(today, -7)],
	['$today.minus(1, "days")', (today) => daysFrom(today, -1)],
	['$today.plus({days: 30})', (today) => daysFrom(today, 30)],
];

/** What names one day, wherever the workflow runs. */
const FIXED: Array<[value: string, day: string]> = [
	['={{ DateTime.fromISO("2026-10-01") }}', '2026-10-01'],
	['={{ DateTime.fromISO("2026-10-01").endOf("month") }}', '2026-10-31'],
	['={{ DateTime.fromFormat("01.10.2026", "dd.MM.yyyy") }}', '2026-10-01'],
	['={{ DateTime.fromISO("2026-10-01T00:30:00+02:00", { setZone: true }) }}', '2026-10-01'],
	['={{ DateTime.fromISO("2026-10-01T23:30:00-05:00", { setZone: true }) }}', '2026-10-01'],
	['={{ DateTime.utc(2026, 10, 1) }}', '2026-10-01'],
	["={{ '2026-10-01'.toDateTime() }}", '2026-10-01'],
	["={{ '2026-10-01T00:00:00'.toDateTime() }}", '2026-10-01'],
	['2026-10-01T00:30:00+02:00', '2026-10-01'],
	['2026-10-01T23:30:00.000-05:00', '2026-10-01'],
	['2026-10-01T00:00:00.000+13:00', '2026-10-01'],
	['2026-10-01 00:30:00+02', '2026-10-01'],
	['2026-10-01T23:59:59Z', '2026-10-01'],
	// As n8n's date picker gives it.
	['2026-10-01T00:00:00', '2026-10-01'],
	['2026-10-01', '2026-10-01'],
	['={{ new Date("2026-10-01") }}', '2026-10-01'],
];

describe('a date', () => {
	const node = sandboxedNode();
	let creatorId: string;
	const realNow = Settings.now;

	beforeAll(async () => {
		creatorId = String((await node.sandbox.data('creators'))[0].id);
	});
	afterEach(() => {
		Settings.now = realNow;
	});

	/** The first day that the API was asked for. */
	const asked = async (startDate: unknown, timezone?: string) => {
		const { requests, error } = await node.run(
			{
				resource: 'creator',
				operation: 'getAnalytics',
				creatorId: { __rl: true, mode: 'id', value: creatorId },
				startDate: startDate as string,
				endDate: startDate as string,
			},
			{ timezone },
		);
		return error?.message ?? requests[0].query.start_date;
	};

	describe.each(MOMENTS)('when it is %s (%s)', (_, moment, shown) => {
		it.each(ZONES.map((zone, at) => [zone, shown[at]] as const))(
			'means the day on the calendar in %s, which is %s',
			async (zone, today) => {
				Settings.now = () => Date.parse(moment);
				const days: Record<string, string> = {};
				const meant: Record<string, string> = {};
				for (const [expression, day] of MOVING) {
					days[expression] = String(await asked(`={{ ${expression} }}`, zone));
					meant[expression] = day(today);
				}
				expect(days).toEqual(meant);
			},
		);
	});

	it.each(ZONES)('means the day that it names in %s', async (zone) => {
		for (const [value, day] of FIXED)
			expect([value, await asked(value, zone)]).toEqual([value, day]);
	});

	it('means the same for a period of metrics', async () => {
		Settings.now = () => Date.parse('2026-10-31T23:30:00Z');
		const [account] = await node.sandbox.data('accounts');
		const { requests, json } = await node.run(
			{
				resource: 'account',
				operation: 'getMetrics',
				accountIds: String(account.id),
				period: 'custom',
				startDate: "={{ $now.startOf('month') }}",
				endDate: "={{ $now.endOf('month') }}",
			},
			{ timezone: NEW_YORK },
		);
		expect(requests[0].body).toMatchObject({ start_date: '2026-10-01', end_date: '2026-10-31' });
		expect(json[0]).toMatchObject({ found: true });
	});

	it.each([
		[46023, '2026-01-01'],
		['46023', '2026-01-01'],
		['={{ 46296.75 }}', '2026-10-01'],
		[36526, '2000-01-01'],
	])('may be the number that a spreadsheet has for it: %s', async (serial, day) => {
		expect(await asked(serial)).toBe(day);
	});

	it.each(['1/2/2026', '01.02.2026', '3-4-26', '1/2/2026 10:00'])(
		'is refused where it can mean two days: %s',
		async (value) => {
			expect(await asked(value)).toBe(
				`Start Date: "${value}" can mean two days. Write it with the year first, such as 2026-01-31.`,
			);
		},
	);

	it.each([
		'31.1.2026',
		'1/31/2026',
		'yesterday',
		'2026-02-30',
		'={{ 7 }}',
		'={{ 1767225600000 }}',
	])('is refused with the form to use: %s', async (value) => {
		expect(await asked(value)).toMatch(/^Start Date: ".*" is not a date such as 2026-01-31\.$/);
	});
});
