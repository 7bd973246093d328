import {
	detectChanges,
	beginSync,
	type ChangeOptions,
	type RefreshType,
	type SyncState,
} from '../../nodes/CreatorAudit/trigger/sync/detectChanges';
import type { Filters } from '../../nodes/CreatorAudit/trigger/settings';
import { withPollLock } from '../../nodes/CreatorAudit/trigger/pollLock';
import {
	compareWithSnapshots,
	hasChanged,
	MOST_REMEMBERED,
	NOTE,
	type MetricSnapshots,
} from '../../nodes/CreatorAudit/trigger/state/metricSnapshots';
import {
	newState,
	saveState,
	storedState,
	withSubscription,
} from '../../nodes/CreatorAudit/trigger/state/triggerState';
import type { PageCheckpoint } from '../../nodes/CreatorAudit/trigger/sync/pageCheckpoints';
import {
	matches,
	sameFilters,
	sameSubscription,
	subscriptionOf,
	type Subscription,
} from '../../nodes/CreatorAudit/trigger/state/subscription';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const options: ChangeOptions = {
	nowMs: NOON + MINUTE_MS,
	lookbackMs: 10 * MINUTE_MS,
	limit: Infinity,
	isWanted: () => true,
};
const row = (id: string, time: number | null, first = time) => ({
	id,
	first_scrape_time: first === null ? null : new Date(first).toISOString(),
	last_scrape_time: time === null ? null : new Date(time).toISOString(),
});
const watching: SyncState = { watermark: NOON - 10 * MINUTE_MS, processedIds: {}, newest: NOON };

describe('A change', () => {
	it('is a first refresh when the resource was never read with a refresh before', () => {
		const late = watching.watermark + 1;
		const rows = [
			row('a', NOON + 1),
			row('b', NOON + 2, NOON + 1),
			row('late', NOON + 3, late),
			row('known', NOON + 4, late),
			row('old', NOON + 5, watching.watermark),
			row('c', null),
		];
		const sync = { ...watching, processedIds: { known: late } };
		const { events } = detectChanges(sync, { rows, complete: true }, options);
		expect(events.map(({ id, type }) => [id, type])).toEqual([
			['a', 'firstRefresh'],
			['b', 'firstRefresh'],
			['late', 'firstRefresh'],
			['known', 'refresh'],
			['old', 'refresh'],
		]);
	});

	it('is a later refresh too when nobody wants to hear of the first that was never read', () => {
		const rows = [row('a', NOON + 2, NOON + 1), row('b', NOON + 3)];
		const isWanted = ({ type }: { type: RefreshType }) => type === 'refresh';
		const { events } = detectChanges(watching, { rows, complete: true }, { ...options, isWanted });
		expect(events.map(({ id, type }) => [id, type])).toEqual([['a', 'refresh']]);
	});

	it('is a first refresh at the beginning only when it is the last one too', () => {
		const rows = [row('a', NOON), row('b', NOON, NOON - 1)];
		const { events } = detectChanges(beginSync(true), { rows, complete: true }, options);
		expect(events.map(({ type }) => type)).toEqual(['firstRefresh', 'refresh']);
	});

	it('is found beside a time in the future, also from a server without a Date header', () => {
		const future = row('odd', NOON + 365 * 86_400_000, NOON);
		const part = { complete: true, newestAtStart: NOON + 365 * 86_400_000 };
		const first = detectChanges(watching, { ...part, rows: [future] }, options);
		const next = detectChanges(
			first.sync,
			{ ...part, rows: [future, row('a', NOON + 1)] },
			options,
		);
		expect([...first.events, ...next.events].map(({ id }) => id)).toEqual(['odd', 'a']);
	});

	it('is not found in a copy of the list that lags behind', () => {
		const { sync } = detectChanges(
			watching,
			{ rows: [row('a', NOON + 5)], complete: true },
			options,
		);
		expect(
			detectChanges(sync, { rows: [row('a', NOON + 1)], complete: true }, options).events,
		).toEqual([]);
	});

	it('is found once, with the newest time, when a row is read twice', () => {
		const { events } = detectChanges(
			watching,
			{ rows: [row('a', NOON + 5), row('a', NOON + 1), row('a', NOON + 9)], complete: true },
			options,
		);
		expect(events.map(({ time }) => time)).toEqual([NOON + 9]);
	});

	it('is still found when a row has a time in the future', () => {
		const part = {
			complete: true,
			newestAtStart: NOON + 365 * 86_400_000,
			startedAt: NOON,
			endedAt: NOON,
		};
		const odd = row('odd', NOON + 365 * 86_400_000, NOON);
		const first = detectChanges(watching, { ...part, rows: [odd] }, options);
		expect(first.events.map(({ id }) => id)).toEqual(['odd']);
		expect(first.sync.watermark).toBeLessThan(NOON);
		const next = detectChanges(first.sync, { ...part, rows: [odd, row('a', NOON + 1)] }, options);
		expect(next.events.map(({ id }) => id)).toEqual(['a']);
	});

	it('is found for ids that are names of JavaScript', () => {
		const rows = ['__proto__', 'constructor', 'toString'].map((id, n) => row(id, NOON + n));
		const { events, sync } = detectChanges(watching, { rows, complete: true }, options);
		expect(events).toHaveLength(3);
		const saved = JSON.parse(JSON.stringify(sync)) as SyncState;
		expect(detectChanges(saved, { rows, complete: true }, options).events).toEqual([]);
	});

	it('is every record at the beginning, or none', () => {
		const rows = [row('a', NOON)];
		expect(detectChanges(beginSync(true), { rows, complete: true }, options).events).toHaveLength(
			1,
		);
		expect(detectChanges(beginSync(false), { rows, complete: true }, options).events).toHaveLength(
			0,
		);
	});
});

describe('The stored state', () => {
	const TYPES: RefreshType[] = ['firstRefresh', 'refresh'];
	const subscribed = (filters: Filters, types = TYPES): Subscription => ({ filters, types });
	const open = (data: Record<string, never>, subscription: Subscription) => {
		const state = storedState(data, 'account');
		return state ? withSubscription(state, subscription) : newState('account', subscription, false);
	};

	it('is written in place, and only where it differs', () => {
		const data: Record<string, never> = {};
		const state = open(data, subscribed({ platform: 'tiktok' }));
		saveState(data, state);
		const { sync } = data;
		saveState(data, { ...state, previous: subscribed({ platform: 'instagram' }) });
		expect(data.sync).toBe(sync);
		expect(data).toHaveProperty('previous');
		saveState(data, state);
		expect(data).not.toHaveProperty('previous');
	});

	it('keeps the previous subscription until one full scan, the older one of several', () => {
		const data: Record<string, never> = {};
		saveState(data, open(data, subscribed({ platform: 'tiktok' })));
		saveState(data, open(data, subscribed({})));
		const previous = subscribed({ platform: 'tiktok' });
		for (const next of [subscribed({ q: 'x' }), subscribed({}, ['refresh'])])
			expect(open(data, next)).toMatchObject({ previous, subscription: next });
		for (let n = 0; n < 20; n++) saveState(data, open(data, subscribed({ q: String(n) })));
		expect(data.previous).toEqual(previous);
	});

	it('begins a scan anew, but keeps its pages, when only the events change', () => {
		const data: Record<string, never> = {};
		const pages: PageCheckpoint[] = [['e', 'c1', NOON]];
		saveState(data, {
			...open(data, subscribed({})),
			checkpoints: { pages, resumeAt: 1 },
			sync: { ...watching, scan: { nextWatermark: NOON } },
		});
		const state = open(data, subscribed({}, ['refresh']));
		expect(state.checkpoints).toEqual({ pages });
		expect(state.sync.scan).toBeUndefined();
	});

	it('tells subscriptions apart by all that they say', () => {
		const settings = {
			types: new Set<RefreshType>(['refresh', 'firstRefresh']),
			onlyChanged: false,
			comparedFields: ['like_count'],
		};
		const [a, b] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
		const of = (more: Partial<Parameters<typeof subscriptionOf>[0]> = {}, filters: Filters = {}) =>
			subscriptionOf({ ...settings, ...more }, filters);
		expect(sameSubscription(of(), subscribed({}))).toBe(true);
		expect(sameSubscription(of(), of({ comparedFields: [] }))).toBe(true);
		expect(sameSubscription(of({ ids: new Set([a, b]) }), of({ ids: new Set([b, a]) }))).toBe(true);
		expect(sameSubscription(of({ ids: new Set([a]) }), of({ ids: new Set([b]) }))).toBe(false);
		expect(sameSubscription(of(), of({ ids: new Set([a]) }))).toBe(false);
		expect(sameSubscription(of(), of({ types: new Set<RefreshType>(['refresh']) }))).toBe(false);
		expect(sameSubscription(of(), of({ onlyChanged: true }))).toBe(false);
		expect(sameSubscription(of(), of({}, { platform: 'tiktok' }))).toBe(false);
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
	const none: MetricSnapshots = { fields: ['views'], values: {} };
	const event = (id: string, time: number, views: number | null) => ({
		id,
		time,
		type: 'refresh' as const,
		row: { id, views },
	});

	it('compares with the last emission, null and zero included', () => {
		const { snapshots } = compareWithSnapshots(
			none,
			[event('a', 1, 200), event('b', 2, 0), event('c', 3, null)],
			['views'],
		);
		const { columns } = compareWithSnapshots(
			snapshots!,
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
		expect(hasChanged(snapshots!, 'a', { views: 200 }, ['views'])).toBe(false);
		expect(hasChanged(snapshots!, 'a', { views: 201 }, ['views'])).toBe(true);
		expect(hasChanged(snapshots!, 'unknown', { views: 1 }, ['views'])).toBe(true);
	});

	it('is bounded, and says so; what was not told for a month makes room, the longest ago first', () => {
		const many = Array.from({ length: MOST_REMEMBERED }, (_, n) => event(`r${n}`, NOON + n, n));
		const { snapshots, columns } = compareWithSnapshots(
			none,
			[...many, event('more', NOON + 9_999, 1)],
			['views'],
		);
		expect(columns.at(-1)).toMatchObject({ views_from: null, changes_note: NOTE });
		expect(Object.keys(snapshots!.values)).toHaveLength(MOST_REMEMBERED);
		const later = compareWithSnapshots(
			snapshots!,
			[event('more', NOON + 40 * 86_400_000, 1)],
			['views'],
		);
		expect(later.columns[0].changes_note).toBeNull();
		expect(Object.keys(later.snapshots!.values)).toHaveLength(MOST_REMEMBERED);
		expect(later.snapshots!.values).not.toHaveProperty('r0');
		expect(hasChanged(later.snapshots!, 'r1', { views: 1 }, ['views'])).toBe(false);
	});

	it('forgets nothing as long as there is room: a number that stays the same for months has not changed', () => {
		let { snapshots } = compareWithSnapshots(none, [event('still', NOON, 7)], ['views']);
		for (let day = 1; day < 100; day++)
			({ snapshots } = compareWithSnapshots(
				snapshots!,
				[event('busy', NOON + day * 86_400_000, day)],
				['views'],
			));
		expect(hasChanged(snapshots!, 'still', { views: 7 }, ['views'])).toBe(false);
	});

	it('forgets no resource of the same poll', () => {
		const many = Array.from({ length: MOST_REMEMBERED }, (_, n) => event(`r${n}`, NOON + n, n));
		const { snapshots } = compareWithSnapshots(none, many, ['views']);
		const later = NOON + 40 * 86_400_000;
		const { columns } = compareWithSnapshots(
			snapshots!,
			[event('more', later, 1), event('r0', later + 1, 5)],
			['views'],
		);
		expect(columns[1]).toMatchObject({ views_from: 0, views_to: 5, changes_note: null });
	});

	it('stores more fields than it compares where they are still needed', () => {
		const both = compareWithSnapshots(none, [event('a', 1, 200)], ['likes'], ['views']);
		expect(Object.keys(both.columns[0])).not.toContain('views_to');
		expect(hasChanged(both.snapshots!, 'a', { views: 200 }, ['views'])).toBe(false);
		const silent = compareWithSnapshots(both.snapshots!, [event('a', 2, 300)], [], ['views']);
		expect(silent.columns).toEqual([{}]);
		expect(hasChanged(silent.snapshots!, 'a', { views: 300 }, ['views'])).toBe(false);
		expect(compareWithSnapshots(silent.snapshots!, [], []).snapshots).toBeUndefined();
	});

	it('costs about as many bytes as it says', () => {
		const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
		const rows = Array.from({ length: MOST_REMEMBERED }, (_, n) => ({
			id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
			time: NOON + n,
			type: 'refresh' as const,
			row: Object.fromEntries(fields.map((field, at) => [field, 12_345 * 10 ** (at % 4) + n])),
		}));
		expect(
			JSON.stringify(compareWithSnapshots({ fields, values: {} }, rows, fields).snapshots).length,
		).toBeLessThan(300_000);
	});
});

describe('One poll at a time', () => {
	it('gives a poll up that never ends, and drops what it brings', async () => {
		let finish!: () => void;
		const stuck = withPollLock({ stateKey: 'node', longestMs: 20 }, async (isCurrent) => {
			await new Promise<void>((resolve) => (finish = resolve));
			return isCurrent();
		});
		expect(
			await withPollLock({ stateKey: 'node', longestMs: 20 }, async () => 'second'),
		).toBeUndefined();
		expect(await withPollLock({ stateKey: 'other', longestMs: 20 }, async () => 'other')).toBe(
			'other',
		);
		for (const began = performance.now(); performance.now() - began < 25; ) await Promise.resolve();
		expect(
			await withPollLock({ stateKey: 'node', longestMs: 20 }, async (isCurrent) => isCurrent()),
		).toBe(true);
		finish();
		expect(await stuck).toBe(false);
	});

	it('lets the next one in after a failure', async () => {
		await expect(
			withPollLock(
				{ stateKey: 'failing', longestMs: 1_000 },
				async () => await Promise.reject(new Error('x')),
			),
		).rejects.toThrow('x');
		expect(await withPollLock({ stateKey: 'failing', longestMs: 1_000 }, async () => 1)).toBe(1);
	});
});
