import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { parseHandle } from '../input/names/handles';
import { accountLabel, profileUrl, videoLabel } from './labels';
import { listPage, searchSection } from './search';

/** Accounts by username, a pasted @ or profile address included. */
export async function searchAccounts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim() || undefined;
	const handle = text === undefined ? undefined : parseHandle(text);
	const query = {
		q: handle?.username ?? text,
		platform: handle?.platform,
		order_by: 'username',
		order_direction: 'asc',
	};
	return await listPage(this, '/accounts', query, paginationToken, (row) => ({
		name: accountLabel(row),
		value: String(row.id),
		url: profileUrl(row),
	}));
}

/** Creators by name. */
export async function searchCreators(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim();
	const entry = (row: { name?: unknown; id?: unknown }) => ({
		name: String(row.name),
		value: String(row.id),
	});
	if (text) return await searchSection(this, 'creators', text, entry);
	return await listPage(
		this,
		'/creators',
		{ order_by: 'name', order_direction: 'asc' },
		paginationToken,
		entry,
	);
}

/** Videos by caption or account. */
export async function searchVideos(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim();
	const entry = (row: Parameters<typeof videoLabel>[0]) => ({
		name: videoLabel(row),
		value: String(row.id),
	});
	if (text) return await searchSection(this, 'videos', text, entry);
	return await listPage(
		this,
		'/videos',
		{ order_by: 'added_at', order_direction: 'desc' },
		paginationToken,
		entry,
	);
}
