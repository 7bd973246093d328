/** Cursor pages (contract/NOTES.md#pagination): opaque cursors, bound to one operation, its filters and its sort. */
import { hash } from 'node:crypto';
import { invalid } from './problem.mts';

export interface PageRequest {
	/** URL as requested, for the Link header. */
	url: URL;
	limit: number;
	cursor: string | null;
	includeTotal: boolean;
	/** Active filters and sort: echoed in the response, and bound to the cursor. */
	filters: Record<string, string | boolean>;
}

export interface Page<T> {
	body: {
		data: T[];
		pagination: {
			next_cursor: string | null;
			has_next: boolean;
			limit: number;
			total_count?: number;
		};
		filters: Record<string, string | boolean>;
	};
	headers: { link: string };
}

/** Content of a cursor: a hash of the listing it belongs to, and the position in it. */
type CursorContent<P> = [binding: string, position: P];

function bindingOf(page: PageRequest): string {
	return hash('sha1', JSON.stringify([page.url.pathname, page.filters]), 'base64url').slice(0, 8);
}

/**
 * The position in the cursor of a page; undefined for the first page.
 * @throws ApiProblem 422 for an invalid cursor, or one of another listing
 */
export function positionOf<P>(page: PageRequest): P | undefined {
	if (page.cursor === null) return undefined;
	let content: unknown;
	try {
		content = JSON.parse(Buffer.from(page.cursor, 'base64url').toString('utf8'));
	} catch {
		throw invalid('cursor', 'is not a cursor of this API');
	}
	if (!Array.isArray(content) || content.length !== 2)
		throw invalid('cursor', 'is not a cursor of this API');
	const [binding, position] = content as CursorContent<P>;
	if (binding !== bindingOf(page))
		throw invalid('cursor', 'belongs to a request with other filters or another sort');
	return position;
}

/** A list of which a page is made. */
interface Listing<R, T, P> {
	/** Matching rows from the page's position on; read lazily. */
	rows: Iterable<R>;
	/** Position of the next page when this row is the last one of a page. */
	positionOf: (row: R) => P;
	/** A row as the API shows it. */
	view: (row: R) => T;
	/** Counts all matching rows. */
	total: () => number;
}

/** One page of a listing. */
export function pageOf<R, T, P>(page: PageRequest, listing: Listing<R, T, P>): Page<T> {
	const data: T[] = [];
	let last: R | undefined;
	let more = false;
	for (const row of listing.rows) {
		if (data.length === page.limit) {
			more = true;
			break;
		}
		data.push(listing.view(row));
		last = row;
	}
	const content: CursorContent<P> | null = more
		? [bindingOf(page), listing.positionOf(last as R)]
		: null;
	const next = content === null ? null : Buffer.from(JSON.stringify(content)).toString('base64url');
	return {
		body: {
			data,
			pagination: {
				next_cursor: next,
				has_next: more,
				limit: page.limit,
				...(page.includeTotal ? { total_count: listing.total() } : {}),
			},
			filters: page.filters,
		},
		headers: { link: linkOf(page.url, next) },
	};
}

/** Link header (RFC 8288), absolute URLs: rel=first always, rel=next while pages remain. */
function linkOf(url: URL, next: string | null): string {
	const first = new URL(url);
	first.searchParams.delete('cursor');
	const links = [`<${first.href}>; rel="first"`];
	if (next !== null) {
		first.searchParams.set('cursor', next);
		links.push(`<${first.href}>; rel="next"`);
	}
	return links.join(', ');
}
