import { parseRetryAfter } from '../../nodes/CreatorAudit/transport/retry/retryAfter';

const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);
const DATE = new Date(NOW + 600_000).toUTCString();

describe('Retry-After', () => {
	it.each([
		['seconds', '7', 7_000],
		['a fraction of a second', '0.5', 500],
		['zero', '0', 0],
		['blanks around', ' 12 ', 12_000],
		['ten days', '864000', 864_000_000],
		['nothing', undefined, undefined],
		['an empty text', '', undefined],
		['a negative number', '-5', undefined],
		['a text', 'soon', undefined],
		['a text with a month in it', 'maybe in March', undefined],
		['hexadecimal', '0x10', undefined],
		['an exponent', '1e9', undefined],
	])('reads %s', (_, value, expected) => {
		expect(parseRetryAfter(value, undefined, NOW)).toBe(expected);
	});

	it("measures an HTTP date by the server's own clock, so that a wrong clock on either side does not matter", () => {
		expect(parseRetryAfter(new Date(NOW + 630_000).toUTCString(), DATE, NOW)).toBe(30_000);
	});

	it('measures an HTTP date by the local clock when the answer has no date', () => {
		expect(parseRetryAfter(new Date(NOW + 30_000).toUTCString(), undefined, NOW)).toBe(30_000);
	});

	it('takes a date in the past for no pause', () => {
		expect(parseRetryAfter(new Date(NOW).toUTCString(), DATE, NOW)).toBe(0);
	});

	it('gives a finite pause whatever the server sends', () => {
		expect(Number.isFinite(parseRetryAfter('9'.repeat(400), undefined, NOW))).toBe(true);
	});
});
