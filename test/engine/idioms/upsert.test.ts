import type { INodeParameters } from 'n8n-workflow';

import { sandboxedNode, type Setup } from '../../support/sandboxedNode';

describe('If It Exists', () => {
	const node = sandboxedNode();
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	const KINDS: Record<string, { path: string; parameters: INodeParameters }> = {
		account: {
			path: '/accounts',
			parameters: {
				resource: 'account',
				operation: 'create',
				platform: 'tiktok',
				username: 'new.one',
			},
		},
		video: {
			path: '/videos',
			parameters: {
				resource: 'video',
				operation: 'create',
				platform: 'instagram',
				identifier: 'https://www.instagram.com/p/C0ffeeC0ffe/',
			},
		},
		creator: {
			path: '/creators',
			parameters: { resource: 'creator', operation: 'create', name: 'Ada Lovelace' },
		},
	};
	const NOTES = (entries: Record<string, string>): INodeParameters => ({
		metadata: { entries: Object.entries(entries).map(([key, value]) => ({ key, value })) },
	});
	const make = async (kind: string, values: INodeParameters = {}, setup?: Setup) =>
		await node.run({ ...KINDS[kind].parameters, output: 'raw', ...values }, setup);
	const rowsOf = async (kind: string) => await node.sandbox.data(`${kind}s` as 'accounts');
	const writes = ({ requests }: Awaited<ReturnType<typeof make>>) =>
		requests.filter(({ method }) => method !== 'GET');

	describe.each(['account', 'video', 'creator'])('%s', (kind) => {
		it('says of a new row that it is', async () => {
			const { json, error } = await make(kind);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ created: true }]);
		});

		it('Update It writes the given fields, and only them, to what is there', async () => {
			const first = await make(kind, {
				additionalFields: NOTES({ team: 'red', campaign: 'spring' }),
			});
			const count = (await rowsOf(kind)).length;
			const second = await make(kind, {
				additionalFields: { isActive: false, ...NOTES({ team: 'blue' }) },
				options: { ifExists: 'update' },
			});
			expect(second.error).toBeUndefined();
			expect(second.json).toMatchObject([
				{
					id: first.json[0].id,
					created: false,
					is_active: false,
					metadata: { team: 'blue', campaign: 'spring' },
				},
			]);
			const rows = await rowsOf(kind);
			expect(rows.length).toBe(count);
			expect(rows.find(({ id }) => id === first.json[0].id)).toMatchObject({
				is_active: false,
				metadata: { team: 'blue', campaign: 'spring' },
			});
			expect(writes(second).at(-1)).toMatchObject({
				method: 'PATCH',
				body: { is_active: false, metadata: { team: 'blue', campaign: 'spring' } },
			});
		});

		it('Update It makes what is not there', async () => {
			const { json, requests } = await make(kind, {
				additionalFields: NOTES({ team: 'red' }),
				options: { ifExists: 'update' },
			});
			expect(json).toMatchObject([{ created: true, metadata: { team: 'red' } }]);
			expect(requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
		});

		it('Return It changes nothing', async () => {
			const first = await make(kind, { additionalFields: NOTES({ team: 'red' }) });
			const second = await make(kind, {
				additionalFields: { isActive: false, ...NOTES({ team: 'blue' }) },
				options: { ifExists: 'return' },
			});
			expect(second.json).toEqual([{ ...first.json[0], created: false }]);
			expect(second.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
		});

		it('Raise an Error raises one, also by its name in the option', async () => {
			await make(kind);
			const count = (await rowsOf(kind)).length;
			const { error } = await make(kind, { options: { ifExists: 'error' } });
			expect(error?.message).toMatch(/conflicts with what is there already|exists already/);
			expect((await rowsOf(kind)).length).toBe(count);
		});

		it('makes one record of rows that name the same, and the later row counts', async () => {
			const input = ['one', 'two', 'three', 'four'].map((team) => ({ team }));
			const { json, error } = await make(
				kind,
				{
					additionalFields: {
						metadata: { entries: [{ key: 'team', value: '={{ $json.team }}' }] },
					},
					options: { ifExists: 'update' },
				},
				{ input },
			);
			expect(error).toBeUndefined();
			expect(json.map(({ created }) => created)).toEqual([true, false, false, false]);
			expect(new Set(json.map(({ id }) => id)).size).toBe(1);
			const row = (await rowsOf(kind)).find(({ id }) => id === json[0].id);
			expect(row).toMatchObject({ metadata: { team: 'four' } });
		});

		it('adds the notes of all rows that name the same', async () => {
			const input = ['one', 'two', 'three'].map((team) => ({ team }));
			const { json, error } = await make(
				kind,
				{
					additionalFields: { metadata: { entries: [{ key: '={{ $json.team }}', value: 'x' }] } },
					options: { ifExists: 'update' },
				},
				{ input },
			);
			expect(error).toBeUndefined();
			const row = (await rowsOf(kind)).find(({ id }) => id === json[0].id);
			expect(row).toMatchObject({ metadata: { one: 'x', two: 'x', three: 'x' } });
		});

		it('says created of what an earlier go of Retry On Fail has made', async () => {
			await node.sandbox.settings({ idempotencyWindowSeconds: 0 });
			await node.sandbox.fault({ match: { method: 'POST' }, fault: { status: 500, apply: true } });
			const { json, error, requests } = await make(
				kind,
				{ options: { ifExists: 'update', maxAttempts: 1 } },
				{ retryOnFail: { maxTries: 2, waitBetweenTries: 5 } },
			);
			expect(error).toBeUndefined();
			expect(requests.filter(({ method }) => method === 'POST').length).toBeGreaterThan(0);
			expect(json).toMatchObject([{ created: true }]);
		});

		it('says created of what a lost answer has made', async () => {
			await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'afterWrite' } });
			const { json } = await make(kind, { options: { ifExists: 'return' } });
			expect(json).toMatchObject([{ created: true }]);
		});
	});

	it('does not say created of an old record, though an attempt before had no answer', async () => {
		const [old] = await node.sandbox.data('accounts');
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'before' } });
		const values = { platform: String(old.platform), username: String(old.username) };
		const returned = await make('account', { ...values, options: { ifExists: 'return' } });
		expect(returned.json).toMatchObject([{ id: old.id, created: false }]);
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { reset: 'before' } });
		const refused = await make('account', values);
		expect(refused.error).toMatchObject({ httpCode: '409' });
	});

	it('makes another creator of the same name where nobody asked for more', async () => {
		await make('creator');
		const { json, requests } = await make('creator');
		expect(json).toMatchObject([{ created: true }]);
		expect(requests.length).toBe(1);
	});

	it.each(['return', 'update'])(
		'of two creators with the same name says which name it is: %s',
		async (ifExists) => {
			await make('creator');
			await make('creator');
			const count = (await rowsOf('creator')).length;
			const { error, requests } = await make('creator', { options: { ifExists } });
			expect(error?.message).toBe('Name: "Ada Lovelace" is the name of more than one creator.');
			expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
			expect((await rowsOf('creator')).length).toBe(count);
		},
	);

	it('keeps the column created in every form of output', async () => {
		const simplified = await make('account', { output: 'simplified' });
		expect(Object.keys(simplified.json[0]).at(-1)).toBe('created');
		const selected = await make('account', {
			output: 'selected',
			fields: ['username'],
			options: { ifExists: 'return' },
		});
		expect(selected.json).toEqual([
			{ id: simplified.json[0].id, username: 'new.one', created: false },
		]);
	});

	it.each(['account', 'video'])(
		'does not wait for the first refresh of a paused %s',
		async (kind) => {
			await make(kind, { additionalFields: { isActive: false } });
			const beganMs = Date.now();
			const { error } = await make(kind, {
				options: { ifExists: 'return', waitForFirstRefresh: true, waitTimeout: 60 },
			});
			expect(error?.message).toMatch(
				/^Wait for First Refresh: the existing entry \(ID [0-9a-f-]{36}\) is paused, so CreatorAudit never refreshes it\.$/,
			);
			expect(Date.now() - beganMs).toBeLessThan(3_000);
			const resumed = await make(kind, {
				additionalFields: { isActive: true },
				options: { ifExists: 'update', waitForFirstRefresh: true, waitTimeout: 1 },
			});
			expect(resumed.error?.message).toContain('was not refreshed within 1 second');
		},
	);

	it.each([
		['tiktok', 'https://vm.tiktok.com/ZMabc123/'],
		['instagram', 'https://www.instagram.com/share/reel/BAabc123_x'],
	])('says of a short link on %s that it names no video', async (platform, identifier) => {
		await node.sandbox.fault({ match: { method: 'POST' }, fault: { status: 409 } });
		const { error, requests } = await make('video', {
			platform,
			identifier,
			options: { ifExists: 'return' },
		});
		expect(error?.message).toContain('a short link does not say which one it is');
		expect(error?.description).toContain('copy the address that it leads to');
		expect(requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});
});
