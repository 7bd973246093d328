import { parseHandle } from '../../nodes/CreatorAudit/input/names/handles';
import { ACCOUNTS, readIds } from '../../nodes/CreatorAudit/input/ids';

/** A cell of a sheet holds anything. What takes time that grows with the square of its length stops n8n for minutes. */
describe('texts of 200,000 characters in the place of a username', () => {
	const long = (part: string) => part.repeat(200_000 / part.length);
	const TEXTS = [
		long('x'),
		long('x.'),
		long('/'),
		`${long('/')}x`,
		`x${long(' ')}on`,
		long('x '),
		long('@'),
		`instagram${long(' ')}x`,
		`${long('\u200e')}x y`,
	];
	const context = {
		getNode: () => ({
			id: '',
			name: '',
			type: '',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: {},
		}),
	};

	it.each(TEXTS.map((text) => ({ begins: text.slice(0, 12), text })))(
		'are read at once: $begins…',
		({ text }) => {
			const began = performance.now();
			expect(parseHandle(text)).toBeUndefined();
			try {
				readIds(context, 0, 'Accounts', text, ACCOUNTS);
			} catch (error) {
				expect(String(error)).toContain('Accounts: ');
			}
			// More than a minute else.
			expect(performance.now() - began).toBeLessThan(5_000);
		},
	);
});
