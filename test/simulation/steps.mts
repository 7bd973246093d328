/** What a history is made of. */
import fc from 'fast-check';
import { FAULTS, type FaultKind } from './faults.mts';
import { ENGINES, type Engine } from './n8nTypes.mts';
import type { ApiSetup } from './api.mts';
import type { Choice, TriggerKind, TriggerSetup } from './trigger.mts';
import { LOOKBACK_MS, TIME_FORMATS, type Kind, type WorldSetup } from './world.mts';

const MINUTE_MS = 60_000;

/** When something happens: at once, or while a poll waits for an answer. */
type When = 'now' | 'midPoll';

/** What happens. Numbers choose: which resource, how late, how long. */
export type Step =
	| { do: 'wait'; ms: number }
	| { do: 'refresh'; which: number; lateMs: number }
	| { do: 'burst'; share: number; lateMs: number; oneMoment: boolean }
	| { do: 'add'; kind: Kind; which: number }
	| { do: 'delete'; which: number }
	/** At each of the next requests something is refreshed. */
	| { do: 'move'; requests: number; lateMs: number }
	| { do: 'fault'; kind: FaultKind; requests: number; ms: number }
	| { do: 'otherClients'; share: number; ms: number }
	/** A step of another workflow asks for so many accounts with the same key. */
	| { do: 'action'; items: number }
	| { do: 'restart'; when: When; downMs: number }
	/** The process ends when it next starts the workflow: before the state is stored, between that and the execution, or after both. */
	| { do: 'crash'; at: 'before' | 'between' | 'after'; downMs: number }
	| { do: 'edit'; which: number; choice: Choice; when: When }
	/** Nothing goes wrong for as long as it takes. */
	| { do: 'settle' };

export interface HistorySetup {
	engine: Engine;
	intervalMs: number;
	/** n8n's clock minus the one that refreshes are stamped with, in ms. */
	localSkewMs: number;
	/** For latencies, jitter and names. */
	noise: number;
	world: WorldSetup;
	api: ApiSetup;
	triggers: TriggerSetup[];
}

export interface History {
	setup: HistorySetup;
	steps: Step[];
}

const mostly = <T,>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{ weight: 3, arbitrary: fc.constant(usual) },
		...others.map((value) => ({ weight: 1, arbitrary: fc.constant(value) })),
	);
const which = fc.nat({ max: 1_000 });
const lateMs = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(0) },
	{ weight: 2, arbitrary: fc.nat({ max: LOOKBACK_MS }) },
	{ weight: 1, arbitrary: fc.constant(LOOKBACK_MS) },
);
const downMs = fc.oneof(
	fc.integer({ min: 1, max: 5_000 }),
	fc.integer({ min: 1, max: 20 * MINUTE_MS }),
);
const when = mostly<When>('now', 'midPoll');
const kind = fc.constantFrom<Kind>('account', 'video');

const choice: fc.Arbitrary<Choice> = fc.record({
	platform: mostly<Choice['platform']>(undefined, 'instagram', 'tiktok'),
	parity: mostly<Choice['parity']>(undefined, 0, 1),
	types: mostly<Choice['types']>(['firstRefresh', 'refresh'], ['firstRefresh'], ['refresh']),
	limit: mostly<number | undefined>(undefined, 1, 2, 3),
	hasMetrics: mostly(false, true),
});

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('refresh' as const), which, lateMs }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('burst' as const),
			share: fc.integer({ min: 1, max: 10 }),
			lateMs,
			oneMoment: fc.boolean(),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), kind, which }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), which }) },
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			ms: fc.oneof(
				fc.nat({ max: 2_000 }),
				fc.nat({ max: 2 * MINUTE_MS }),
				fc.nat({ max: 3 * LOOKBACK_MS }),
			),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('move' as const),
			requests: fc.integer({ min: 1, max: 8 }),
			lateMs,
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('fault' as const),
			kind: fc.constantFrom(...FAULTS),
			requests: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(1_000)),
			ms: fc.oneof(fc.nat({ max: 5 * MINUTE_MS }), fc.nat({ max: 40 * MINUTE_MS })),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('otherClients' as const),
			share: fc.constantFrom(0.5, 0.9, 1),
			ms: fc.nat({ max: 30 * MINUTE_MS }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('action' as const),
			items: fc.integer({ min: 1, max: 30 }),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const), when, downMs }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('crash' as const),
			at: fc.constantFrom('before' as const, 'between' as const, 'after' as const),
			downMs,
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), which, choice, when }) },
	{ weight: 1, arbitrary: fc.constant<Step>({ do: 'settle' }) },
);

const worlds: fc.Arbitrary<WorldSetup> = fc.record({
	nulls: fc.constantFrom('first' as const, 'last' as const),
	skewMs: mostly(0, 90_000, -90_000, 400_000_000, -400_000_000),
	hasDates: mostly(true, false),
	timeFormat: mostly<WorldSetup['timeFormat']>(...TIME_FORMATS),
	accounts: fc.nat({ max: 10 }),
	videos: fc.nat({ max: 6 }),
});

const apis: fc.Arbitrary<ApiSetup> = fc.record({
	pageSize: fc.integer({ min: 1, max: 5 }),
	paging: mostly<ApiSetup['paging']>('keyset', 'offset'),
	rateLimit: mostly<number | null>(null, 600, 12, 5),
	windowMs: fc.constantFrom(MINUTE_MS, 10_000),
	latencyMs: fc.constantFrom(30, 300, 1_500),
	postFilter: mostly<ApiSetup['postFilter']>('applied', 'ignored', 'refused'),
	refusesMetricsOf: fc.option(fc.nat({ max: 9 }), { nil: undefined, freq: 2 }),
});

const setups: fc.Arbitrary<HistorySetup> = fc.record({
	engine: fc.constantFrom(...ENGINES),
	intervalMs: fc.constantFrom(MINUTE_MS, 5 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS),
	localSkewMs: mostly(0, 600_000, -600_000),
	noise: fc.nat(),
	world: worlds,
	api: apis,
	triggers: fc.array(
		fc.record({
			kind: fc.oneof(
				{ weight: 2, arbitrary: fc.constant<TriggerKind>('account') },
				{ weight: 1, arbitrary: fc.constant<TriggerKind>('video') },
				{ weight: 1, arbitrary: fc.constant<TriggerKind>('accountVideo') },
			),
			workflow: fc.nat({ max: 1 }),
			emitExisting: mostly(false, true),
			choice,
		}),
		{ minLength: 1, maxLength: 3 },
	),
});

/** A history of which fast-check finds a shorter one that goes wrong as well. */
export const histories: fc.Arbitrary<History> = fc.record({
	setup: setups,
	steps: fc.array(step, { minLength: 1, maxLength: 25 }),
});
