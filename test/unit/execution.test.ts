import * as fc from 'fast-check';

import { dailyRows } from '../../nodes/CreatorAudit/execution/analytics';
import { toApiDate } from '../../nodes/CreatorAudit/execution/dates';
import { describeHandle, parseHandle } from '../../nodes/CreatorAudit/execution/handles';
import { readEntries } from '../../nodes/CreatorAudit/execution/lists';
import { asRow, rowsOf } from '../../nodes/CreatorAudit/execution/single';
import { accountLabel, profileUrl, videoLabel } from '../../nodes/CreatorAudit/listSearch/labels';

const username = fc.stringMatching(/^[a-z0-9_][a-z0-9._]{0,28}$/).filter((name) => !/^\.+$/.test(name));

describe('handles', () => {
	it('are read from every form in which people paste them', () => {
		fc.assert(
			fc.property(username, fc.constantFrom('instagram', 'tiktok'), fc.constantFrom('', '/', '?x=1', '/?a=b#c'), (name, platform, tail) => {
				fc.pre(parseHandle(`instagram.com/${name}`) !== undefined);
				expect(parseHandle(`  @${name.toUpperCase()} `)).toEqual({ username: name });
				expect(parseHandle(`${platform}: @${name}`)).toEqual({ username: name, platform });
				for (const start of ['', 'https://', 'HTTP://www.', 'm.']) {
					expect(parseHandle(`${start}${platform}.com/@${name}${tail}`)).toEqual({ username: name, platform });
				}
			}),
		);
	});

	it.each(['', ' ', '@', '..', 'two words', 'https://example.com/natgeo', 'https://notinstagram.com/natgeo', 'https://instagram.com.evil.example/natgeo', 'https://www.instagram.com/', 'https://www.instagram.com/p/C0ffee/', 'https://www.tiktok.com/tag/dogs', 'https://', 'javascript://instagram.com/x', 'natgeo/../x'])(
		'are not read from %j',
		(text) => {
			expect(parseHandle(text)).toBeUndefined();
		},
	);

	it('never throw, whatever the text', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void parseHandle(text)));
	});

	it('are shown as people say them', () => {
		expect([describeHandle({ username: 'a' }), describeHandle({ username: 'a', platform: 'tiktok' })]).toEqual(['@a', '@a on TikTok']);
	});
});

describe('dates', () => {
	const day = fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true });

	it('are the day in UTC of a moment, and the picked day without a zone', () => {
		fc.assert(
			fc.property(day, (date) => {
				const iso = date.toISOString();
				const expected = iso.slice(0, 10);
				expect(toApiDate(date)).toBe(expected);
				expect(toApiDate(iso)).toBe(expected);
				expect(toApiDate(expected)).toBe(expected);
				expect(toApiDate(iso.slice(0, 19))).toBe(expected);
				expect(toApiDate(` ${iso.slice(0, 16)} `)).toBe(expected);
			}),
		);
	});

	it.each([
		['2026-01-01T00:30:00+02:00', '2025-12-31'],
		['2026-01-01T23:30:00-0500', '2026-01-02'],
		['2026-01-01 12:00:00', '2026-01-01'],
	])('%s is %s', (given, expected) => {
		expect(toApiDate(given)).toBe(expected);
	});

	it.each([undefined, null, '', 'yesterday', '2026-02-30', '2026-13-01', '2026-1-1', '01/02/2026', '2026-01-01T25:00:00Z', 1767225600000, {}, [], new Date(NaN)])(
		'%j is none',
		(value) => {
			expect(toApiDate(value)).toBeUndefined();
		},
	);
});

describe('entries of lists', () => {
	it.each([
		['a, b;c\nd', ['a', 'b', 'c', 'd']],
		[' , ,', []],
		[['a,b', ['c'], null, undefined, 5], ['a', 'b', ['c'], 5]],
		['["a","b"]', ['a', 'b']],
		['[broken', ['[broken']],
		[7, [7]],
		[undefined, []],
	])('of %j', (given, expected) => {
		expect(readEntries(given, /[\s,;]+/)).toEqual(expected);
	});
});

describe('rows', () => {
	it.each([
		[{ data: { id: 1 } }, [{ id: 1 }]],
		[{ data: [{ id: 1 }, 'text', null] }, [{ id: 1 }, { value: 'text' }, { value: null }]],
		[{ data: null }, []],
		[{ id: 1 }, [{ id: 1 }]],
		[undefined, []],
		['text', [{ value: 'text' }]],
	])('of %j', (body, expected) => {
		expect(rowsOf(body)).toEqual(expected);
	});

	it('are objects', () => {
		fc.assert(fc.property(fc.jsonValue(), (value) => expect(Object.getPrototypeOf(asRow(value))).toBe(Object.prototype)));
	});
});

describe("the days of a creator's analytics", () => {
	it.each([
		['an object that holds them', [{ creator_id: 'x', totals: { views: 1 }, daily: [{ date: '2026-01-01', views: 1 }] }], [{ creator_id: 'c', date: '2026-01-01', views: 1 }]],
		['a list', [{ date: '1' }, { date: '2' }], [{ creator_id: 'c', date: '1' }, { creator_id: 'c', date: '2' }]],
		['an object without a list', [{ views: 1, tags: ['a'], empty: [] }], [{ creator_id: 'c', views: 1, tags: ['a'], empty: [] }]],
		['an object with two lists', [{ a: [{ x: 1 }], b: [{ y: 1 }] }], [{ creator_id: 'c', a: [{ x: 1 }], b: [{ y: 1 }] }]],
		['nothing', [], []],
	])('from %s', (_, rows, expected) => {
		expect(dailyRows(rows as never, 'c')).toEqual(expected);
	});
});

describe('labels of lists', () => {
	it('name accounts and videos, with whatever is known of them', () => {
		expect(accountLabel({ username: 'natgeo', platform: 'instagram' })).toBe('@natgeo · Instagram');
		expect(accountLabel({ username: 'natgeo' })).toBe('@natgeo');
		expect(accountLabel({ username: 'natgeo', platform: 'youtube' })).toBe('@natgeo · youtube');
		expect(videoLabel({ id: '1', description: 'Two\n\nlines ', account_username: 'a', platform: 'tiktok' })).toBe('Two lines · @a · TikTok');
		expect(videoLabel({ id: '1', caption: 'x'.repeat(80) })).toBe(`${'x'.repeat(59)}…`);
		expect(videoLabel({ id: '1', shortcode: null, external_id: '77' })).toBe('77');
		expect(videoLabel({ id: '1' })).toBe('1');
	});

	it('link to profiles', () => {
		expect(profileUrl({ username: 'a b', platform: 'instagram' })).toBe('https://www.instagram.com/a%20b/');
		expect(profileUrl({ username: 'a', platform: 'youtube' })).toBeUndefined();
	});
});
