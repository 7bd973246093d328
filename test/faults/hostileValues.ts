import * as fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';

/** What expressions, sheets and attackers put into fields. */

const PATH_TRICKS = [
	'../../admin',
	'..%2f..%2fadmin',
	'..\\..\\admin',
	'%2e%2e/%2e%2e/whoami',
	'//evil.example/v2',
	'https://evil.example/v2/accounts',
	'http:evil.example',
	'\\\\evil.example\\x',
	'@evil.example/',
	'/accounts/../../../etc/passwd',
	'?limit=1&cursor=x',
	'#fragment',
	';rm -rf /',
	'accounts\r\nX-Injected: yes',
	'\u0000',
	'javascript:alert(1)',
	'<img src=x onerror=alert(1)>',
	'{{ $credentials.apiKey }}',
	'${process.env}',
	'%',
	'%zz',
	'\u202e\u2066evil',
	'\ud800',
	'constructor',
	'__proto__',
	'toString',
];

const texts = fc.oneof(
	fc.constantFrom(...PATH_TRICKS),
	fc.string({ unit: 'binary', maxLength: 40 }),
	fc.string({
		unit: fc.constantFrom('\u0000', '\u0007', '\n', '\r', '\t', '\u007f', '\u0085', '\u2028', 'a'),
		maxLength: 12,
	}),
	fc.constantFrom(300, 5_000, 200_000).map((length) => 'x'.repeat(length)),
	fc.uuid(),
);

const numbers = fc.oneof(
	fc.constantFrom(0, -1, -0, 0.5, 1e21, -1e21, 2 ** 53, Infinity, -Infinity, NaN, 201, 10_001),
	fc.double(),
	fc.integer(),
);

/** An object with a field of its own that is called __proto__, as JSON.parse makes it. */
const polluting = fc
	.constantFrom(
		'{"__proto__":{"polluted":true}}',
		'{"constructor":{"prototype":{"polluted":true}}}',
	)
	.map((json) => JSON.parse(json) as unknown);

const plain = fc.oneof(
	{ weight: 4, arbitrary: texts },
	{ weight: 2, arbitrary: numbers },
	fc.boolean(),
	fc.constant(null),
	polluting,
	fc.constantFrom<unknown>([], {}, [[]], [null], new Date(NaN), new Date(8.64e15), [{ id: {} }]),
);

/** Values of every type, also lists and objects of them. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 6, arbitrary: plain },
	fc.array(plain, { maxLength: 3 }),
	fc.dictionary(fc.string({ maxLength: 8 }), plain, { maxKeys: 3 }),
);

/** Hostile values in the form that a field has: a list of pairs may be made of them. */
export function hostileFor({ type, name }: INodeProperties): fc.Arbitrary<unknown> {
	if (type === 'fixedCollection') {
		const pairs = (key: string, label: string) =>
			fc.record({
				[key]: fc.array(fc.record({ [label]: hostileValues, value: hostileValues }), {
					maxLength: 3,
				}),
			});
		const inForm = name === 'query' ? pairs('parameters', 'name') : pairs('entries', 'key');
		return fc.oneof({ weight: 3, arbitrary: inForm }, hostileValues);
	}
	return hostileValues;
}
