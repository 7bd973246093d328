import { documentIn } from '../../e2e/support/document.mts';

const document = { data: { rows: [{ text: '}\n{' }, {}] } };
const printed = JSON.stringify(document, null, 2);

describe('the JSON document in the output of n8n', () => {
	it.each([
		['alone', printed],
		['on one line', JSON.stringify(document)],
		['behind a message', `Browser not found\n${printed}`],
		[
			'before a late message',
			`${printed}\nRegistered runner "JS Task Runner" (NM227Letp4eR4YocD8kXs)`,
		],
		['between messages', `one { two }\n${printed}\nthree { four }\n`],
	])('is found %s', (_, text) => {
		expect(documentIn(text)).toEqual(document);
	});

	it.each(['', 'Error: no such workflow', printed.slice(0, -10)])(
		'is an error where there is none: %j',
		(text) => {
			expect(() => documentIn(text)).toThrow(SyntaxError);
		},
	);
});
