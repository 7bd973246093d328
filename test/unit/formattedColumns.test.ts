import { withFormattedColumns } from '../../nodes/CreatorAudit/output/formattedColumns';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const format = (row: object, language: 'en' | 'de' = 'en') =>
	withFormattedColumns(row as never, language, NOW);

describe('formatted columns', () => {
	it.each([
		['views', 16_712_345, '16.7M'],
		['follower_count', 950, '950'],
		['views_change', 1_234, '+1.2K'],
		['views_change', -1_234, '-1.2K'],
		['views_change', 0, '0'],
		['views_change_percent', 5.23, '+5.2%'],
		['total_views_change_pct', -12, '-12%'],
		['engagement_rate', 3.456, '3.5%'],
		['previous_engagement_rate', 3.456, '3.5%'],
		['view_delta', 20, '+20'],
		['last_scrape_time', '2026-03-10T10:00:00Z', '2 hr. ago'],
		['create_time', '2026-03-09T12:00:00Z', 'yesterday'],
		['added_at', '2025-03-09T12:00:00Z', 'last yr.'],
	])('write %s %s as %s', (name, value, text) => {
		expect(format({ [name]: value })).toEqual({ [name]: value, [`${name}_text`]: text });
	});

	it('follow the language', () => {
		expect(format({ views: 16_712_345, views_change_percent: 5.23 }, 'de')).toMatchObject({
			views_text: '16,7\u00a0Mio.',
			views_change_percent_text: '+5,2\u00a0%',
		});
	});

	it('stand right behind their numbers, with a dash for null', () => {
		const row = { id: 'a', views: null, likes: 3, last_scrape_time: null };
		expect(Object.entries(format(row))).toEqual([
			['id', 'a'],
			['views', null],
			['views_text', '–'],
			['likes', 3],
			['likes_text', '3'],
			['last_scrape_time', null],
			['last_scrape_time_text', '–'],
		]);
	});

	it.each(['id', 'account_id', 'days', 'window_days', 'row_number', 'is_active', 'name', 'date'])(
		'leave %s alone',
		(name) => {
			for (const value of [7, 'text', true, null])
				expect(format({ [name]: value })).toEqual({ [name]: value });
		},
	);

	it('leave a text alone in a field that usually is a number', () => {
		expect(format({ description: '5', views: 'many' })).toEqual({
			description: '5',
			views: 'many',
		});
	});
});
