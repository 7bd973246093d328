import fc from 'fast-check';

import type { RefreshType } from '../../nodes/CreatorAudit/trigger/sync/detectChanges';
import type { ListSetup } from './refreshedList';

/** The trigger's default lookback, in ms: as much as refreshes may be late. */
export const LOOKBACK_MS = 600_000;

/** What may happen. Numbers choose: which resource, how late, how long. */
export type Step =
	| { do: 'refresh'; which: number; late: number }
	| { do: 'burst'; share: number; late: number; oneMoment: boolean }
	| { do: 'add'; which: number }
	| { do: 'delete'; which: number }
	| { do: 'wait'; ms: number }
	| { do: 'poll'; faults: Fault }
	| { do: 'restart' }
	/** Somebody edits the trigger: n8n activates the workflow anew, mostly from what is saved, polls, and saves. */
	| { do: 'choose'; choice: Chosen; reloads: boolean; faults: Fault };

/** What is watched and told. `ids`: only those with an even or an odd number. */
export interface Chosen {
	platform?: 'a' | 'b';
	ids?: 0 | 1;
	types: RefreshType[];
}

/** What goes wrong during a poll. `moving`: the world goes on between pages. */
export interface Fault {
	moving: number[];
	/** Pages after which the time is up, or the connection breaks. */
	endsAfter?: number;
	broken?: boolean;
	/** Cursors are forgotten. */
	forgets?: boolean;
	/** The server fails at the first page that is asked for by a cursor, whenever it is asked for. */
	serverError?: boolean;
	/** n8n drops the result. */
	dropped?: boolean;
}

export interface World extends ListSetup {
	resources: number;
	limit: number;
	emitExisting: boolean;
	/** Of the poll on activation. */
	first: Fault;
}

const small = fc.nat({ max: 1_000 });
const late = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(0) },
	{ weight: 2, arbitrary: fc.nat({ max: LOOKBACK_MS }) },
	{ weight: 1, arbitrary: fc.constant(LOOKBACK_MS) },
);

const fault: fc.Arbitrary<Fault> = fc.record({
	moving: fc.oneof(
		{ weight: 3, arbitrary: fc.constant<number[]>([]) },
		{ weight: 1, arbitrary: fc.array(small, { maxLength: 6 }) },
	),
	endsAfter: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 4 }),
	broken: fc.boolean(),
	dropped: fc.oneof(
		{ weight: 8, arbitrary: fc.constant(false) },
		{ weight: 1, arbitrary: fc.constant(true) },
	),
});
const serverErrors: fc.Arbitrary<Fault> = fc.constant({ moving: [], serverError: true });
const forgetful: fc.Arbitrary<Fault> = fc.constant({ moving: [], forgets: true });
const calm: fc.Arbitrary<Fault> = fc.constant({ moving: [] });

const cut: fc.Arbitrary<Fault> = fc.constant({ moving: [], endsAfter: 1 });

/** Of every refresh. */
export const BOTH_TYPES: RefreshType[] = ['firstRefresh', 'refresh'];
const choice: fc.Arbitrary<Chosen> = fc.record({
	platform: fc.constantFrom(undefined, 'a' as const, 'b' as const),
	ids: fc.constantFrom(undefined, undefined, 0 as const, 1 as const),
	types: fc.constantFrom<RefreshType[]>(BOTH_TYPES, BOTH_TYPES, ['firstRefresh'], ['refresh']),
});
/** One thing that happens. */
export const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('refresh' as const), which: small, late }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('burst' as const),
			share: fc.integer({ min: 1, max: 10 }),
			late,
			oneMoment: fc.boolean(),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), which: small }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), which: small }) },
	{
		weight: 5,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			ms: fc.oneof(
				fc.nat({ max: 2_000 }),
				fc.nat({ max: 120_000 }),
				fc.nat({ max: 3 * LOOKBACK_MS }),
			),
		}),
	},
	{
		weight: 7,
		arbitrary: fc.record({
			do: fc.constant('poll' as const),
			faults: fc.oneof(
				{ weight: 3, arbitrary: calm },
				{ weight: 3, arbitrary: fault },
				{ weight: 1, arbitrary: forgetful },
				{ weight: 1, arbitrary: serverErrors },
			),
		}),
	},
	{ weight: 1, arbitrary: fc.constant<Step>({ do: 'restart' }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('choose' as const),
			choice,
			reloads: fc.boolean(),
			faults: fc.oneof(calm, cut),
		}),
	},
);

/** A list with its trigger, as it may be set up. */
export const world: fc.Arbitrary<World> = fc.record({
	resource: fc.constantFrom('account' as const, 'video' as const),
	nulls: fc.constantFrom('first' as const, 'last' as const),
	pageSize: fc.integer({ min: 1, max: 4 }),
	skewMs: fc.constantFrom(0, 0, 90_000, -90_000, 400_000_000, -400_000_000),
	dates: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(true) },
		{ weight: 1, arbitrary: fc.constant(false) },
	),
	resources: fc.nat({ max: 10 }),
	limit: fc.constantFrom(Infinity, Infinity, 1, 2, 3),
	emitExisting: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(false) },
		{ weight: 1, arbitrary: fc.constant(true) },
	),
	paging: fc.oneof(
		{ weight: 3, arbitrary: fc.constant('keyset' as const) },
		{ weight: 1, arbitrary: fc.constant('offset' as const) },
	),
	first: fc.oneof({ weight: 3, arbitrary: calm }, { weight: 1, arbitrary: cut }),
});
