import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode, type Setup } from '../../support/sandboxedNode';

const RECORDS = [
	['account', 'accountId', 'accounts'],
	['video', 'videoId', 'videos'],
	['creator', 'creatorId', 'creators'],
] as const;

describe.each(RECORDS)('notes of a record: %s', (resource, parameter, kind) => {
	const node = sandboxedNode();
	let id: string;

	const update = async (updateFields: INodeParameters, more: INodeParameters = {}, setup?: Setup) =>
		await node.run(
			{
				resource,
				operation: 'update',
				[parameter]: { __rl: true, mode: 'id', value: id },
				updateFields,
				output: 'raw',
				...more,
			},
			setup,
		);
	const pairs = (notes: Record<string, string>): INodeParameters => ({
		metadata: { entries: Object.entries(notes).map(([key, value]) => ({ key, value })) },
	});
	const stored = async () => (await node.sandbox.data(kind, [id]))[0].metadata;
	const replaceAll = { options: { metadataMode: 'replace' } };

	beforeEach(async () => {
		await node.sandbox.reset();
		id = String((await node.sandbox.data(kind))[0].id);
		const json = '{"team": "red", "budget": 12}';
		const { error } = await update({ metadataJson: json }, replaceAll);
		expect(error).toBeUndefined();
	});

	it('are added to those that are stored', async () => {
		const { json, requests } = await update(pairs({ team: 'blue', contact: 'Zoë' }));
		const merged = { team: 'blue', budget: '12', contact: 'Zoë' };
		expect(json[0].metadata).toEqual(merged);
		expect(await stored()).toEqual(merged);
		expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
	});

	it.each(['', '  ', '={{ null }}', '={{ $json.nothing }}'])(
		'keep what a blank cell (%j) would empty',
		async (blank) => {
			const { error } = await update(pairs({ team: blank, contact: 'Zoë' }));
			expect(error).toBeUndefined();
			await update({ metadataJson: '={{ ({ budget: null, team: "", city: "Rome" }) }}' });
			expect(await stored()).toEqual({ team: 'red', budget: '12', contact: 'Zoë', city: 'Rome' });
		},
	);

	it('are not touched by blank cells alone', async () => {
		const { error, requests } = await update(pairs({ team: '={{ $json.nothing }}' }));
		expect(error?.message).toContain('Update Fields: this changes nothing.');
		expect(requests).toEqual([]);
		await update({ ...pairs({ team: '' }), isActive: true }, replaceAll);
		expect(await stored()).toEqual({ team: 'red', budget: '12' });
	});

	it('are replaced by those who choose that, and removed', async () => {
		const { requests } = await update(pairs({ contact: 'Zoë', team: '' }), replaceAll);
		expect(requests.map(({ method }) => method)).toEqual(['PATCH']);
		expect(await stored()).toEqual({ contact: 'Zoë' });
		await update({ metadataJson: '{}' }, replaceAll);
		expect(await stored()).toEqual({});
	});

	it('are not removed by accident', async () => {
		const { error, requests } = await update({ metadataJson: '{}' });
		expect(error?.message).toBe('Metadata (JSON): {} adds nothing.');
		expect(error?.description).toContain('Replace All');
		expect(requests).toEqual([]);
	});

	it('are all kept of rows that change the same record at once', async () => {
		const input = Array.from({ length: 15 }, (_, n) => ({ key: `k${n}`, value: `v${n}` }));
		const entries = [{ key: '={{ $json.key }}', value: '={{ $json.value }}' }];
		const { error } = await update({ metadata: { entries } }, {}, { input });
		expect(error).toBeUndefined();
		expect(await stored()).toEqual({
			team: 'red',
			budget: '12',
			...Object.fromEntries(input.map(({ key, value }) => [key, value])),
		});
	});

	it('must fit together with those that are stored', async () => {
		const nineteen = Object.fromEntries(Array.from({ length: 19 }, (_, n) => [`k${n}`, 'v']));
		const { error, requests } = await update({ metadataJson: JSON.stringify(nineteen) });
		expect(error?.message).toBe(
			'Metadata has 21 entries with those that are stored; CreatorAudit keeps at most 20.',
		);
		expect(requests.map(({ method }) => method)).toEqual(['GET']);
	});
});
