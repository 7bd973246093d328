/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

import { History } from '../support/triggerHistory';
import { step, world, type Step, type World } from '../support/triggerSteps';

const HISTORIES = Number(process.env.TRIGGER_HISTORIES ?? 12_000);
const SEED = Number(process.env.TRIGGER_SEED ?? Date.now() % 2 ** 31);

const ACCOUNTS: World = {
	resource: 'account',
	nulls: 'last',
	pageSize: 1,
	skewMs: 0,
	dates: true,
	resources: 4,
	limit: Infinity,
	emitExisting: false,
	paging: 'keyset',
	first: { moving: [], endsAfter: 1 },
};
/** Histories that went wrong once. */
const FOUND: Array<[World, Step[]]> = [
	// A initial sync begun anew stopped where an earlier part of it would have, and what it left out was told.
	[
		ACCOUNTS,
		[
			{ do: 'wait', ms: 1 },
			{ do: 'refresh', which: 0, late: 0 },
			{ do: 'wait', ms: 601_997 },
			{ do: 'refresh', which: 0, late: 600_000 },
			{
				do: 'choose',
				choice: { types: ['firstRefresh'] },
				reloads: false,
				faults: { moving: [], endsAfter: 1 },
			},
			{ do: 'poll', faults: { moving: [], forgets: true } },
		],
	],
];

describe('Histories of a watched list', () => {
	it(`lose no refresh and tell none twice (${HISTORIES} histories, seed ${SEED})`, async () => {
		await fc.assert(
			fc.asyncProperty(
				world,
				fc.array(step, { minLength: 5, maxLength: 40 }),
				async (setup, steps) => {
					const history = new History(setup);
					await history.poll(setup.first);
					for (const next of steps) await history.take(next);
					await history.settle();
					history.check();
				},
			),
			{ numRuns: HISTORIES, seed: SEED, examples: FOUND },
		);
	}, 300_000);
});
