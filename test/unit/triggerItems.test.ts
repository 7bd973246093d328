import { eventItem } from '../../nodes/CreatorAudit/trigger/eventItems';

describe('the item of an event', () => {
	const row = {
		is_active: true,
		metadata: null,
		follower_count: 7,
		username: 'natgeo',
		id: 'a',
		platform: 'instagram',
		last_scrape_time: '2026-01-01T00:00:00Z',
	};
	const event = { id: 'a', type: 'refresh' as const, time: 0, row };

	test('begins with the event and with what one looks for in a table; the other fields follow as they came', () => {
		const { json } = eventItem('account', event, { views: 1 });
		expect(Object.keys(json)).toEqual([
			'event',
			'id',
			'platform',
			'username',
			'follower_count',
			'last_scrape_time',
			'is_active',
			'metadata',
			'views',
		]);
		expect(json).toEqual({ event: 'account.refreshed', ...row, views: 1 });
	});
});
