import * as fc from 'fast-check';

import { dailyRows } from '../../nodes/CreatorAudit/operations/analytics';
import { toApiDate } from '../../nodes/CreatorAudit/input/dates';
import {
	describeHandle,
	joinPlatform,
	parseHandle,
} from '../../nodes/CreatorAudit/input/names/handles';
import { ACCOUNTS, INTERNAL_IDS, readIds, UUIDS } from '../../nodes/CreatorAudit/input/ids';
import { readEntries } from '../../nodes/CreatorAudit/input/listInput';
import { asRow, rowsOf } from '../../nodes/CreatorAudit/output/rows';
import { accountLabel, profileUrl, videoLabel } from '../../nodes/CreatorAudit/listSearch/labels';

const username = fc
	.stringMatching(/^[a-z0-9_][a-z0-9._]{0,28}$/)
	.filter((name) => !/^\.+$/.test(name));

describe('handles', () => {
	it('are read from every form in which people paste them', () => {
		fc.assert(
			fc.property(
				username,
				fc.constantFrom('instagram', 'tiktok'),
				fc.constantFrom('', '/', '?x=1', '/?a=b#c'),
				(name, platform, tail) => {
					fc.pre(parseHandle(`instagram.com/${name}`) !== undefined);
					expect(parseHandle(`  @${name.toUpperCase()} `)).toEqual({ username: name });
					expect(parseHandle(`${platform}: @${name}`)).toEqual({ username: name, platform });
					for (const start of ['', 'https://', 'HTTP://www.', 'm.']) {
						expect(parseHandle(`${start}${platform}.com/@${name}${tail}`)).toEqual({
							username: name,
							platform,
						});
					}
				},
			),
		);
	});

	it.each([
		'',
		' ',
		'@',
		'..',
		'two words',
		'https://example.com/natgeo',
		'https://notinstagram.com/natgeo',
		'https://instagram.com.evil.example/natgeo',
		'https://www.instagram.com/',
		'https://www.instagram.com/p/C0ffee/',
		'https://www.tiktok.com/tag/dogs',
		'https://',
		'javascript://instagram.com/x',
		'natgeo/../x',
	])('are not read from %j', (text) => {
		expect(parseHandle(text)).toBeUndefined();
	});

	// Read as a profile, each of them would be a stranger that is tracked and paid for: @zmabc, @t, @share, @help.
	it.each([
		'https://vm.tiktok.com/ZMabc/',
		'https://vt.tiktok.com/ZSabc',
		'https://www.tiktok.com/t/ZTabc/',
		'https://m.tiktok.com/v/7123456789012345678.html',
		'https://www.tiktok.com/music/original-sound-7123',
		'https://www.tiktok.com/search?q=natgeo',
		'https://www.tiktok.com/live',
		'https://www.tiktok.com/en/about',
		'https://ads.tiktok.com/business',
		'https://www.tiktok.com/@',
		'https://www.tiktok.com/@reel/video/7123456789012345678',
		'https://www.instagram.com/share/BAbcDef',
		'https://www.instagram.com/share/reel/BAbcDef',
		'https://www.instagram.com/direct/t/123',
		'https://www.instagram.com/s/aGlnaGxpZ2h0?story_media_id=1',
		'https://www.instagram.com/stories/highlights/123/',
		'https://www.instagram.com/_n/mainfeed',
		'https://help.instagram.com/1234',
		'https://about.instagram.com/blog',
		'instagram.com',
		'www.tiktok.com',
	])('are not read from a short link or another page of the sites: %s', (address) => {
		expect(parseHandle(address)).toBeUndefined();
	});

	it.each([
		['https://www.tiktok.com/@explore', 'explore'],
		['https://www.tiktok.com/@reel', 'reel'],
		['https://us.tiktok.com/@natgeo', 'natgeo'],
		['https://www.tiktok.com/%40natgeo?lang=en', 'natgeo'],
		['https://tiktok.com/natgeo', 'natgeo'],
		['https://www.tiktok.com/@natgeo/live', 'natgeo'],
	])('are read from %s, however the address is written', (address, name) => {
		expect(parseHandle(address)).toEqual({ username: name, platform: 'tiktok' });
	});

	it.each([
		'\u200b@natgeo',
		'\u2068@natgeo\u2069',
		'@\u200enatgeo',
		'nat\u00adgeo',
		'\u202anatgeo\u202c',
		'\uff20natgeo',
		'@ｎａｔｇｅｏ',
		'@natgeo/',
	])('are read with the invisible characters that a copy brings along: %j', (text) => {
		expect(parseHandle(text)).toEqual({ username: 'natgeo' });
		expect(parseHandle(`https://www.instagram.com/${text.replace(/[@\uff20]/, '')}`)).toEqual({
			username: 'natgeo',
			platform: 'instagram',
		});
	});

	it('never throw, whatever the text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void parseHandle(text)),
		);
	});

	it('are found within milliseconds, however long the text is', () => {
		const many = (text: string) => text.repeat(200_000);
		const started = performance.now();
		for (const text of [
			many('x'),
			many('x '),
			many(' '),
			many('a.'),
			many('@'),
			many('x on '),
			`${many('/')}x`,
			`x${many(' ')}`,
			`instagram:${many(' ')}/`,
			`${many('\u200b')}x`,
		]) {
			parseHandle(text);
			joinPlatform(text);
		}
		// Work that grows with the square of the length takes minutes.
		expect(performance.now() - started).toBeLessThan(20_000);
	});

	it('are shown as people say them', () => {
		expect([
			describeHandle({ username: 'a' }),
			describeHandle({ username: 'a', platform: 'tiktok' }),
		]).toEqual(['@a', '@a on TikTok']);
	});
});

describe('IDs', () => {
	const UUID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
	const read = (value: unknown, rule = UUIDS) =>
		readIds({ getNode: () => ({}) as never }, 0, 'IDs', value, rule);

	it('are the same in capitals and with invisible characters of a web page', () => {
		expect(
			read([UUID, UUID.toUpperCase(), `\u200b${UUID}`, `\u2068${UUID}\u2069`, '\u200b']),
		).toEqual([UUID]);
	});

	it('ignore zeros in front of a number, unlike usernames', () => {
		expect(read([48213, '048213', ' 0048213 ', '0'], INTERNAL_IDS)).toEqual(['48213', '0']);
		expect(read('007, 7', ACCOUNTS)).toEqual(['007', '7']);
	});

	it.each([Number('7123456789012345678'), '7123456789012345678', 2 ** 53, 1e21, -1, 1.5])(
		'are refused in another form, such as the longer ones of a platform: %p',
		(value) => {
			expect(() => read(value, INTERNAL_IDS)).toThrow('is not an ID.');
		},
	);
});

describe('a date', () => {
	const day = fc.date({
		min: new Date('1990-01-01T00:00:00Z'),
		max: new Date('2099-12-31T23:59:59Z'),
		noInvalidDate: true,
	});

	it('is the day that is shown: of a text the one before its time, of a Date the one in UTC', () => {
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
		['2026-01-01T00:30:00+02:00', '2026-01-01'],
		['2026-01-01T23:30:00-0500', '2026-01-01'],
		['2026-01-01 12:00:00', '2026-01-01'],
	])('reads %s as %s', (given, expected) => {
		expect(toApiDate(given)).toBe(expected);
	});

	it.each([
		undefined,
		null,
		'',
		'yesterday',
		'2026-02-30',
		'2026-13-01',
		'2026-1-1',
		'01/02/2026',
		'2026-01-01T25:00:00Z',
		'2026-02-31T10:00:00Z',
		'2026-02-30 10:00:00+02:00',
		1767225600000,
		{},
		[],
		new Date(NaN),
	])('is refused: %j', (value) => {
		expect(toApiDate(value)).toBeUndefined();
	});
});

describe('entries of lists', () => {
	it.each([
		['a, b;c\nd', ['a', 'b', 'c', 'd']],
		[' , ,', []],
		[
			['a,b', ['c'], null, undefined, 5],
			['a', 'b', ['c'], 5],
		],
		['["a","b"]', ['a', 'b']],
		['[broken', ['[broken']],
		[7, [7]],
		[undefined, []],
	])('are read from %j', (given, expected) => {
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
	])('are read from %j', (body, expected) => {
		expect(rowsOf(body)).toEqual(expected);
	});

	it('are objects', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) =>
				expect(Object.getPrototypeOf(asRow(value))).toBe(Object.prototype),
			),
		);
	});
});

describe("the days of a creator's analytics", () => {
	it.each([
		[
			'an object that holds them',
			[{ creator_id: 'x', totals: { views: 1 }, daily: [{ date: '2026-01-01', views: 1 }] }],
			[{ creator_id: 'c', date: '2026-01-01', views: 1 }],
		],
		[
			'a list',
			[{ date: '1' }, { date: '2' }],
			[
				{ creator_id: 'c', date: '1' },
				{ creator_id: 'c', date: '2' },
			],
		],
		[
			'an object without a list',
			[{ views: 1, tags: ['a'], empty: [] }],
			[{ creator_id: 'c', views: 1, tags: ['a'], empty: [] }],
		],
		[
			'an object with two lists',
			[{ a: [{ x: 1 }], b: [{ y: 1 }] }],
			[{ creator_id: 'c', a: [{ x: 1 }], b: [{ y: 1 }] }],
		],
		['nothing', [], []],
	])('are read from %s', (_, rows, expected) => {
		expect(dailyRows(rows as never, 'c')).toEqual(expected);
	});
});

describe('labels of lists', () => {
	it('name accounts and videos, with whatever is known of them', () => {
		expect(accountLabel({ username: 'natgeo', platform: 'instagram' })).toBe('@natgeo · Instagram');
		expect(accountLabel({ username: 'natgeo' })).toBe('@natgeo');
		expect(accountLabel({ username: 'natgeo', platform: 'youtube' })).toBe('@natgeo · youtube');
		expect(
			videoLabel({
				id: '1',
				description: 'Two\n\nlines ',
				account_username: 'a',
				platform: 'tiktok',
			}),
		).toBe('Two lines · @a · TikTok');
		expect(videoLabel({ id: '1', caption: 'x'.repeat(80) })).toBe(`${'x'.repeat(59)}…`);
		expect(videoLabel({ id: '1', shortcode: null, external_id: '77' })).toBe('77');
		expect(videoLabel({ id: '1' })).toBe('1');
	});

	it('link to profiles', () => {
		expect(profileUrl({ username: 'a b', platform: 'instagram' })).toBe(
			'https://www.instagram.com/a%20b/',
		);
		expect(profileUrl({ username: 'a', platform: 'youtube' })).toBeUndefined();
	});
});
