/**
 * What is remembered of a page: its ETag (empty when it has to be read again), the cursor of the page behind it (empty when there is
 * none), and the oldest refresh on it (0 when none was ever refreshed).
 */
export type PageMemo = [etag: string, next: string, oldest: number];

/** The pages of a list as they were last read. An unchanged page has no body, so the way on has to be remembered too. */
export interface Trail {
	pages: PageMemo[];
	/** Cursor of the first of these pages; absent = the list's beginning. */
	from?: string;
	/** How many of the pages belong to a walk that is not finished. */
	at?: number;
}

/** The pages that a walk which is not finished has behind it. */
export function pagesBehind({ pages, at = 0 }: Trail): PageMemo[] {
	return pages.slice(0, at);
}

/** The cursor that a walk goes on with; empty for the list's beginning. */
export function cursorAfter({ from = '' }: Trail, behind: PageMemo[]): string {
	return behind.length > 0 ? behind[behind.length - 1][1] : from;
}

/** Where in a trail each page stands, by the cursor that it is asked for with. */
export function placesOf({ pages, from = '' }: Trail): Map<string, number> {
	return new Map(pages.map((_, place) => [place === 0 ? from : pages[place - 1][1], place]));
}

/**
 * Whether a walk along these pages has seen no refresh, though it began behind the list's beginning: it may have begun behind all of them.
 * @param pages all that it went through
 */
export function isBlind({ from }: Trail, pages: PageMemo[]): boolean {
	return from !== undefined && pages.every(([, , oldest]) => oldest === 0);
}

/**
 * The trail of a walk that had to stop: what was read, and behind it what is known from before.
 * @param old trail that the walk followed
 * @param pages all that it went through
 */
export function trailSoFar(old: Trail, pages: PageMemo[]): Trail {
	const rest = placesOf(old).get(cursorAfter(old, pages));
	return {
		pages: rest === undefined ? pages : [...pages, ...old.pages.slice(rest)],
		...(old.from !== undefined && { from: old.from }),
		...(pages.length > 0 && { at: pages.length }),
	};
}

/**
 * The trail of a walk through a list that is sorted by refresh. Where rows that were never refreshed stand first, later walks begin at the
 * last page that begins with one: all rows before it are of the same kind. So they cost one page, however many they are.
 * @param old trail that the walk followed
 * @param pages all that it went through
 * @param beginsUnrefreshed whether the page at a place begins with such a row; undefined when nobody knows
 */
export function trailFromRefreshed(
	old: Trail,
	pages: PageMemo[],
	beginsUnrefreshed: (place: number) => boolean | undefined,
): Trail {
	const first = pages.findIndex(([, , oldest]) => oldest > 0);
	const start = first > 0 && beginsUnrefreshed(first) !== true ? first - 1 : Math.max(first, 0);
	const from = start === 0 ? old.from : pages[start - 1][1];
	return { pages: pages.slice(start), ...(from !== undefined && { from }) };
}
