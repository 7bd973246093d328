import {
	advance,
	beginWatch,
	parseTime,
	type ChangeOptions,
	type RefreshType,
	type Watch,
} from '../../nodes/CreatorAudit/trigger/sync/detectChanges';
import { matches, sameFilters, type Filters } from '../../nodes/CreatorAudit/trigger/state/filters';
import { alone } from '../../nodes/CreatorAudit/trigger/pollLock';
import {
	compare,
	hasChanged,
	MOST_REMEMBERED,
	NOTE,
	type Numbers,
} from '../../nodes/CreatorAudit/trigger/state/metricSnapshots';
import { openState, saveState } from '../../nodes/CreatorAudit/trigger/state/triggerState';
import type { PageMemo } from '../../nodes/CreatorAudit/trigger/sync/pageCheckpoints';
import {
	sameWishes,
	wishesOf,
	type Wishes,
} from '../../nodes/CreatorAudit/trigger/state/subscription';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const options: ChangeOptions = { overlapMs: 10 * MINUTE_MS, limit: Infinity, wanted: () => true };
const row = (id: string, time: number | null, first = time) => ({
	id,
	first_scrape_time: first === null ? null : new Date(first).toISOString(),
	last_scrape_time: time === null ? null : new Date(time).toISOString(),
});
const watching: Watch = { horizon: NOON - 10 * MINUTE_MS, seen: {}, newest: NOON };

describe('Times of the API', () => {
	it.each([
		['2026-11-24T12:00:00Z', NOON],
		['2026-11-24T12:00:00.000+00:00', NOON],
		['2026-11-24T14:00:00+02:00', NOON],
		['2026-11-24T12:00:00', NOON],
		['2026-11-24T12:00:00.250999', NOON + 250],
		[null, undefined],
		['', undefined],
		['soon', undefined],
		[1_700_000_000, undefined],
	])('%p is %p', (text, time) => {
		expect(parseTime(text)).toBe(time);
	});
});

describe('What is news', () => {
	it('is a first refresh exactly when the first and the last refresh are the same', () => {
		const rows = [row('a', NOON + 1), row('b', NOON + 2, NOON), row('c', null)];
		const { events } = advance(watching, { rows, complete: true }, options);
		expect(events.map(({ id, type }) => [id, type])).toEqual([
			['a', 'firstRefresh'],
			['b', 'refresh'],
		]);
	});

	it('is not taken from a copy of the list that lags behind', () => {
		const { watch } = advance(watching, { rows: [row('a', NOON + 5)], complete: true }, options);
		expect(advance(watch, { rows: [row('a', NOON + 1)], complete: true }, options).events).toEqual(
			[],
		);
	});

	it('is told once, with the newest time, when a row is read twice', () => {
		const { events } = advance(
			watching,
			{ rows: [row('a', NOON + 5), row('a', NOON + 1), row('a', NOON + 9)], complete: true },
			options,
		);
		expect(events.map(({ time }) => time)).toEqual([NOON + 9]);
	});

	it('does not stop being told because one row bears a time that lies in the future', () => {
		const part = {
			complete: true,
			newestAtStart: NOON + 365 * 86_400_000,
			startedAt: NOON,
			endedAt: NOON,
		};
		const odd = row('odd', NOON + 365 * 86_400_000, NOON);
		const first = advance(watching, { ...part, rows: [odd] }, options);
		expect(first.events.map(({ id }) => id)).toEqual(['odd']);
		expect(first.watch.horizon).toBeLessThan(NOON);
		const next = advance(first.watch, { ...part, rows: [odd, row('a', NOON + 1)] }, options);
		expect(next.events.map(({ id }) => id)).toEqual(['a']);
	});

	it('survives ids that are names of JavaScript', () => {
		const rows = ['__proto__', 'constructor', 'toString'].map((id, n) => row(id, NOON + n));
		const { events, watch } = advance(watching, { rows, complete: true }, options);
		expect(events).toHaveLength(3);
		const saved = JSON.parse(JSON.stringify(watch)) as Watch;
		expect(advance(saved, { rows, complete: true }, options).events).toEqual([]);
	});

	it('begins with everything, or with nothing', () => {
		const rows = [row('a', NOON)];
		expect(advance(beginWatch(true), { rows, complete: true }, options).events).toHaveLength(1);
		expect(advance(beginWatch(false), { rows, complete: true }, options).events).toHaveLength(0);
	});
});

describe('What is remembered', () => {
	const wishes: Wishes = { types: ['firstRefresh', 'refresh'] };
	const open = (data: Record<string, never>, filters: Filters, wanted = wishes) =>
		openState(data, 'account', { filters, wishes: wanted }, false);

	it('is written in place, and only where it differs', () => {
		const data: Record<string, never> = {};
		const state = open(data, { platform: 'tiktok' });
		saveState(data, state);
		const { watch } = data;
		saveState(data, {
			...open(data, { platform: 'tiktok' }),
			before: [{ filters: { platform: 'instagram' }, wishes }],
		});
		expect(data.watch).toBe(watch);
		expect(data).toHaveProperty('before');
		saveState(data, state);
		expect(data).not.toHaveProperty('before');
	});

	it('keeps the choices that had been made until the new one has been read whole, a few at the most', () => {
		const data: Record<string, never> = {};
		saveState(data, open(data, { platform: 'tiktok' }));
		saveState(data, open(data, {}));
		const before = [
			{ filters: { platform: 'tiktok' }, wishes },
			{ filters: {}, wishes },
		];
		expect(open(data, { q: 'x' })).toMatchObject({ before, filters: { q: 'x' } });
		expect(open(data, {}, { types: ['refresh'] })).toMatchObject({
			before,
			filters: {},
			wishes: { types: ['refresh'] },
		});
		for (let n = 0; n < 20; n++) saveState(data, open(data, { q: String(n) }));
		expect((data.before as unknown[]).length).toBeLessThan(5);
	});

	it('begins a walk anew, but keeps its pages, when only what is to be told changes', () => {
		const data: Record<string, never> = {};
		const pages: PageMemo[] = [['e', 'c1', NOON]];
		saveState(data, {
			...open(data, {}),
			trail: { pages, at: 1 },
			watch: { ...watching, walk: { settles: NOON } },
		});
		const state = open(data, {}, { types: ['refresh'] });
		expect(state.trail).toEqual({ pages });
		expect(state.watch.walk).toBeUndefined();
	});

	it('tells wishes apart by all that they say', () => {
		const settings = {
			types: new Set<RefreshType>(['refresh', 'firstRefresh']),
			onlyChanged: false,
			numbers: ['like_count'],
		};
		const [a, b] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
		const all = wishesOf(settings);
		expect(sameWishes(all, wishes)).toBe(true);
		expect(sameWishes(all, wishesOf({ ...settings, numbers: [] }))).toBe(true);
		expect(
			sameWishes(
				wishesOf({ ...settings, ids: new Set([a, b]) }),
				wishesOf({ ...settings, ids: new Set([b, a]) }),
			),
		).toBe(true);
		expect(
			sameWishes(
				wishesOf({ ...settings, ids: new Set([a]) }),
				wishesOf({ ...settings, ids: new Set([b]) }),
			),
		).toBe(false);
		expect(sameWishes(all, wishesOf({ ...settings, ids: new Set([a]) }))).toBe(false);
		expect(
			sameWishes(all, wishesOf({ ...settings, types: new Set<RefreshType>(['refresh']) })),
		).toBe(false);
		expect(sameWishes(all, wishesOf({ ...settings, onlyChanged: true }))).toBe(false);
	});

	it('is compared with what filters let through', () => {
		expect(sameFilters({ a: 1, b: true }, { b: true, a: 1 })).toBe(true);
		expect(sameFilters({ a: 1 }, { a: 1, b: true })).toBe(false);
		const account = {
			username: 'NatGeo',
			category: 'Food & Drink',
			is_active: true,
			platform: 'tiktok',
		};
		expect(
			matches(
				{ q: 'geo', category: 'food', is_active: true, creator_id: 'not in the row' },
				account,
			),
		).toBe(true);
		expect(matches({ platform: 'instagram' }, account)).toBe(false);
	});
});

describe('Include Changes', () => {
	const none: Numbers = { fields: ['views'], of: {} };
	const event = (id: string, time: number, views: number | null) => ({
		id,
		time,
		type: 'refresh' as const,
		row: { id, views },
	});

	it('compares with the last emission, null and zero included', () => {
		const { numbers } = compare(
			none,
			[event('a', 1, 200), event('b', 2, 0), event('c', 3, null)],
			['views'],
		);
		const { columns } = compare(
			numbers!,
			[event('a', 4, 250), event('b', 5, 7), event('c', 6, 1)],
			['views'],
		);
		expect(columns).toEqual([
			{
				views_from: 200,
				views_to: 250,
				views_difference: 50,
				views_percent: 25,
				changes_note: null,
			},
			{ views_from: 0, views_to: 7, views_difference: 7, views_percent: null, changes_note: null },
			{
				views_from: null,
				views_to: 1,
				views_difference: null,
				views_percent: null,
				changes_note: null,
			},
		]);
		expect(hasChanged(numbers!, 'a', { views: 200 }, ['views'])).toBe(false);
		expect(hasChanged(numbers!, 'a', { views: 201 }, ['views'])).toBe(true);
		expect(hasChanged(numbers!, 'unknown', { views: 1 }, ['views'])).toBe(true);
	});

	it('is bounded, and says so; what was not told for a month makes room, the longest ago first', () => {
		const many = Array.from({ length: MOST_REMEMBERED }, (_, n) => event(`r${n}`, NOON + n, n));
		const { numbers, columns } = compare(
			none,
			[...many, event('more', NOON + 9_999, 1)],
			['views'],
		);
		expect(columns.at(-1)).toMatchObject({ views_from: null, changes_note: NOTE });
		expect(Object.keys(numbers!.of)).toHaveLength(MOST_REMEMBERED);
		const later = compare(numbers!, [event('more', NOON + 40 * 86_400_000, 1)], ['views']);
		expect(later.columns[0].changes_note).toBeNull();
		expect(Object.keys(later.numbers!.of)).toHaveLength(MOST_REMEMBERED);
		expect(later.numbers!.of).not.toHaveProperty('r0');
		expect(hasChanged(later.numbers!, 'r1', { views: 1 }, ['views'])).toBe(false);
	});

	it('forgets nothing as long as there is room: a number that stays the same for months has not changed', () => {
		let { numbers } = compare(none, [event('still', NOON, 7)], ['views']);
		for (let day = 1; day < 100; day++)
			({ numbers } = compare(numbers!, [event('busy', NOON + day * 86_400_000, day)], ['views']));
		expect(hasChanged(numbers!, 'still', { views: 7 }, ['views'])).toBe(false);
	});

	it('forgets no resource that is told in the same breath', () => {
		const many = Array.from({ length: MOST_REMEMBERED }, (_, n) => event(`r${n}`, NOON + n, n));
		const { numbers } = compare(none, many, ['views']);
		const later = NOON + 40 * 86_400_000;
		const { columns } = compare(
			numbers!,
			[event('more', later, 1), event('r0', later + 1, 5)],
			['views'],
		);
		expect(columns[1]).toMatchObject({ views_from: 0, views_to: 5, changes_note: null });
	});

	it('keeps more numbers than it tells where they are still needed', () => {
		const both = compare(none, [event('a', 1, 200)], ['likes'], ['views']);
		expect(Object.keys(both.columns[0])).not.toContain('views_to');
		expect(hasChanged(both.numbers!, 'a', { views: 200 }, ['views'])).toBe(false);
		const silent = compare(both.numbers!, [event('a', 2, 300)], [], ['views']);
		expect(silent.columns).toEqual([{}]);
		expect(hasChanged(silent.numbers!, 'a', { views: 300 }, ['views'])).toBe(false);
		expect(compare(silent.numbers!, [], []).numbers).toBeUndefined();
	});

	it('costs about as many bytes as it says', () => {
		const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
		const rows = Array.from({ length: MOST_REMEMBERED }, (_, n) => ({
			id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
			time: NOON + n,
			type: 'refresh' as const,
			row: Object.fromEntries(fields.map((field, at) => [field, 12_345 * 10 ** (at % 4) + n])),
		}));
		expect(JSON.stringify(compare({ fields, of: {} }, rows, fields).numbers).length).toBeLessThan(
			300_000,
		);
	});
});

describe('One poll at a time', () => {
	it('gives a poll up that never ends, and drops what it brings', async () => {
		let finish!: () => void;
		const stuck = alone('node', 20, async (counts) => {
			await new Promise<void>((resolve) => (finish = resolve));
			return counts();
		});
		expect(await alone('node', 20, async () => 'second')).toBeUndefined();
		expect(await alone('other', 20, async () => 'other')).toBe('other');
		for (const began = performance.now(); performance.now() - began < 25; ) await Promise.resolve();
		expect(await alone('node', 20, async (counts) => counts())).toBe(true);
		finish();
		expect(await stuck).toBe(false);
	});

	it('lets the next one in after a failure', async () => {
		await expect(
			alone('failing', 1_000, async () => await Promise.reject(new Error('x'))),
		).rejects.toThrow('x');
		expect(await alone('failing', 1_000, async () => 1)).toBe(1);
	});
});
