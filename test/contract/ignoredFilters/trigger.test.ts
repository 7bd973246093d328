import { polledSandbox } from '../../support/polledSandbox';
import { ANSWERS, CASES, filtersOf, fittingRows, idsOf } from './cases';
import { OutcomeTable } from './outcomeTable';

/** The trigger before an API that ignores its filters: it emits what fits, all of it and each once, or fails with an error in words. */
const bench = polledSandbox({ accounts: 60, creators: 6, videos: 40 });
const table = new OutcomeTable();

const WATCHED = CASES.filter(({ resource }) => ['account', 'video'].includes(resource));

describe.each(WATCHED)('triggerOn $resource, filter $filter', (one) => {
	it.each(ANSWERS)(
		'emits what fits, or fails, where the filter is ignored, the echo is $echo, and rows have the field: $has',
		async ({ echo, has }) => {
			const rows = await bench.sandbox.data(one.kind);
			const value = one.value(rows);
			const right = idsOf(fittingRows(one, rows, value));
			expect(right.length).toBeLessThan(rows.length);
			await bench.sandbox.settings({ ignoreFilters: [one.parameter], filterEcho: echo });
			const fault = { remove: [`data.*.${one.field}`] };
			if (!has) await bench.sandbox.fault({ times: null, fault });
			const { ids, error } = await bench.emitsOfAll({
				triggerOn: one.resource,
				filters: filtersOf(one, value),
			});
			const wrong = ids.filter((id) => !right.includes(id));
			table.note(
				`${one.shown} of the trigger, ${one.resource}`,
				{ echo, has },
				{
					rows: ids.length,
					wrong: wrong.length,
					missing: error ? 0 : right.length - ids.length,
					error,
				},
			);
			expect(wrong).toEqual([]);
			if (has) expect({ ids: [...ids].sort(), error }).toEqual({ ids: right, error: undefined });
			else expect(error?.message).toContain('did not show that it applied the filter');
		},
	);
});

describe('triggerOn accountVideo', () => {
	it.each(ANSWERS)(
		'emits each post once, with its account, or fails, where the posts of one account cannot be asked for, the echo is $echo, and rows have the field: $has',
		async ({ echo, has }) => {
			const refreshes = (await bench.sandbox.data('accounts')).map((row) => row.last_scrape_time);
			const newest = Math.max(...refreshes.map((time) => Date.parse(String(time))));
			const right = (await bench.sandbox.data('accountVideos'))
				.filter((row) => Date.parse(String(row.create_time)) > newest - 365 * 86_400_000)
				.map(({ id, account_id: account }) => `${String(id)} ${String(account)}`);
			expect(right.length).toBeGreaterThan(100);
			await bench.sandbox.settings({ ignoreFilters: ['account_id'], filterEcho: echo });
			const fault = { remove: ['data.*.account_id'] };
			const match = { path: '/account-videos' };
			if (!has) await bench.sandbox.fault({ match, times: null, fault });
			const { items, error } = await bench.emitsOfAll({
				triggerOn: 'accountVideo',
				options: { maximumAge: 365 },
			});
			const found = items.map(({ id, account_id: account }) => `${String(id)} ${String(account)}`);
			const wrong = found.filter((post) => !right.includes(post));
			table.note(
				'account_id of the trigger, accountVideo',
				{ echo, has },
				{
					rows: found.length,
					wrong: wrong.length,
					missing: error ? 0 : right.length - found.length,
					error,
				},
			);
			expect(wrong).toEqual([]);
			if (has)
				expect({ found: found.sort(), error }).toEqual({ found: right.sort(), error: undefined });
			else expect(error?.message).toBe('CreatorAudit did not show which account a post belongs to');
		},
	);
});

it('fails where accounts are not sorted by their refresh, because it would stop before the news', async () => {
	await bench.sandbox.settings({ ignoreFilters: ['order_by', 'order_direction'] });
	const { ids, error } = await bench.emitsOfAll({ triggerOn: 'account' });
	expect(ids).toEqual([]);
	expect(error?.message).toBe('CreatorAudit did not sort by "last_scrape_time"');
});

it('gives the outcomes that contract/NOTES.md#ignored-filters shows', () => {
	table.expectIn('contract/NOTES.md');
});
