import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { caller, fieldsOf } from './sandboxSupport';

type Row = Record<string, string | number | boolean | null>;

describe('the lists of the sandbox', () => {
	let sandbox: Sandbox;
	const call = caller(() => sandbox);

	/** All rows of a listing, page by page, each next page by the Link header. */
	const walk = async (path: string): Promise<Row[]> => {
		const rows: Row[] = [];
		for (let next: string | undefined = path; next !== undefined; ) {
			const reply = await call(`GET ${next}`);
			expect(reply.status).toBe(200);
			rows.push(...(reply.body.data as Row[]));
			const { has_next: more, next_cursor: cursor } = reply.body.pagination;
			const link = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
			expect([cursor !== null, link !== undefined]).toEqual([more, more]);
			next = link?.slice(sandbox.apiUrl.length);
		}
		return rows;
	};

	beforeAll(async () => {
		sandbox = await startSandbox({
			rateLimit: null,
			firstRefreshDelayMs: null,
			accounts: 250,
			unscrapedShare: 0.2,
		});
	});
	afterAll(async () => await sandbox.stop());

	it.each([
		['/accounts', 'accounts', 250],
		['/videos', 'videos', 80],
		['/creators', 'creators', 20],
		['/account-videos', 'accountVideos', 1000],
	] as const)('give every row of %s exactly once', async (path, kind, count) => {
		const rows = await walk(`${path}?limit=7`);
		expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
		expect(rows).toHaveLength(count);
		expect(rows.map(({ id }) => String(id)).sort()).toEqual(
			(await sandbox.data(kind)).map(({ id }) => String(id)).sort(),
		);
	});

	const SORTS: Array<[string, string]> = [
		...[
			'added_at',
			'username',
			'last_scrape_time',
			'follower_count',
			'view_count',
			'like_count',
			'play_count',
		].map((key): [string, string] => ['/accounts', key]),
		...['added_at', 'create_time', 'view_count', 'like_count', 'play_count'].map(
			(key): [string, string] => ['/videos', key],
		),
		['/creators', 'name'],
	];

	it.each(SORTS)(
		'sort %s by %s in both directions, with nulls where they are set to be',
		async (path, key) => {
			for (const nulls of ['first', 'last'] as const) {
				await sandbox.settings({ nulls });
				for (const direction of ['asc', 'desc']) {
					const values = (
						await walk(`${path}?limit=40&order_by=${key}&order_direction=${direction}`)
					).map((row) => row[key]);
					const known = values
						.filter((value) => value !== null)
						.map((value) => (key === 'name' ? String(value).toLowerCase() : value));
					const sorted = [...known].sort((a, b) => (a === b ? 0 : a! < b! ? -1 : 1));
					expect(known).toEqual(direction === 'asc' ? sorted : sorted.reverse());
					const missing = values.length - known.length;
					const block = nulls === 'first' ? values.slice(0, missing) : values.slice(known.length);
					expect(block.every((value) => value === null)).toBe(true);
				}
			}
		},
	);

	it('have a default sort, and prefer order_by to the legacy sort', async () => {
		const firstOf = async (query: string) => (await call(`GET /accounts?limit=1${query}`)).body;
		const newest = await firstOf('');
		expect(newest.filters).toEqual({ order_by: 'added_at', order_direction: 'desc' });
		expect((await firstOf('&sort=-added_at')).data).toEqual(newest.data);
		expect((await firstOf('&sort=username')).filters).toEqual({
			order_by: 'username',
			order_direction: 'asc',
		});
		expect((await firstOf('&sort=username&order_by=view_count')).filters).toEqual({
			order_by: 'view_count',
			order_direction: 'desc',
		});
		expect((await call('GET /creators?limit=1')).body.filters).toEqual({
			order_by: 'name',
			order_direction: 'asc',
		});
		expect(fieldsOf(await call('GET /accounts?sort=shoe_size'))).toEqual(['sort']);
	});

	it('combine filters with AND, echo them and count what matches', async () => {
		const all = await sandbox.data('accounts');
		const { creator_id: creatorId } = all.find((row) => row['creator_id'] !== null) as {
			creator_id: string;
		};
		for (const [query, filters, matches] of [
			['platform=tiktok', { platform: 'tiktok' }, (row) => row['platform'] === 'tiktok'],
			['q=AN', { q: 'AN' }, (row) => String(row['username']).includes('an')],
			['is_active=false', { is_active: false }, (row) => row['is_active'] === false],
			['category=food', { category: 'food' }, (row) => row['category'] === 'food'],
			[
				`creator_id=${creatorId}`,
				{ creator_id: creatorId },
				(row) => row['creator_id'] === creatorId,
			],
			[
				'platform=instagram&category=food',
				{ platform: 'instagram', category: 'food' },
				(row) => row['platform'] === 'instagram' && row['category'] === 'food',
			],
		] satisfies Array<[string, object, (row: Record<string, unknown>) => boolean]>) {
			const expected = all.filter(matches).map(({ id }) => id as string);
			expect(expected.length).toBeGreaterThan(0);
			expect(
				(await walk(`/accounts?limit=3&${query}`)).map(({ id }) => id as string).sort(),
			).toEqual(expected.sort());
			const page = (await call(`GET /accounts?limit=1&include_total=true&${query}`)).body;
			expect(page.pagination.total_count).toBe(expected.length);
			expect(page.filters).toMatchObject(filters);
		}
		expect((await call('GET /accounts')).body.pagination).not.toHaveProperty('total_count');
	});

	it('bind a cursor to its list, filters and sort', async () => {
		const { next_cursor: cursor } = (await call('GET /accounts?limit=5&platform=tiktok')).body
			.pagination;
		expect((await call(`GET /accounts?limit=9&platform=tiktok&cursor=${cursor}`)).status).toBe(200);
		for (const other of [
			`/accounts?cursor=${cursor}`,
			`/accounts?platform=instagram&cursor=${cursor}`,
			`/accounts?platform=tiktok&order_by=username&cursor=${cursor}`,
			`/accounts?platform=tiktok&order_direction=asc&cursor=${cursor}`,
			`/videos?platform=tiktok&cursor=${cursor}`,
			'/accounts?platform=tiktok&cursor=made-up',
			'/account-videos?cursor=made-up',
		]) {
			const reply = await call(`GET ${other}`);
			expect([reply.status, fieldsOf(reply)]).toEqual([422, ['cursor']]);
		}
	});

	it('neither repeat nor lose the rows that stay, while others are refreshed, added and deleted', async () => {
		await sandbox.reset();
		const order = 'order_by=last_scrape_time&order_direction=desc&limit=20';
		const started = (await sandbox.data('accounts')).map(({ id }) => id as string);
		const moved = new Set<string>();
		const seen: string[] = [];
		let cursor = '';
		for (;;) {
			const { data, pagination } = (await call(`GET /accounts?${order}${cursor}`)).body;
			seen.push(...(data as Row[]).map(({ id }) => id as string));
			if (!pagination.has_next) break;
			cursor = `&cursor=${pagination.next_cursor}`;
			for (const { id } of (await sandbox.refresh({ accounts: 2 })).accounts) moved.add(id);
			await sandbox.addAccounts(1);
			const victim = started.find((id) => !seen.includes(id) && !moved.has(id));
			if (victim !== undefined) {
				await sandbox.deleteAccount(victim);
				moved.add(victim);
			}
		}
		for (const id of started)
			if (!moved.has(id)) expect(seen.filter((other) => other === id)).toHaveLength(1);
	});

	it('find accounts, creators and videos by part of their text, and say how far they looked', async () => {
		const [{ username }] = await sandbox.data('accounts');
		const found = (await call(`GET /search?q=${String(username).toUpperCase()}`)).body;
		expect(found.data.accounts).toEqual([expect.objectContaining({ username })]);
		const wide = (await call('GET /search?q=e&limit=25')).body;
		expect(wide.meta).toEqual({
			query: 'e',
			limit_per_section: 25,
			effective_caps: { accounts: 25, creators: 25, videos: 10 },
		});
		expect(wide.data.accounts).toHaveLength(25);
		expect(wide.data.videos).toHaveLength(10);
		expect((await call('GET /search?q=%20')).body.data).toEqual({
			accounts: [],
			creators: [],
			videos: [],
		});
	});
});
