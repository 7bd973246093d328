import {
	cursorAfter,
	fromFirstRefresh,
	placesByCursor,
	resumable,
	sawNoRefresh,
	type PageCheckpoint,
} from '../../nodes/CreatorAudit/trigger/sync/pageCheckpoints';
import {
	scanList,
	type PageResult,
	type ReadPage,
} from '../../nodes/CreatorAudit/trigger/sync/scan';

const page = (etag: string, next: string, oldest = 0): PageCheckpoint => [etag, next, oldest];
const NONE = new Set<string>();

describe('The checkpoints of a list', () => {
	const pages = [page('a', 'c1'), page('b', 'c2'), page('c', '')];

	it('say by which cursor each page is asked for', () => {
		expect(cursorAfter({ pages: [] }, [])).toBe('');
		expect(cursorAfter({ pages: [], startCursor: 'c0' }, [])).toBe('c0');
		expect(cursorAfter({ pages }, pages)).toBe('');
		expect(cursorAfter({ pages, startCursor: 'c0' }, pages, 1)).toBe('c1');
		expect([...placesByCursor({ pages, startCursor: 'c0' })]).toEqual([
			['c0', 0],
			['c1', 1],
			['c2', 2],
		]);
		expect([...placesByCursor({ pages }).keys()]).toEqual(['', 'c1', 'c2']);
	});

	it('tell a scan that may have begun behind all refreshes', () => {
		expect(sawNoRefresh({ pages, startCursor: 'c0' }, pages)).toBe(true);
		expect(sawNoRefresh({ pages }, pages)).toBe(false);
		expect(sawNoRefresh({ pages, startCursor: 'c0' }, [...pages, page('d', '', 1)])).toBe(false);
	});

	it('keep what is known of the pages behind an unfinished scan', () => {
		const read = [page('x', 'c1')];
		expect(resumable({ pages }, read)).toStrictEqual({
			pages: [read[0], pages[1], pages[2]],
			resumeAt: 1,
		});
		expect(resumable({ pages, startCursor: 'c0' }, [page('x', 'elsewhere')])).toStrictEqual({
			pages: [page('x', 'elsewhere')],
			startCursor: 'c0',
			resumeAt: 1,
		});
		expect(resumable({ pages }, [])).toStrictEqual({ pages });
	});

	it('begin at the last page that begins with a row that was never refreshed', () => {
		const list = [page('a', 'c1'), page('b', 'c2', 7), page('c', '', 5)];
		const from = (answer: boolean | undefined, startCursor?: string) =>
			fromFirstRefresh({ pages: [], ...(startCursor && { startCursor }) }, list, () => answer);
		expect(from(true)).toStrictEqual({ pages: list.slice(1), startCursor: 'c1' });
		expect(from(false)).toStrictEqual({ pages: list });
		expect(from(undefined, 'c0')).toStrictEqual({ pages: list, startCursor: 'c0' });
		const never = [page('a', 'c1'), page('b', '')];
		expect(fromFirstRefresh({ pages: [] }, never, () => false)).toStrictEqual({ pages: never });
		const always = [page('a', 'c1', 9), page('b', '', 8)];
		expect(fromFirstRefresh({ pages: [] }, always, () => false)).toStrictEqual({ pages: always });
		const later = [page('a', 'c1'), page('b', 'c2'), page('c', '', 3)];
		expect(fromFirstRefresh({ pages: [] }, later, () => false)).toStrictEqual({
			pages: later.slice(1),
			startCursor: 'c1',
		});
	});
});

describe('A scan of a list', () => {
	const row = (id: string, time: number | null) => ({
		id,
		last_scrape_time: time === null ? null : new Date(time).toISOString(),
	});
	const rows = (
		of: Array<ReturnType<typeof row>>,
		next?: string,
		serverTime?: number,
	): PageResult => ({ kind: 'rows', rows: of, next, etag: of[0]?.id, serverTime });
	const reading =
		(answers: Record<string, PageResult>, asked: unknown[] = []): ReadPage =>
		async (cursor, etag) => (asked.push([cursor, etag]), answers[cursor ?? '']);
	const whole = { newestFirst: false, stopAt: () => 0 };

	it('stops where it may, at the end otherwise, and says what it asked and when', async () => {
		const answers = {
			'': rows([row('a', 900), row('b', 800)], 'c1', 5_000),
			c1: rows([row('c', 700)], 'c2', 4_000),
			c2: rows([row('d', 600)], undefined, 6_000),
		};
		const asked: unknown[] = [];
		const stops: unknown[] = [];
		const newestFirst = {
			newestFirst: true,
			stopAt: (...about: unknown[]) => (stops.push(about), 700),
		};
		const scan = await scanList({ pages: [] }, reading(answers, asked), newestFirst);
		expect(asked).toEqual([
			[undefined, undefined],
			['c1', undefined],
		]);
		expect(stops).toEqual([
			[900, 5_000, false],
			[900, 4_000, false],
		]);
		expect(scan).toMatchObject({
			complete: true,
			newestAtStart: 900,
			startedAt: 4_000,
			endedAt: 5_000,
			pagesRead: 2,
			resumed: false,
			failure: undefined,
		});
		const all = await scanList({ pages: [] }, reading(answers), whole);
		expect(all.rows.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
		expect(all).toMatchObject({ startedAt: 4_000, endedAt: 6_000, newestAtStart: 900 });
		expect(all.checkpoints(NONE)).toStrictEqual({
			pages: [page('a', 'c1', 800), page('c', 'c2', 700), page('d', '', 600)],
		});
	});

	it('does not stop at a page of rows that were never refreshed', async () => {
		const answers = { '': rows([row('n', null)], 'c1'), c1: rows([row('a', 5)]) };
		const order = { newestFirst: true, stopAt: () => 10 };
		const scan = await scanList({ pages: [] }, reading(answers), order);
		expect(scan.pagesRead).toBe(2);
		// The first page has no refresh: later scans begin at it, because the second one begins with a refresh.
		expect(scan.checkpoints(NONE)).toStrictEqual({ pages: [page('n', 'c1'), page('a', '', 5)] });
	});

	it('takes the newest refresh of an unsorted list from its first page only', async () => {
		const answers = { '': rows([row('a', 5)], 'c1'), c1: rows([row('b', 9)]) };
		expect((await scanList({ pages: [] }, reading(answers), whole)).newestAtStart).toBe(5);
		const sorted = { newestFirst: true, stopAt: () => 0 };
		expect((await scanList({ pages: [] }, reading(answers), sorted)).newestAtStart).toBe(9);
	});

	it('reads again what is deferred, and asks with the ETag for what is not', async () => {
		const answers = { '': rows([row('a', 5)], 'c1'), c1: rows([row('b', 9)]) };
		const scan = await scanList({ pages: [] }, reading(answers), whole);
		const checkpoints = scan.checkpoints(new Set(['a']));
		expect(checkpoints.pages).toEqual([page('', 'c1', 5), page('b', '', 9)]);
		const asked: unknown[] = [];
		const unchanged = { '': answers[''], c1: { kind: 'unchanged' as const } };
		const next = await scanList(checkpoints, reading(unchanged, asked), whole);
		expect(asked).toEqual([
			[undefined, undefined],
			['c1', 'b'],
		]);
		expect(next.checkpoints(NONE).pages).toEqual([page('a', 'c1', 5), page('b', '', 9)]);
	});

	const resumed = { pages: [page('a', 'c1', 5), page('b', '', 9)], resumeAt: 1 };

	it('goes on where it was cut, and begins anew after 5xx there or an answer that makes no sense', async () => {
		const order = { newestFirst: true, stopAt: () => 0 };
		const failing = (cause?: 'server' | 'data' | 'other'): ReadPage =>
			reading({ c1: { kind: 'failed', cause, error: new Error('x') } });
		const cut = await scanList(resumed, failing('other'), order);
		expect(cut).toMatchObject({ complete: false, pagesRead: 0, resumed: true });
		expect(cut.checkpoints(NONE)).toStrictEqual(resumed);
		const server = await scanList(resumed, failing('server'), order);
		expect(server.checkpoints(NONE)).toEqual({ pages: resumed.pages });
		const data = await scanList(resumed, failing('data'), order);
		expect(data.checkpoints(NONE)).toStrictEqual({ pages: [] });
		const later = reading({
			'': rows([row('a', 5)], 'c1'),
			c1: { kind: 'failed', cause: 'server' },
		});
		const second = await scanList({ pages: [] }, later, order);
		expect(second.checkpoints(NONE)).toStrictEqual({ pages: [page('a', 'c1', 5)], resumeAt: 1 });
	});

	it('begins at the beginning when the server has forgotten the cursor, and fails when it refuses its own', async () => {
		const forgotten = reading({
			c1: { kind: 'cursorRefused' },
			'': rows([row('a', 5)]),
		});
		expect(await scanList(resumed, forgotten, whole)).toMatchObject({
			complete: true,
			resumed: false,
			pagesRead: 1,
		});
		const refusing: ReadPage = async () => ({ kind: 'cursorRefused' });
		const refused = await scanList(resumed, refusing, whole);
		expect(refused).toMatchObject({ complete: false, failure: { kind: 'failed', cause: 'data' } });
		expect(refused.failure?.error?.message).toBe('the list does not accept its own cursor');
	});
});
