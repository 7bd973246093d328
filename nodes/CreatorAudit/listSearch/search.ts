import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { LONGEST_QUERY } from '../operations/search/search';
import { readSections } from '../operations/search/searchSections';
import { systemClock } from '../transport/clock';
import { parsePage } from '../transport/pagination/page';
import { fittingRows } from '../transport/pagination/paginate';
import { send } from '../transport/send';
import type { ApiRequest, SendOptions } from '../transport/types';

/** Entries that one look into a list loads; the editor asks for more when the user scrolls. */
const PAGE_SIZE = 50;
/** The most that GET /search gives for a section (contract/NOTES.md#search). */
const SEARCH_LIMIT = 25;

/** Somebody sits before the editor: rather an error than minutes of waiting. Times in ms. */
const PATIENCE: SendOptions = {
	source: 'list',
	maxAttempts: 3,
	maxWaitMs: 10_000,
	http: { timeout: 6_000 },
};
/** For all tries together. */
const LONGEST_MS = 20_000;

const patience = (): SendOptions => ({ ...PATIENCE, deadlineMs: systemClock.now() + LONGEST_MS });

/** Makes an entry of a row. */
type Entry = (row: IDataObject) => INodeListSearchItems;

/** One page of a list of the API. */
export async function listPage(
	context: ILoadOptionsFunctions,
	path: string,
	query: ApiRequest['query'],
	cursor: string | undefined,
	entry: Entry,
): Promise<INodeListSearchResult> {
	const request: ApiRequest = {
		method: 'GET',
		path,
		query: { ...query, limit: PAGE_SIZE, cursor },
		expects: 'list',
	};
	const page = parsePage(await send(context, request, patience()), cursor);
	return {
		results: fittingRows(context, query, page, !page.hasNext, PATIENCE).map(entry),
		paginationToken: page.hasNext ? page.nextCursor : undefined,
	};
}

/** The matches of one section of GET /search, for lists whose endpoint has no filter by text. */
export async function searchSection(
	context: ILoadOptionsFunctions,
	section: 'creators' | 'videos',
	text: string,
	entry: Entry,
): Promise<INodeListSearchResult> {
	const query = { q: text.slice(0, LONGEST_QUERY), limit: SEARCH_LIMIT };
	const { body } = await send(context, { method: 'GET', path: '/search', query }, patience());
	return { results: readSections(context, body, query.q)[section].map(entry) };
}
