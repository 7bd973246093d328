import { LARGEST_BATCH } from '../../batching/batchRequest';
import { LARGEST_PAGE } from '../../transport/pagination/paginate';
import type { RateLimiter } from '../../transport/rateLimit/rateLimiter';
import { refreshedAt, type SyncState } from './detectChanges';
import type { ReadPage } from './scan';

/**
 * Reads pages only as long as the quota leaves room for the metrics of what they bring. Otherwise pages that need the whole quota of a window
 * would be read in each poll, and nothing of them could ever be emitted.
 *
 * The next window is waited for where it begins in time. The first page is read in any case, or a poll might get nowhere.
 * @param limiter of the key
 * @param deadlineMs moment of the limiter's clock after which no page is begun
 * @param limit most events of a poll
 */
export function reserveQuotaForMetrics(
	readPage: ReadPage,
	limiter: Pick<RateLimiter, 'left'>,
	{ deadlineMs, limit, sync }: { deadlineMs: number; limit: number; sync: SyncState },
): ReadPage {
	const after = sync.initialSync ? (sync.initialCutoff ?? Infinity) : sync.watermark;
	let isFirst = true;
	/** Rows that may be news. */
	let events = 0;
	return async (cursor, etag) => {
		const { left } = limiter;
		const batches = Math.ceil(Math.min(events + LARGEST_PAGE, limit) / LARGEST_BATCH);
		if (!isFirst && left && left.requests <= batches && left.endsAtMs > deadlineMs)
			return { kind: 'failed' };
		isFirst = false;
		const page = await readPage(cursor, etag);
		if (page.kind === 'rows')
			events += page.rows.filter((row) => (refreshedAt(row) ?? 0) > after).length;
		return page;
	};
}
