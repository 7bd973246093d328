import type {
	PageCheckpoint,
	PageCheckpoints,
} from '../../nodes/CreatorAudit/trigger/sync/pageCheckpoints';
import { scanList, type PageResult } from '../../nodes/CreatorAudit/trigger/sync/scan';
import { RefreshedList } from '../support/refreshedList';

const NOON = Date.UTC(2026, 10, 24, 12);
const row = (id: string, time: number | null) => ({
	id,
	last_scrape_time: time === null ? null : new Date(time).toISOString(),
});

describe('A scan that begins behind rows that were never refreshed', () => {
	const page = (rows: Array<ReturnType<typeof row>>, next?: string): PageResult => ({
		kind: 'rows',
		rows,
		next,
		etag: next ?? 'end',
	});
	const order = { newestFirst: true, stopAt: () => 0 };
	const never = [row('n', null)];

	it('begins at the beginning when its page has none of them any more', async () => {
		const asked: Array<string | undefined> = [];
		const answers: Record<string, PageResult> = {
			'': page(never, 'c1'),
			c1: page([row('a', NOON)]),
		};
		const checkpoints = { pages: [['x', '', NOON]] as PageCheckpoint[], startCursor: 'c1' };
		const scan = await scanList(
			checkpoints,
			async (cursor) => (asked.push(cursor), answers[cursor ?? '']),
			order,
		);
		expect(asked).toEqual(['c1', undefined, 'c1']);
		expect(scan).toMatchObject({ complete: true, resumed: false });
	});

	it('begins at the beginning when it met nothing else: the server may have put them last', async () => {
		const answers: Record<string, PageResult> = {
			'': page([row('a', NOON)], 'c1'),
			c1: page(never),
		};
		const scan = await scanList(
			{ pages: [['x', '', NOON]], startCursor: 'c1' },
			async (cursor) => answers[cursor ?? ''],
			order,
		);
		expect(scan.rows.map(({ id }) => id)).toEqual(['a', 'n']);
		expect(scan.checkpoints(new Set())).not.toHaveProperty('startCursor');
	});
});

describe('A scan that stops early', () => {
	const PAGES = 8;
	const NONE = new Set<string>();

	function listOf(): RefreshedList {
		const list = new RefreshedList({
			resource: 'video',
			nulls: 'last',
			pageSize: 1,
			paging: 'keyset',
			skewMs: 0,
			dates: true,
		});
		for (let n = 0; n < PAGES; n++) list.refresh(list.add('a'), 0);
		return list;
	}

	it('keeps the ETags of the pages behind it, so that unchanged pages have no body when it goes on', async () => {
		const list = listOf();
		const whole = { newestFirst: false, stopAt: () => 0 };
		const first = await scanList({ pages: [] }, list.readPage, whole);
		expect(list.bodies).toBe(PAGES);
		let asked = 0;
		list.beforePage = () => void (asked += 1);
		list.instead = () => (asked > 3 ? { kind: 'failed' } : undefined);
		const cut = await scanList(first.checkpoints(NONE), list.readPage, whole);
		expect(cut).toMatchObject({ complete: false, pagesRead: 3 });
		expect(cut.checkpoints(NONE)).toMatchObject({ resumeAt: 3 });
		expect(cut.checkpoints(NONE).pages).toEqual(first.checkpoints(NONE).pages);
		list.instead = () => undefined;
		const rest = await scanList(cut.checkpoints(NONE), list.readPage, whole);
		expect(rest).toMatchObject({ complete: true, resumed: true, pagesRead: PAGES - 3, rows: [] });
		expect(list.bodies).toBe(PAGES);
	});

	it('forgets the pages behind it where the cursor has changed', async () => {
		const old: PageCheckpoints = {
			pages: [
				['a', 'c1', NOON],
				['b', 'c2', NOON],
				['c', '', NOON],
			],
		};
		const answers: PageResult[] = [
			{ kind: 'rows', rows: [row('new', NOON)], etag: 'x', next: 'elsewhere' },
			{ kind: 'failed' },
		];
		const scan = await scanList(old, async () => answers.shift()!, {
			newestFirst: true,
			stopAt: () => 0,
		});
		expect(scan.checkpoints(NONE)).toEqual({ pages: [['x', 'elsewhere', NOON]], resumeAt: 1 });
	});
});
