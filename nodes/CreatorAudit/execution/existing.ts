import type { IDataObject } from 'n8n-workflow';

import { readPages } from '../transport/pages';
import { findAccounts } from './accountLookup';
import type { Handle } from './handles';
import type { Item } from './item';

/** The part of a post's address that names it, or the text itself. */
function postKey(identifier: string): string {
	const inAddress = /\/(?:p|reels?|tv|video|v)\/([\w-]+)/i.exec(identifier);
	return inAddress ? inAddress[1] : identifier.trim();
}

/**
 * The record that a create ran into (409).
 * @param path the create's path
 * @param body the create's body
 * @returns undefined when it is not found, or for creators, whose names need not be unique
 */
export async function findExisting(item: Item, path: string, body: IDataObject): Promise<IDataObject | undefined> {
	if (path === '/accounts') {
		const [account] = await findAccounts(item.context, body as unknown as Handle, item.send);
		return account;
	}
	if (path !== '/videos') return undefined;
	const key = postKey(String(body.identifier));
	const request = { method: 'GET' as const, path: '/videos', query: { platform: String(body.platform) } };
	for await (const { rows } of readPages(item.context, request, item.send)) {
		const video = rows.find((row) => row.shortcode === key || row.external_id === key);
		if (video) return video;
	}
	return undefined;
}
