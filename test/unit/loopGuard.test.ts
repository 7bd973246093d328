import { LONGEST_TOKEN, LoopGuard } from '../../nodes/CreatorAudit/transport/pagination/loopGuard';
import type { Page } from '../../nodes/CreatorAudit/transport/pagination/page';

const page = (nextCursor?: string, rows = 1, etag = 'e'): Page => ({
	rows: Array.from({ length: rows }, () => ({})),
	response: { status: 200, headers: { etag }, body: { pagination: {} } },
	nextCursor,
	hasNext: nextCursor !== undefined,
});

describe('The loop guard', () => {
	it('ends pages that lead in a circle', () => {
		const guard = new LoopGuard();
		for (const cursor of [undefined, 'c1', 'c2']) expect(guard.enter(cursor)).toBeUndefined();
		expect(guard.enter('c1')?.message).toContain('came before');
		expect(new LoopGuard(['c0']).enter('c0')?.message).toContain('came before');
	});

	it('allows ten empty pages and refuses the next', () => {
		const guard = new LoopGuard();
		for (let n = 0; n < 9; n++) expect(guard.leave(page(`c${n}`, 0), 200)).toBeUndefined();
		expect(guard.leave(page('c9', 1), 200)).toBeUndefined();
		for (let n = 0; n < 9; n++) expect(guard.leave(page(`d${n}`, 0), 200)).toBeUndefined();
		expect(guard.leave(page('d9', 0), 200)?.message).toContain('empty page');
	});

	it('refuses a cursor or an ETag that is too long', () => {
		const long = 'x'.repeat(LONGEST_TOKEN + 1);
		expect(new LoopGuard().leave(page(long), 200)?.message).toContain('2000 characters');
		expect(new LoopGuard().leave(page('c', 1, long), 200)?.message).toContain('2000 characters');
		expect(new LoopGuard().leave(page(long.slice(1)), 200)).toBeUndefined();
	});
});
