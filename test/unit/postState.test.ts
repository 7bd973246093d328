import type { IDataObject } from 'n8n-workflow';

import {
	afterEdit,
	beginPosts,
	MOST_POSTS,
	newsAfter,
	PostLog,
	type PostState,
} from '../../nodes/CreatorAudit/trigger/posts/postState';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 10, 24, 12);
const written = (time: number) => new Date(time).toISOString();
const account: IDataObject = {
	id: 'a',
	platform: 'tiktok',
	first_scrape_time: written(NOON - 90 * DAY_MS),
	total_post_count: 1,
};
const postsAt = (times: number[], from = 1): IDataObject[] =>
	times.map((time, n) => ({ id: from + n, create_time: written(time) }));
const sync = (watermark: number) => ({ watermark, processedIds: {}, newest: watermark });
const countOf = ({ emitted }: PostState) => Object.values(emitted).join('').length / 6;

describe('What the trigger remembers of posts', () => {
	it('forgets posts that are too old to be emitted, and never emits one again', () => {
		const begun = beginPosts(NOON, DAY_MS, false);
		const log = new PostLog(begun);
		const rows = postsAt([NOON + HOUR_MS, NOON + 2 * HOUR_MS]);
		const all = { after: NOON, limit: Infinity };
		expect(log.take(account, rows, all).events.map(({ id }) => id)).toEqual(['1', '2']);
		expect(log.take(account, rows, all).events).toEqual([]);
		const later = log.after(sync(NOON + DAY_MS), DAY_MS);
		expect(countOf(later)).toBe(2);
		const last = new PostLog(later).after(sync(NOON + 2 * DAY_MS), DAY_MS);
		expect([countOf(last), last.floor]).toEqual([0, NOON + DAY_MS]);
		// A higher Maximum Age does not bring back what it has forgotten.
		const raised = new PostLog(last).after(sync(NOON + 2 * DAY_MS), 30 * DAY_MS);
		expect(newsAfter(raised, account, 30 * DAY_MS)).toBe(NOON + DAY_MS);
	});

	it('forgets the oldest hours when there are too many, and emits no post of them later', () => {
		const log = new PostLog(beginPosts(NOON, 7 * DAY_MS, false));
		const old = postsAt(Array.from({ length: 10 }, () => NOON + HOUR_MS / 2));
		const many = postsAt(
			Array.from({ length: MOST_POSTS }, () => NOON + 2 * HOUR_MS),
			100,
		);
		for (const rows of [old, many]) log.take(account, rows, { after: NOON, limit: Infinity });
		const state = log.after(sync(NOON), 7 * DAY_MS);
		expect(countOf(state)).toBe(MOST_POSTS);
		expect(newsAfter(state, account, 7 * DAY_MS)).toBe(NOON + HOUR_MS - 1);
	});

	it('knows by its numbers whether an account can have a new post', () => {
		const log = new PostLog(beginPosts(NOON, DAY_MS, false));
		expect(log.isRead(account)).toBe(false);
		log.noteRead(account, postsAt([NOON]));
		expect(log.isRead({ ...account, follower_count: 7 })).toBe(true);
		expect(log.isRead({ ...account, view_count: 7 })).toBe(false);
		expect(log.isRead({ ...account, total_post_count: 2 })).toBe(false);
		// A post without a time waits, and an account without numbers says nothing.
		const other = { ...account, id: 'b' };
		log.noteRead(other, [{ id: 1, create_time: null }]);
		log.noteRead({ id: 'c' }, []);
		expect([log.isRead(other), log.isRead({ id: 'c' })]).toEqual([false, false]);
	});

	it('begins for an account with the edit that added it, and with its first refresh when it is new', () => {
		const tiktok = { filters: { platform: 'tiktok' }, types: [] };
		let posts = afterEdit(beginPosts(NOON, 7 * DAY_MS, false), tiktok, NOON + HOUR_MS);
		expect(newsAfter(posts, account, DAY_MS)).toBe(NOON);
		expect(newsAfter(posts, { ...account, platform: 'instagram' }, DAY_MS)).toBe(NOON + HOUR_MS);
		const first = NOON + 3 * HOUR_MS;
		const fresh = { ...account, first_scrape_time: written(first) };
		expect(newsAfter(posts, fresh, DAY_MS)).toBe(first - DAY_MS);
		for (let edits = 0; edits < 10; edits++) posts = afterEdit(posts, tiktok, NOON + 9 * HOUR_MS);
		expect(posts.before).toHaveLength(5);
	});
});
