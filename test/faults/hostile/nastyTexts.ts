import * as fc from 'fast-check';

/** Characters of the texts: more than a cell of a sheet, a form or a message holds. */
export const LENGTH = 200_000;

export const long = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);

/** What patterns, normalisation and parsers may take time for with the square of its length, when it is repeated. */
const UNITS: Record<string, string> = {
	'combining marks': '\u0301',
	'combining marks out of order': '\u0315\u0300\u05ae\u0344',
	slashes: '/',
	'wide slashes': '\uff0f',
	backslashes: '\\',
	blanks: ' ',
	'blanks that do not break': '\u00a0',
	'line breaks': '\r\n',
	commas: ',',
	semicolons: ';',
	'short names': 'a, ',
	'names with platforms': 'a on instagram ',
	prefixes: 'instagram:',
	schemes: 'https://',
	quotes: '"',
	digits: '7',
	'percent signs': '%',
	'escapes in escapes': '%25',
	'families of emoji': '👩‍👩‍👧‍👦',
	brackets: '[',
	braces: '{"a":',
	dots: '.',
	'paths that climb': '../',
	'@ signs': '@',
	'number signs': '#',
	hyphens: '-',
	letters: 'x',
	'signs that nobody sees': '\u200b',
	'ligatures that grow': '\ufdfa',
	expressions: '{{ ',
	dates: '2026-01-01 ',
	angles: '<',
};

/** By kind: the text. */
export const NASTY_TEXTS: Record<string, string> = {
	...Object.fromEntries(Object.entries(UNITS).map(([kind, unit]) => [kind, long(unit)])),
	'a letter before combining marks': `a${long('\u0301')}`,
	'slashes before a letter': `${long('/')}x`,
	'an address with slashes': `https://api.creatoraudit.com${long('/')}x`,
	'blanks between letters': `x${long(' ')}x`,
	'a Bearer and blanks': `bearer${long(' ')}`,
	'a prefix and blanks': `instagram${long(' ')}:`,
	'lists in lists': `${'['.repeat(LENGTH / 2)}${']'.repeat(LENGTH / 2)}`,
	'objects in objects': `${'{"a":'.repeat(LENGTH / 6)}1${'}'.repeat(LENGTH / 6)}`,
	'a list of numbers': `[${long('1,')}1]`,
	'an object of many fields': `{${Array.from({ length: 18_000 }, (_, n) => `"${n}":1`).join()}}`,
	'a query of many values': `/accounts?${long('a=1&')}`,
};

/** Any few of these units over and over, behind and before something that begins and ends what fields take. */
export const nastyTexts: fc.Arbitrary<string> = fc
	.record({
		before: fc.constantFrom(
			'',
			'a',
			'@',
			'/',
			'[',
			'{"a":"',
			'2026-01-01',
			'https://tiktok.com/@a',
		),
		units: fc.array(fc.constantFrom(...Object.values(UNITS)), { minLength: 1, maxLength: 4 }),
		behind: fc.constantFrom('', 'a', '/', ']', '"}', '!', ' on tiktok'),
	})
	.map(({ before, units, behind }) => `${before}${long(units.join(''))}${behind}`);
