import {
	newestState,
	noteTaken,
	rememberState,
} from '../../nodes/CreatorAudit/trigger/state/newestStates';
import {
	matches,
	sameFilters,
	subscriptionOf,
	wantedEvents,
	type Subscription,
} from '../../nodes/CreatorAudit/trigger/state/subscription';
import {
	newState,
	openState,
	saveState,
	storedState,
	type TriggerState,
} from '../../nodes/CreatorAudit/trigger/state/triggerState';
import type { Settings } from '../../nodes/CreatorAudit/trigger/settings';
import type {
	RefreshEvent,
	RefreshType,
} from '../../nodes/CreatorAudit/trigger/sync/detectChanges';

const BOTH: RefreshType[] = ['firstRefresh', 'refresh'];
const everything: Subscription = { filters: {}, types: BOTH };
const stateOf = (more: Partial<TriggerState> = {}): TriggerState => ({
	...newState('account', everything, false),
	id: 'one',
	...more,
});
/** n8n's static data: its own object, or a copy. */
const data = (state?: TriggerState, isCopy = false) => {
	const stored = JSON.parse(JSON.stringify(state ?? {})) as object;
	if (!isCopy) Object.defineProperty(stored, '__dataChanged', { value: false, writable: true });
	return stored;
};
let keys = 0;
const newKey = () => `states ${keys++}`;
const realNow = performance.now.bind(performance);
const later = (ms: number) =>
	jest.spyOn(performance, 'now').mockImplementation(() => realNow() + ms);
afterEach(() => jest.restoreAllMocks());

describe('The newest state of a trigger', () => {
	const before = stateOf({ emissions: 1 });
	const after = stateOf({ emissions: 2 });

	it('is what n8n has stored, as long as this process knows nothing', () => {
		expect(newestState(newKey(), 'account', data(before))).toEqual(before);
		expect(newestState(newKey(), 'account', data())).toBeUndefined();
		expect(newestState(newKey(), 'video', data(before))).toBeUndefined();
	});

	it('is what this process has found out in polls without an emission', () => {
		const key = newKey();
		const known = stateOf({ emissions: 1, checkpoints: { pages: [['e', '', 1]] } });
		rememberState(key, data(before), known, false);
		expect(newestState(key, 'account', data(before))).toBe(known);
		expect(newestState(key, 'video', data(before))).toBeUndefined();
	});

	it('is what n8n has stored when that is newer, or another state', () => {
		const key = newKey();
		rememberState(key, data(before), before, false);
		expect(newestState(key, 'account', data(after))).toEqual(after);
		const other = stateOf({ id: 'other', emissions: 1 });
		expect(newestState(key, 'account', data(other))).toEqual(other);
	});

	it('is the one before an emission that n8n has dropped: at once where it keeps one object', () => {
		const key = newKey();
		const object = data(before);
		rememberState(key, object, before, false);
		expect(newestState(key, 'account', object)).toBe(before);
		rememberState(key, object, after, true);
		expect(newestState(key, 'account', data(before))).toBe(before);
	});

	it('is uncertain for a minute where n8n reads its database, and then the one before', () => {
		const key = newKey();
		rememberState(key, data(before), before, false);
		rememberState(key, data(before), after, true);
		expect(newestState(key, 'account', data(before))).toBe('pending');
		later(59_000);
		expect(newestState(key, 'account', data(before))).toBe('pending');
		later(61_000);
		expect(newestState(key, 'account', data(before))).toBe(before);
		// From then on nothing is known any more.
		expect(newestState(key, 'account', data(before))).toEqual(before);
	});

	it('is what n8n has stored where the dropped emission was not made from it', () => {
		const key = newKey();
		rememberState(key, data(), stateOf({ emissions: 3 }), true);
		later(61_000);
		expect(newestState(key, 'account', data(before))).toEqual(before);
	});

	it('is the emitted one once n8n has taken it, whatever is stored over it', () => {
		const key = newKey();
		rememberState(key, data(before), before, false);
		rememberState(key, data(before), after, true);
		noteTaken(key);
		later(61_000);
		expect(newestState(key, 'account', data(before))).toBe(after);
		// A copy comes from durable cursors, whose commit may fail.
		expect(newestState(key, 'account', data(before, true))).toBe(before);
	});

	it('is the emitted one, too, where another trigger has stored over it what was there before the first store', () => {
		const key = newKey();
		rememberState(key, data(), before, true);
		noteTaken(key);
		expect(newestState(key, 'account', data())).toBe(before);
		rememberState(key, data(), before, false);
		expect(newestState(key, 'account', data())).toBe(before);
	});

	it('is the emitted one for good once it was seen stored', () => {
		const key = newKey();
		rememberState(key, data(before), after, true);
		expect(newestState(key, 'account', data(after))).toBe(after);
		expect(newestState(key, 'account', data(before))).toBe(after);
		expect(newestState(key, 'account', data())).toBeUndefined();
	});

	it('is forgotten for the trigger that polled longest ago when there are a thousand others', () => {
		const [first, second] = [newKey(), newKey()];
		const known = stateOf({ emissions: 1, resource: 'account' });
		for (const key of [first, second]) rememberState(key, {}, known, false);
		rememberState(first, {}, known, false);
		for (let n = 0; n < 999; n++) rememberState(newKey(), {}, known, false);
		expect(newestState(first, 'account', data(before))).toBe(known);
		expect(newestState(second, 'account', data(before))).not.toBe(known);
		noteTaken('unknown');
	});
});

describe('A stored state', () => {
	it.each([
		['a version', { version: 2 }],
		['emissions', { emissions: 1.5 }],
		['a subscription', { subscription: {} }],
		['a subscription at all', { subscription: undefined }],
		['a watermark', { sync: { watermark: null } }],
		['a sync at all', { sync: undefined }],
		['checkpoints', { checkpoints: { pages: {} } }],
		['checkpoints at all', { checkpoints: undefined }],
	])('without %s that is known is none', (_, broken) => {
		expect(storedState({ ...stateOf() } as never, 'account')).toEqual(stateOf());
		expect(storedState({ ...stateOf(), ...broken } as never, 'account')).toBeUndefined();
	});

	it('is replaced in place, key by key', () => {
		const stored: Record<string, never> = { old: 1 } as never;
		saveState(stored, stateOf());
		expect(stored).toEqual(JSON.parse(JSON.stringify(stateOf())));
	});

	it('begins with an id of its own, without emissions', () => {
		const [one, other] = [newState('video', everything, true), newState('video', everything, true)];
		expect(one).toMatchObject({ version: 1, emissions: 0, checkpoints: { pages: [] } });
		expect(one.sync).toMatchObject({ initialSync: true, initialCutoff: 0 });
		expect(one.id).toMatch(/^[0-9a-f]{8}$/);
		expect(one.id).not.toBe(other.id);
	});
});

describe('What a poll begins with', () => {
	const a = '00000000-0000-4000-8000-00000000000a';
	const settings = (more: Partial<Settings> = {}): Settings => ({
		resource: 'video',
		filters: {},
		types: new Set(BOTH),
		emitExisting: false,
		comparedFields: [],
		onlyChanged: false,
		lookbackMs: 1,
		limit: Infinity,
		maximumAgeMs: Infinity,
		...more,
	});
	const ids = new Set([a]);
	const scanned = (more: Partial<TriggerState> = {}): TriggerState => ({
		...stateOf({
			resource: 'video',
			checkpoints: {
				pages: [
					['e', 'c', 1],
					['f', '', 1],
				],
			},
		}),
		subscription: subscriptionOf({ ...settings(), ids }, {}),
		sync: { watermark: 1, processedIds: {}, newest: 1 },
		...more,
	});

	it('reads only the named records once it is known to be fewer requests', () => {
		const { subscription, previous, checkpoints } = openState(scanned(), settings({ ids }));
		expect(subscription.filters).toEqual({ ids: a });
		expect(checkpoints).toEqual({ pages: [] });
		expect(previous).toEqual(scanned().subscription);
		const again = scanned({ subscription, checkpoints: { pages: [] } });
		expect(openState(again, settings({ ids })).subscription.filters).toEqual({ ids: a });
	});

	it.each<[string, Partial<TriggerState>, Partial<Settings>]>([
		['nothing is named', {}, {}],
		['the list has as few pages', { checkpoints: { pages: [['e', '', 1]] } }, { ids }],
		['it is being read', { sync: { ...scanned().sync, scan: { nextWatermark: 1 } } }, { ids }],
		['it was not read whole yet', { sync: { ...scanned().sync, initialSync: true } }, { ids }],
		['something was edited', { previous: everything }, { ids }],
		['it is another list', {}, { ids, filters: { platform: 'tiktok' } }],
	])('reads the list when %s', (_, state, chosen) => {
		const { subscription } = openState(scanned(state), settings(chosen));
		expect(subscription.filters).not.toHaveProperty('ids');
	});

	it('reads the list of accounts in any case, and without a state', () => {
		const accounts = settings({ ids, resource: 'account' });
		expect(openState(scanned({ resource: 'account' }), accounts).subscription.filters).toEqual({});
		expect(openState(undefined, settings({ ids })).subscription.filters).toEqual({});
	});
});

describe('What the user hears of', () => {
	const [a, b] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
	const event = (id: string, time = 5, type: RefreshType = 'refresh'): RefreshEvent => ({
		id,
		time,
		type,
		row: { id, platform: 'tiktok', views: 1 },
	});
	const only = (filters = {}, types = BOTH): Subscription => ({ filters, types });

	it('is of the type, within the filters and among the ids', () => {
		const state = { subscription: only({ platform: 'tiktok' }, ['refresh']) };
		expect(wantedEvents(undefined, state)(event(a))).toBe(true);
		expect(wantedEvents(undefined, state)(event(a, 5, 'firstRefresh'))).toBe(false);
		expect(wantedEvents(new Set([b]), state)(event(a))).toBe(false);
		expect(wantedEvents(new Set([a]), state)(event(a.toUpperCase()))).toBe(true);
		const other = { subscription: only({ platform: 'instagram' }) };
		expect(wantedEvents(undefined, other)(event(a))).toBe(false);
	});

	it('was covered by what was chosen before, or is newer', () => {
		const previous = { ...only(), ids: subscriptionOf(settingsOf([a]), {}).ids, until: 5 };
		const wanted = wantedEvents(undefined, { subscription: only(), previous });
		expect(wanted(event(a))).toBe(true);
		expect(wanted(event(b))).toBe(false);
		expect(wanted(event(b, 6))).toBe(true);
		const narrow = { ...only({ platform: 'instagram' }), until: undefined };
		const never = wantedEvents(undefined, { subscription: only(), previous: narrow });
		expect(never(event(a, 1_000))).toBe(false);
	});

	const settingsOf = (ids: string[]) => ({
		types: new Set(BOTH),
		ids: new Set(ids),
		onlyChanged: false,
		comparedFields: [],
	});

	it('has changed, where only changes are wanted', () => {
		const snapshots = { fields: ['views'], values: { [a]: '1,1', [b]: '1,2' } };
		const subscription = { ...only(), changed: ['views'] };
		const wanted = wantedEvents(undefined, { subscription, snapshots });
		expect([wanted(event(a)), wanted(event(b))]).toEqual([false, true]);
		expect(wantedEvents(undefined, { subscription })(event(a))).toBe(true);
	});

	it('is told apart by whole filters', () => {
		expect(sameFilters({ a: 1 }, { a: 2 })).toBe(false);
		expect(sameFilters({ a: 1 }, { b: 1 })).toBe(false);
		expect(matches({ ids: `${a},${b}` }, { id: a.toUpperCase() })).toBe(true);
		expect(matches({ ids: b }, { id: a })).toBe(false);
		expect(matches({ platform: 'tiktok', ids: b }, { id: b, platform: 'instagram' })).toBe(false);
	});
});
