import {
	checkFilters,
	filterFault,
	isEchoed,
} from '../../nodes/CreatorAudit/transport/pagination/appliedFilters';

describe('the echo of an answer', () => {
	it.each([
		[{ platform: 'tiktok' }, 'platform', 'tiktok'],
		[{ platform: 'TikTok' }, 'platform', 'tiktok'],
		[{ Platform: ['tiktok'] }, 'platform', 'tiktok'],
		[{ isActive: 'false' }, 'is_active', false],
		[{ is_active: 0 }, 'is_active', false],
		[{ 'creator-id': { eq: 'AB-1' } }, 'creator_id', 'ab-1'],
		[{ active: { category: 'Food' }, sort: '-added_at' }, 'category', 'food'],
	])('repeats the filter: %j has %s', (echo, name, wanted) => {
		expect(isEchoed(echo, name, wanted)).toBe(true);
	});

	it.each([
		[undefined, 'platform', 'tiktok'],
		[null, 'platform', 'tiktok'],
		['platform=tiktok', 'platform', 'tiktok'],
		[{}, 'platform', 'tiktok'],
		[{ platform: null }, 'platform', 'tiktok'],
		[{ platform: 'instagram' }, 'platform', 'tiktok'],
		[{ is_active: null }, 'is_active', false],
		[{ is_active: 'paused' }, 'is_active', false],
	])('does not repeat the filter: %j', (echo, name, wanted) => {
		expect(isEchoed(echo, name, wanted)).toBe(false);
	});
});

describe('the rows of a page', () => {
	const check = (query: Record<string, string | boolean>, rows: unknown[], filters?: unknown) =>
		checkFilters(query, { filters }, rows);

	it('pass where they fit, in whatever form they say so', () => {
		const rows = [
			{ platform: 'TikTok', is_active: 'false', category: 'Food & Drink', username: 'Nat.Geo' },
		];
		expect(
			check({ platform: 'tiktok', is_active: false, category: 'food_drink', q: 'nat.g' }, rows),
		).toEqual({ rows });
	});

	it('are kept where they fit, and the filter that others miss is named', () => {
		const [good, bad, none] = [
			{ platform: 'tiktok' },
			{ platform: 'instagram' },
			{ platform: null },
		];
		const found = check({ platform: 'tiktok' }, [good, bad, none]);
		expect(found).toEqual({ rows: [good], notApplied: 'platform' });
		expect(filterFault(found, true)).toBeUndefined();
		expect(filterFault(found, false)).toBe('CreatorAudit did not apply the filter "Platform"');
	});

	it('without the field count where the echo has the filter, and only there', () => {
		const rows = [{ id: 1 }, 'text', null];
		expect(check({ account_id: 'a' }, rows, { account_id: 'A' })).toEqual({ rows });
		const found = check({ account_id: 'a' }, rows);
		expect(found.unconfirmed).toBe('account_id');
		expect(filterFault(found, true)).toContain('"Account"');
	});

	it('are not compared with parameters that are no filter', () => {
		const rows = [{ id: 1 }];
		expect(check({ order_by: 'added_at', limit: 'x', constructor: 'y' }, rows)).toEqual({ rows });
		expect(check({ platform: 'tiktok' }, [])).toEqual({ rows: [] });
	});
});
