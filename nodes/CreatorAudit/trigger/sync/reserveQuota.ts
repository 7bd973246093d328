import type { IDataObject } from 'n8n-workflow';

import { LARGEST_BATCH } from '../../batching/batchRequest';
import type { RateLimiter } from '../../transport/rateLimit/rateLimiter';
import { LARGEST_PAGE } from '../../transport/pagination/paginate';
import { advance, type ChangeOptions, type Watch } from './detectChanges';
import type { ReadPage } from './scan';

/** Counts the news in a page's rows; what two pages show counts twice. */
function newsCounter(watch: Watch, options: ChangeOptions): (rows: IDataObject[]) => number {
	const seen = new Map(Object.entries(watch.seen));
	return (rows) => {
		// A list may remember many thousands, of which a page needs its own.
		const own = Object.fromEntries(rows.map(({ id }) => [String(id), seen.get(String(id)) ?? 0]));
		return advance({ ...watch, seen: own }, { rows, complete: false }, options).events.length;
	};
}

/**
 * Reads pages only as long as the quota leaves room for the metrics of what they bring. Otherwise pages that need the whole quota of a window
 * would be read in each poll, and nothing of them could ever be told.
 *
 * Where a new window begins in time, it is waited for. The first page is read in any case, or a poll might get nowhere.
 * @param limiter of the key
 * @param deadlineMs moment of the limiter's clock after which no page is begun
 */
export function leaveRoomForMetrics(
	readPage: ReadPage,
	limiter: Pick<RateLimiter, 'left'>,
	deadlineMs: number,
	watch: Watch,
	options: ChangeOptions,
): ReadPage {
	const newsIn = newsCounter(watch, { ...options, limit: Infinity });
	const underWay = new Set<Promise<unknown>>();
	let begun = false;
	let news = 0;

	/** Whether one more page, with those under way, leaves room for the metrics of all that they may bring. */
	function isRoomy(): boolean {
		const asked = underWay.size + 1;
		const forMetrics = Math.ceil(
			Math.min(news + asked * LARGEST_PAGE, options.limit) / LARGEST_BATCH,
		);
		return limiter.left !== undefined && limiter.left.requests - asked >= forMetrics;
	}

	return async (cursor, etag) => {
		while (begun && !isRoomy()) {
			if (underWay.size === 0) {
				if (limiter.left !== undefined && limiter.left.endsAtMs > deadlineMs)
					return { kind: 'failed' };
				break;
			}
			// What is left, and what for, is certain only without pages under way.
			await Promise.race(underWay);
		}
		begun = true;
		const answer = readPage(cursor, etag);
		underWay.add(answer);
		try {
			const page = await answer;
			if (page.kind === 'rows') news += newsIn(page.rows);
			return page;
		} finally {
			underWay.delete(answer);
		}
	};
}
