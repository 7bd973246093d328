import { CreatorAuditApi } from '../../../credentials/CreatorAuditApi.credentials';
import { plainName } from '../../../nodes/CreatorAudit/batching/creatorLookup';
import { parseHandle } from '../../../nodes/CreatorAudit/input/names/handles';
import { readSections } from '../../../nodes/CreatorAudit/operations/search/searchSections';
import { normaliseBaseUrl } from '../../../nodes/CreatorAudit/transport/baseUrl';

/** How long n8n may stand still for one text, in ms. */
const LONGEST_STANDSTILL_MS = 100;

const long = (part: string) => part.repeat(200_000 / part.length);

/** Texts that cost time with the square of their length where a pattern or a normalisation is careless. */
const NASTY: Record<string, string> = {
	'combining marks': `a${long('\u0301')}`,
	'combining marks out of order': `a${long('\u0315\u0300\u05ae\u0344')}`,
	slashes: long('/'),
	'slashes before a letter': `${long('/')}x`,
	'wide slashes': long('\uff0f'),
	'an address with slashes': `https://api.creatoraudit.com${long('/')}x`,
	blanks: `x${long(' ')}x`,
	'signs that nobody sees': `x${long('\u200b')}x`,
	'a Bearer and blanks': `bearer${long(' ')}`,
	'ligatures that grow': long('\ufdfa'),
};

function timed(action: () => unknown): number {
	const began = performance.now();
	try {
		action();
	} catch {
		// Refused, which is fine.
	}
	return performance.now() - began;
}

describe('A text of 200,000 characters', () => {
	it.each(Object.keys(NASTY))('stops n8n for no time as a username: %s', (name) => {
		expect(timed(() => parseHandle(NASTY[name]))).toBeLessThan(LONGEST_STANDSTILL_MS);
		expect(parseHandle(NASTY[name])).toBeUndefined();
	});

	it.each(Object.keys(NASTY))('stops n8n for no time as a Base URL: %s', (name) => {
		expect(timed(() => normaliseBaseUrl(NASTY[name]))).toBeLessThan(LONGEST_STANDSTILL_MS);
		expect(() => normaliseBaseUrl(NASTY[name])).toThrow(/^The Base URL/);
	});

	it.each(Object.keys(NASTY))("stops n8n for no time as a creator's name: %s", (name) => {
		expect(timed(() => plainName(NASTY[name]))).toBeLessThan(LONGEST_STANDSTILL_MS);
	});

	it.each(Object.keys(NASTY))('stops n8n for no time in the answer of a search: %s', (name) => {
		const match = { id: '1', caption: NASTY[name] };
		const body = { data: { accounts: [], creators: [], videos: [match] } };
		expect(timed(() => readSections({} as never, body, 'x'))).toBeLessThan(LONGEST_STANDSTILL_MS);
	});

	it.each(Object.keys(NASTY))('stops n8n for no time as an API Key: %s', async (name) => {
		const authenticate = new CreatorAuditApi().authenticate as unknown as (
			credentials: object,
			request: object,
		) => Promise<unknown>;
		const url = 'https://api.creatoraudit.com/v2/accounts';
		const began = performance.now();
		await expect(authenticate({ apiKey: NASTY[name] }, { url })).rejects.toThrow(/^The API Key/);
		expect(performance.now() - began).toBeLessThan(LONGEST_STANDSTILL_MS);
	});
});
