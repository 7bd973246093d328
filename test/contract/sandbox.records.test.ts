import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { caller, fieldsOf } from './sandboxSupport';

describe('what the sandbox keeps', () => {
	let sandbox: Sandbox;
	const call = caller(() => sandbox);
	const track = async (username: string) =>
		await call('POST /accounts', { body: { platform: 'tiktok', username } });

	beforeAll(async () => {
		sandbox = await startSandbox({ rateLimit: null, firstRefreshDelayMs: null });
	});
	afterAll(async () => await sandbox.stop());
	beforeEach(async () => {
		await sandbox.reset();
	});

	describe('tracking', () => {
		it('takes a username once per platform, whatever its spelling', async () => {
			const first = await track(' @Some.Body ');
			expect(first.body.data).toMatchObject({
				username: 'some.body',
				last_scrape_time: null,
				name: null,
				view_count: 0,
			});
			expect((await track('SOME.BODY')).body).toMatchObject({ status: 409, code: 'CONFLICT' });
			const instagram = { platform: 'instagram', username: 'some.body' };
			expect((await call('POST /accounts', { body: instagram })).status).toBe(201);
			expect(fieldsOf(await track('some body'))).toEqual(['username']);
			await call(`DELETE /accounts/${first.body.data.id}`);
			expect((await track('some.body')).status).toBe(201);
		});

		it('holds the organization to its quota of accounts', async () => {
			await sandbox.settings({ quota: 61 });
			expect((await track('last.one')).status).toBe(201);
			expect((await track('one.more')).body).toMatchObject({ status: 403, code: 'QUOTA_EXCEEDED' });
			expect((await track('last.one')).body.code).toBe('CONFLICT');
		});

		it.each([
			[
				'instagram',
				'C0ffeeC0ffe',
				[
					'https://www.instagram.com/p/C0ffeeC0ffe/',
					'https://instagram.com/reel/C0ffeeC0ffe?igsh=abc',
					'instagram.com/natgeo/p/C0ffeeC0ffe/',
					'C0ffeeC0ffe',
				],
			],
			[
				'tiktok',
				null,
				[
					'https://www.tiktok.com/@natgeo/video/7123456789012345678?lang=en',
					'www.tiktok.com/@natgeo/photo/7123456789012345678',
					'https://m.tiktok.com/v/7123456789012345678.html',
					'7123456789012345678',
				],
			],
		])(
			'knows one %s post by its address, code and id',
			async (platform, shortcode, identifiers) => {
				const post = async (identifier: string) =>
					await call('POST /videos', { body: { platform, identifier } });
				const first = await post(identifiers[0]);
				expect(first.body.data).toMatchObject({ shortcode, view_count: null, create_time: null });
				for (const identifier of [...identifiers, first.body.data.external_id as string]) {
					expect((await post(identifier)).body).toMatchObject({ status: 409, code: 'CONFLICT' });
				}
			},
		);

		it.each([
			['instagram', 'https://www.tiktok.com/@natgeo/video/7123456789012345678'],
			['instagram', 'https://www.instagram.com/natgeo/'],
			['tiktok', 'https://vm.tiktok.com/ZMabc/'],
			['tiktok', 'C0ffeeC0ffe'],
			['tiktok', ''],
		])('refuses for %s the identifier "%s"', async (platform, identifier) => {
			const reply = await call('POST /videos', { body: { platform, identifier } });
			expect([reply.status, fieldsOf(reply)]).toEqual([422, ['identifier']]);
		});

		it('finds the tracked account that posted a video', async () => {
			const account = (await track('poster')).body.data;
			const identifier = 'https://www.tiktok.com/@poster/video/7123456789012345678';
			const video = (await call('POST /videos', { body: { platform: 'tiktok', identifier } })).body
				.data;
			expect(video).toMatchObject({ account_id: account.id, account_username: 'poster' });
			expect((await call(`GET /videos?account_id=${account.id}`)).body.data).toHaveLength(1);
			await call(`DELETE /accounts/${account.id}`);
			expect((await call(`GET /videos/${video.id}`)).body.data.account_id).toBeNull();
		});
	});

	describe('creators', () => {
		const newCreator = async (name: string) =>
			(await call('POST /creators', { body: { name } })).body.data.id as string;

		it('may share a name, and link accounts that no other creator has', async () => {
			const [ann, other] = [await newCreator('Ann'), await newCreator('Ann')];
			const { id } = (await track('anns.account')).body.data;
			const linked = await call(`PUT /creators/${ann}/accounts/${id}`);
			expect([linked.status, linked.headers.get('location')]).toEqual([
				201,
				`/v2/creators/${ann}/accounts/${id}`,
			]);
			expect((await call(`PUT /creators/${ann}/accounts/${id}`)).status).toBe(200);
			expect((await call(`PUT /creators/${other}/accounts/${id}`)).body.code).toBe('CONFLICT');
			expect((await call(`DELETE /creators/${other}/accounts/${id}`)).body.code).toBe('NOT_FOUND');
			expect((await call(`GET /accounts/${id}`)).body.data).toMatchObject({
				creator_id: ann,
				creator_name: 'Ann',
			});
			expect((await call(`GET /creators/${ann}`)).body.data.accounts_summary).toMatchObject({
				total: 1,
				platforms: { instagram: 0, tiktok: 1 },
			});
			expect((await call(`DELETE /creators/${ann}`)).status).toBe(204);
			expect((await call(`GET /accounts/${id}`)).body.data.creator_id).toBeNull();
		});

		it('pause their accounts, and resume those that were active', async () => {
			const creator = await newCreator('Pausing');
			const [one, two] = [
				(await track('first.one')).body.data.id,
				(await track('second.one')).body.data.id,
			] as string[];
			for (const id of [one, two]) await call(`PUT /creators/${creator}/accounts/${id}`);
			await call(`PATCH /accounts/${two}`, { body: { is_active: false } });
			const active = async () =>
				(await sandbox.data('accounts', [one, two])).map(({ is_active: isActive }) => isActive);
			await call(`PATCH /creators/${creator}`, { body: { is_active: false } });
			expect(await active()).toEqual([false, false]);
			await call(`PATCH /creators/${creator}`, { body: { is_active: true } });
			expect(await active()).toEqual([true, false]);
		});

		it('replace their metadata as a whole', async () => {
			const body = { name: 'Tagged', metadata: { a: '1', b: '2' } };
			const { id } = (await call('POST /creators', { body })).body.data;
			const updated = await call(`PATCH /creators/${id}`, { body: { metadata: { c: '3' } } });
			expect(updated.body.data).toMatchObject({ name: 'Tagged', metadata: { c: '3' } });
			const tooMany = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, 'v']));
			expect(
				fieldsOf(await call(`PATCH /creators/${id}`, { body: { metadata: tooMany } })),
			).toEqual(['metadata']);
			const tooLong = { a: 'x'.repeat(256) };
			expect(
				fieldsOf(await call(`PATCH /creators/${id}`, { body: { metadata: tooLong } })),
			).toEqual(['metadata.a']);
		});
	});
});
