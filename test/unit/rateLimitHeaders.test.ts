import { readRateHeaders } from '../../nodes/CreatorAudit/transport/rateLimit/rateLimitHeaders';

describe('the headers of a rate limit', () => {
	it.each([
		[
			'X-RateLimit with Unix seconds',
			{
				'x-ratelimit-limit': '60',
				'x-ratelimit-remaining': '7',
				'x-ratelimit-reset': '1790000000',
			},
			{ limit: 60, remaining: 7, resetMs: 1_790_000_000_000 },
		],
		[
			'Reset in ms',
			{ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '1790000000123' },
			{ remaining: 7, resetMs: 1_790_000_000_123 },
		],
		[
			'Reset as seconds from now',
			{ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '30' },
			{ remaining: 7, resetInMs: 30_000 },
		],
		['Remaining without Reset', { 'x-ratelimit-remaining': '7' }, { remaining: 7 }],
		[
			'the fields of the early IETF drafts',
			{ 'ratelimit-limit': '100', 'ratelimit-remaining': '50', 'ratelimit-reset': '30' },
			{ limit: 100, remaining: 50, resetInMs: 30_000 },
		],
		[
			'draft 7',
			{ ratelimit: 'limit=100, remaining=50, reset=30', 'ratelimit-policy': '100;w=60' },
			{ limit: 100, remaining: 50, resetInMs: 30_000, windowMs: 60_000 },
		],
		[
			'the later drafts',
			{ ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
			{ limit: 100, remaining: 50, resetInMs: 30_000, windowMs: 60_000 },
		],
		[
			'several policies: the one with least left',
			{
				ratelimit: '"burst";r=5;t=1, "daily";r=3;t=4000',
				'ratelimit-policy': '"burst";q=10;w=10, "daily";q=1000;w=86400',
			},
			{ limit: 1000, remaining: 3, resetInMs: 4_000_000, windowMs: 86_400_000 },
		],
		['nonsense', { 'x-ratelimit-remaining': '-1', 'x-ratelimit-limit': 'many' }, undefined],
		['a field of 200,000 characters', { ratelimit: `${'"a;'.repeat(70_000)}` }, undefined],
		['nothing', {}, undefined],
	])('reads %s', (_, headers, expected) => {
		expect(readRateHeaders(headers as Record<string, string>)).toEqual(expected);
	});
});
