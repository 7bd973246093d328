import type { Fault } from '../../sandbox/client.mts';
import type { Column } from './columns';
import type { Outcome } from './outcomes';

/**
 * What a cell is to be: `ok+1` = the right result, with one request more than without the fault; `down*3` = this failure, after
 * three requests of the call that was struck; `down*all` = after as many as a call may make.
 */
export type Expected = `ok+${number}` | `${Outcome}*${number | 'all'}`;

/** What a row's fault may depend on. */
export interface World {
	/** Origin of another server, which must never be asked. */
	elsewhere: string;
	/** Cursor of the second page of the list that is walked. */
	secondCursor: string;
	/** The second page with fewer rows than were asked for, as the server gives it with limit=100; undefined where no pages are read. */
	shortPage?: unknown;
}

export interface Row {
	name: string;
	fault: (world: World) => Fault;
	/** How many requests of a cell are struck; null = all from then on. Default 1. */
	times?: number | null;
	/** Timeout of requests in ms. */
	timeoutMs?: number;
	expected: Expected | (Partial<Record<Column, Expected>> & { others: Expected });
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
const unix = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
const PAGE =
	'<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1><script>alert(1)</script></body></html>';
const TEN_DAYS_S = '864000';

const refused = (retryAfter?: string): Fault => ({
	status: 429,
	...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
});

export const ROWS: Row[] = [
	{ name: '429, Retry-After in seconds', fault: () => refused('1'), expected: 'ok+1' },
	{ name: '429, Retry-After as a date', fault: () => refused(inSeconds(2)), expected: 'ok+1' },
	{ name: '429, no Retry-After', fault: () => refused(), expected: 'ok+1' },
	{ name: '429, Retry-After 0', fault: () => refused('0'), expected: 'ok+1' },
	{ name: '429, Retry-After negative', fault: () => refused('-5'), expected: 'ok+1' },
	{ name: '429, Retry-After a text', fault: () => refused('soon'), expected: 'ok+1' },
	{
		name: '429, Retry-After ten days',
		fault: () => refused(TEN_DAYS_S),
		times: null,
		expected: { others: 'quota*1', poll: 'part*1' },
	},
	{
		name: '429, always',
		fault: () => refused('1'),
		times: null,
		expected: { others: 'quota*all', poll: 'part*all' },
	},
	{
		name: '503, Retry-After 1',
		fault: () => ({ status: 503, headers: { 'retry-after': '1' } }),
		expected: 'ok+1',
	},
	{ name: '503, no Retry-After', fault: () => ({ status: 503 }), expected: 'ok+1' },
	{
		name: '503, Retry-After ten days',
		fault: () => ({ status: 503, headers: { 'retry-after': TEN_DAYS_S } }),
		times: null,
		expected: { others: 'down*1', poll: 'part*1' },
	},
	{
		name: '503, always',
		fault: () => ({ status: 503 }),
		times: null,
		expected: { others: 'down*all', poll: 'part*all' },
	},
	{ name: '500, once', fault: () => ({ status: 500 }), expected: 'ok+1' },
	{
		name: '500, after the work was done',
		fault: () => ({ status: 500, apply: true }),
		expected: 'ok+1',
	},
	{
		name: '500, always',
		fault: () => ({ status: 500 }),
		times: null,
		expected: { others: 'down*all', poll: 'part*all' },
	},
	{ name: '502, once', fault: () => ({ status: 502 }), expected: 'ok+1' },
	{ name: '504, once', fault: () => ({ status: 504 }), expected: 'ok+1' },
	{ name: 'reset before the answer', fault: () => ({ reset: 'before' }), expected: 'ok+1' },
	{
		name: 'reset before the answer, always',
		fault: () => ({ reset: 'before' }),
		times: null,
		expected: { others: 'network*all', poll: 'part*all' },
	},
	{
		name: 'reset in the middle of the body',
		fault: () => ({ reset: 'midBody' }),
		expected: 'ok+1',
	},
	{
		name: 'reset after the work was done',
		fault: () => ({ reset: 'afterWrite' }),
		expected: 'ok+1',
	},
	{
		name: 'no answer in time',
		fault: () => ({ hang: true }),
		timeoutMs: 2_000,
		expected: { others: 'ok+1', poll: 'part*1' },
	},
	{
		name: 'no answer in time, always',
		fault: () => ({ hang: true }),
		times: null,
		timeoutMs: 2_000,
		expected: { others: 'network*all', poll: 'part*1' },
	},
	{
		name: 'JSON that breaks off',
		fault: () => ({ truncate: 40 }),
		expected: { others: 'ok+1', delete: 'ok+0' },
	},
	{
		name: 'JSON that breaks off, always',
		fault: () => ({ truncate: 40 }),
		times: null,
		expected: { others: 'not json*all', delete: 'ok+0', poll: 'part*all' },
	},
	{
		name: 'web page with 200',
		fault: () => ({ status: 200, body: PAGE, contentType: 'text/html' }),
		times: null,
		expected: { others: 'not json*1', poll: 'part*1' },
	},
	{
		name: 'web page with 502',
		fault: () => ({ status: 502, body: PAGE, contentType: 'text/html' }),
		expected: 'ok+1',
	},
	{
		name: 'web page with 502, always',
		fault: () => ({ status: 502, body: PAGE, contentType: 'text/html' }),
		times: null,
		expected: { others: 'down*all', poll: 'part*all' },
	},
	{
		name: 'empty body',
		fault: () => ({ status: 200, body: '', apply: true }),
		expected: { others: 'ok+1', update: 'ok+0', delete: 'ok+0', request: 'ok+0' },
	},
	{
		name: '204',
		fault: () => ({ status: 204, body: '', apply: true }),
		times: null,
		expected: {
			others: 'no data*1',
			create: 'no data*2',
			update: 'ok+0',
			delete: 'ok+0',
			request: 'ok+0',
			poll: 'part*1',
		},
	},
	{
		name: '304 without a cached body',
		fault: () => ({ status: 304, body: '' }),
		expected: {
			others: 'no body*1',
			getAll: 'ok+1',
			get: 'ok+1',
			request: 'ok+1',
			search: 'ok+1',
			poll: 'part*1',
		},
	},
	{
		name: '304 without a cached body, always',
		fault: () => ({ status: 304, body: '' }),
		times: null,
		expected: {
			others: 'no body*1',
			getAll: 'no body*2',
			get: 'no body*2',
			request: 'no body*2',
			search: 'no body*2',
			poll: 'part*1',
		},
	},
	{
		name: 'content type text',
		fault: () => ({ contentType: 'text/plain' }),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'redirect to another origin',
		fault: ({ elsewhere }) => ({ status: 302, headers: { location: `${elsewhere}/v2/accounts` } }),
		times: null,
		expected: { others: 'redirect*1', poll: 'part*1' },
	},
	{
		name: 'redirect to another origin, 307',
		fault: ({ elsewhere }) => ({ status: 307, headers: { location: `${elsewhere}/v2/accounts` } }),
		times: null,
		expected: { others: 'redirect*1', poll: 'part*1' },
	},
	{
		name: 'next_cursor repeated',
		fault: ({ secondCursor }) => ({
			patch: { pagination: { next_cursor: secondCursor, has_next: true } },
		}),
		expected: { others: 'ok+0', getAll: 'paging*1', poll: 'part*1' },
	},
	{
		name: 'next_cursor null, has_next true',
		fault: () => ({
			patch: { pagination: { next_cursor: null, has_next: true } },
			stripHeaders: ['link'],
		}),
		expected: { others: 'ok+0', getAll: 'paging*1', poll: 'part*1' },
	},
	{
		name: 'next_cursor null, and the Link header has it',
		fault: () => ({ patch: { pagination: { next_cursor: null, has_next: true } } }),
		expected: 'ok+0',
	},
	{
		name: '422 in the middle of a walk',
		fault: () => ({ status: 422 }),
		// The refused batch is divided, and its parts come through.
		expected: { others: 'invalid*1', getMetrics: 'ok+7', poll: 'ok+2' },
	},
	{
		name: 'pages that shrink',
		fault: ({ shortPage }) =>
			shortPage === undefined ? { delayMs: 1 } : { status: 200, body: shortPage },
		expected: { others: 'ok+0', getAll: 'ok+1', poll: 'ok+1' },
	},
	{
		name: 'unknown fields',
		fault: () => ({
			patch: { brand_new: { a: [1] }, data: { brand_new: 1 }, meta: { brand_new: null } },
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'data missing',
		fault: () => ({ remove: ['data'] }),
		times: null,
		expected: {
			others: 'no data*1',
			create: 'no data*2',
			update: 'ok+0',
			delete: 'ok+0',
			request: 'ok+0',
			poll: 'part*1',
		},
	},
	{
		name: 'pagination missing',
		fault: () => ({ remove: ['pagination'], stripHeaders: ['link'] }),
		times: null,
		expected: { others: 'ok+0', getAll: 'paging*1', poll: 'part*1' },
	},
	{
		name: 'fields missing',
		fault: () => ({
			remove: [
				'data.*.username',
				'data.username',
				'data.*.follower_count',
				'data.follower_count',
				'meta',
				'filters',
			],
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'rate headers missing',
		fault: () => ({
			stripHeaders: ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'date'],
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'rate headers: nothing left, reset past',
		fault: () => ({
			headers: {
				'x-ratelimit-limit': '600',
				'x-ratelimit-remaining': '0',
				'x-ratelimit-reset': unix(-600),
			},
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'rate headers: more left than the limit',
		fault: () => ({
			headers: {
				'x-ratelimit-limit': '5',
				'x-ratelimit-remaining': '999999',
				'x-ratelimit-reset': 'never',
			},
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'rate headers: nothing left for ten days',
		fault: () => ({
			headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': unix(864_000) },
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'server clock ten minutes ahead',
		fault: () => ({
			headers: {
				date: inSeconds(600),
				'x-ratelimit-remaining': '0',
				'x-ratelimit-reset': unix(602),
			},
		}),
		times: null,
		expected: 'ok+0',
	},
	{
		name: 'server clock ten minutes behind',
		fault: () => ({
			headers: {
				date: inSeconds(-600),
				'x-ratelimit-remaining': '0',
				'x-ratelimit-reset': unix(-598),
			},
		}),
		times: null,
		expected: 'ok+0',
	},
];
