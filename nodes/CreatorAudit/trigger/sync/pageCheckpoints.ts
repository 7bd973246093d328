/**
 * What is remembered of a page: its ETag (empty when it has to be read again), the cursor of the next page (empty when there is none), and
 * the oldest refresh on it in ms (0 when none of its rows was ever refreshed).
 */
export type PageCheckpoint = [etag: string, next: string, oldest: number];

/** The pages of a list as they were last read. An unchanged page comes without a body, so the next cursor has to be remembered too. */
export interface PageCheckpoints {
	pages: PageCheckpoint[];
	/** Cursor of the first of these pages; absent = the list's beginning. */
	startCursor?: string;
	/** How many of the pages an unfinished scan has read; absent = none. */
	resumeAt?: number;
}

/** The cursor that the page after these is asked for with; empty for the list's beginning. */
export function cursorAfter(
	{ startCursor = '' }: PageCheckpoints,
	pages: PageCheckpoint[],
	count = pages.length,
): string {
	return count > 0 ? pages[count - 1][1] : startCursor;
}

/** Where each page stands, by the cursor that it is asked for with. */
export function placesByCursor(checkpoints: PageCheckpoints): Map<string, number> {
	const { pages } = checkpoints;
	return new Map(pages.map((_, place) => [cursorAfter(checkpoints, pages, place), place]));
}

/** Whether a scan that began behind the list's beginning saw no refresh: it may have begun behind all of them. */
export function sawNoRefresh({ startCursor }: PageCheckpoints, pages: PageCheckpoint[]): boolean {
	return startCursor !== undefined && pages.every(([, , oldest]) => oldest === 0);
}

/**
 * The checkpoints after an unfinished scan: the pages that were read, then what an earlier scan knows of those after them.
 * @param old checkpoints that the scan began with
 * @param pages all that it has read
 */
export function resumable(old: PageCheckpoints, pages: PageCheckpoint[]): PageCheckpoints {
	const rest = placesByCursor(old).get(cursorAfter(old, pages));
	return {
		pages: rest === undefined ? pages : [...pages, ...old.pages.slice(rest)],
		...(old.startCursor !== undefined && { startCursor: old.startCursor }),
		...(pages.length > 0 && { resumeAt: pages.length }),
	};
}

/**
 * The checkpoints after a complete scan of a list that is sorted by refresh. Where rows that were never refreshed come first, later scans start
 * at the last page that begins with one, so all the others before it cost nothing.
 * @param beginsUnrefreshed whether the page at a place begins with such a row; undefined when it came without a body
 */
export function fromFirstRefresh(
	old: PageCheckpoints,
	pages: PageCheckpoint[],
	beginsUnrefreshed: (place: number) => boolean | undefined,
): PageCheckpoints {
	const first = pages.findIndex(([, , oldest]) => oldest > 0);
	const start = first > 0 && beginsUnrefreshed(first) !== true ? first - 1 : Math.max(first, 0);
	const startCursor = start === 0 ? old.startCursor : pages[start - 1][1];
	return { pages: pages.slice(start), ...(startCursor !== undefined && { startCursor }) };
}
