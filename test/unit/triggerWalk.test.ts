import type { PageMemo, Trail } from '../../nodes/CreatorAudit/trigger/sync/pageCheckpoints';
import { walkList, type PageAnswer } from '../../nodes/CreatorAudit/trigger/sync/scan';
import { RefreshedList } from '../support/refreshedList';

const NOON = Date.UTC(2026, 10, 24, 12);
const row = (id: string, time: number | null) => ({
	id,
	last_scrape_time: time === null ? null : new Date(time).toISOString(),
});

describe('A walk that begins behind rows that were never refreshed', () => {
	const page = (rows: Array<ReturnType<typeof row>>, next?: string): PageAnswer => ({
		kind: 'rows',
		rows,
		next,
		etag: next ?? 'end',
	});
	const order = { newestFirst: true, stopAt: () => 0 };
	const never = [row('n', null)];

	it('begins at the beginning when its page has none of them any more', async () => {
		const asked: Array<string | undefined> = [];
		const answers: Record<string, PageAnswer> = {
			'': page(never, 'c1'),
			c1: page([row('a', NOON)]),
		};
		const trail = { pages: [['x', '', NOON]] as PageMemo[], from: 'c1' };
		const walked = await walkList(
			trail,
			async (cursor) => (asked.push(cursor), answers[cursor ?? '']),
			order,
		);
		expect(asked).toEqual(['c1', undefined, 'c1']);
		expect(walked).toMatchObject({ complete: true, resumed: false });
	});

	it('begins at the beginning when it met nothing else: the server may have put them last', async () => {
		const answers: Record<string, PageAnswer> = {
			'': page([row('a', NOON)], 'c1'),
			c1: page(never),
		};
		const walked = await walkList(
			{ pages: [['x', '', NOON]], from: 'c1' },
			async (cursor) => answers[cursor ?? ''],
			order,
		);
		expect(walked.rows.map(({ id }) => id)).toEqual(['a', 'n']);
		expect(walked.trail(new Set())).not.toHaveProperty('from');
	});

	it('is not fooled by pages that lead in a circle', async () => {
		const walked = await walkList(
			{ pages: [] },
			async (cursor) => page([row(cursor ?? 'first', NOON)], cursor === 'c1' ? 'c2' : 'c1'),
			order,
		);
		expect(walked.error?.message).toContain('read already');
		expect(walked.complete).toBe(false);
		expect(walked.trail(new Set())).toEqual({ pages: [] });
	});
});

describe('A walk that has to stop', () => {
	const PAGES = 8;
	const HELD = new Set<string>();

	function listOf(): RefreshedList {
		const list = new RefreshedList({
			kind: 'video',
			nulls: 'last',
			pageSize: 1,
			paging: 'keyset',
			skewMs: 0,
			dates: true,
		});
		for (let n = 0; n < PAGES; n++) list.refresh(list.add('a'), 0);
		return list;
	}

	it('keeps what is known of the pages behind it, so that going on moves no body that has not changed', async () => {
		const list = listOf();
		const whole = { newestFirst: false, stopAt: () => 0 };
		const first = await walkList({ pages: [] }, list.readPage, whole);
		expect(list.bodies).toBe(PAGES);
		let asked = 0;
		list.beforePage = () => void (asked += 1);
		list.instead = () => (asked > 3 ? { kind: 'failed' } : undefined);
		const cut = await walkList(first.trail(HELD), list.readPage, whole);
		expect(cut).toMatchObject({ complete: false, read: 3 });
		expect(cut.trail(HELD)).toMatchObject({ at: 3 });
		expect(cut.trail(HELD).pages).toEqual(first.trail(HELD).pages);
		list.instead = () => undefined;
		const rest = await walkList(cut.trail(HELD), list.readPage, whole);
		expect(rest).toMatchObject({ complete: true, resumed: true, read: PAGES - 3, rows: [] });
		expect(list.bodies).toBe(PAGES);
	});

	it('forgets what is known behind it where the way has changed', async () => {
		const old: Trail = {
			pages: [
				['a', 'c1', NOON],
				['b', 'c2', NOON],
				['c', '', NOON],
			],
		};
		const answers: PageAnswer[] = [
			{ kind: 'rows', rows: [row('new', NOON)], etag: 'x', next: 'elsewhere' },
			{ kind: 'failed' },
		];
		const walked = await walkList(old, async () => answers.shift()!, {
			newestFirst: true,
			stopAt: () => 0,
		});
		expect(walked.trail(HELD)).toEqual({ pages: [['x', 'elsewhere', NOON]], at: 1 });
	});
});
