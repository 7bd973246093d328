import { sandboxedNode } from '../support/sandboxedNode';

describe('Formatted Columns', () => {
	const node = sandboxedNode({ accounts: 5 });

	it.each([
		['getAll', { output: 'simplified', limit: 2 }, 'follower_count'],
		['getMetrics', { accountIds: '={{ $json.id }}' }, 'views'],
		['getDailyMetrics', { accountIds: '={{ $json.id }}', period: '7d' }, 'views'],
	])('stand beside the numbers of %s', async (operation, values, column) => {
		const [{ id }] = await node.sandbox.data('accounts');
		const parameters = { resource: 'account', operation, ...values };
		const input = [{ id: String(id) }];
		const plain = await node.run(parameters, { input });
		const options = { formattedColumns: 'de' };
		const { json } = await node.run({ ...parameters, options }, { input });
		expect(json).toEqual(plain.json.map((row) => expect.objectContaining(row)));
		const names = Object.keys(json[0]);
		expect(names[names.indexOf(column) + 1]).toBe(`${column}_text`);
		const shown = new Intl.NumberFormat('de', { notation: 'compact', maximumFractionDigits: 1 });
		expect(json[0][`${column}_text`]).toBe(shown.format(Number(json[0][column])));
	});

	it('refuses a language that it does not know, before anything is sent', async () => {
		const { error, requests } = await node.run({
			resource: 'account',
			operation: 'getAll',
			options: { formattedColumns: 'Klingon' },
		});
		expect(error?.message).toContain('Formatted Columns');
		expect(requests).toEqual([]);
	});
});
