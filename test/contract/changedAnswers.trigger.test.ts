import fc from 'fast-check';

import { ChangedApi, changes } from '../support/changedAnswers';
import { polledSandbox } from '../support/polledSandbox';

/** The trigger before an API that answers in another form: it emits all events, each once, or fails with an error in words. */
const SETTINGS = { accounts: 60, creators: 6, videos: 40 };
const bench = polledSandbox(SETTINGS);
const api = new ChangedApi(() => bench.sandbox.apiUrl);

beforeAll(async () => void (await api.start()));
afterAll(async () => await api.stop());

it('emits an event for IDs of another form', async () => {
	const [account] = await bench.sandbox.data('accounts');
	const row = { ...account, id: 'acc_01JD9ZK3', type: 'account' };
	api.reply = (path) =>
		path.startsWith('/accounts?')
			? { data: [row], pagination: { has_next: false, next_cursor: null } }
			: { data: row };
	const { ids, error } = await bench.emitsOfAll(
		{ triggerOn: 'account', filters: { ids: 'acc_01JD9ZK3' } },
		api.baseUrl,
	);
	api.reply = undefined;
	expect({ ids, error }).toEqual({ ids: ['acc_01JD9ZK3'], error: undefined });
});

describe('an answer of another form', () => {
	const CRASH =
		/undefined|null \(|is not a function|not iterable|Cannot (read|convert|destructure)|\[object|NaN|Unexpected token/;

	it.each(['account', 'video'] as const)(
		'loses no event of a %s without a word',
		async (resource) => {
			const count = SETTINGS[`${resource}s`];
			await fc.assert(
				fc.asyncProperty(changes, async (change) => {
					await bench.sandbox.reset({ ...SETTINGS, rateLimit: null, firstRefreshDelayMs: null });
					api.change = change;
					api.sent = [];
					const { ids, error } = await bench.emitsOfAll({ triggerOn: resource }, api.baseUrl);
					api.change = undefined;
					const { at } = api.sent[0];
					const where = `${change.kind} ${at} ${JSON.stringify(change.value)}`;
					if (error) {
						expect({ where, message: error.message }).not.toEqual({
							where,
							message: expect.stringMatching(CRASH) as string,
						});
						return;
					}
					// What was never refreshed has no time.
					const isNever =
						at === 'data.*.last_scrape_time' && change.kind === 'retype' && change.value === null;
					expect({ where, events: ids.length }).toEqual({ where, events: isNever ? 0 : count });
				}),
				{ numRuns: 25, seed: 20_261_128 },
			);
		},
	);
});
