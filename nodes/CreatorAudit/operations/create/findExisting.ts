import type { IDataObject } from 'n8n-workflow';

import { findAccounts } from '../../batching/accountLookup';
import type { Handle } from '../../input/handles';
import type { Item } from '../../runner/types';
import { knownVideos } from './knownVideos';

/** The part of a post's address that names it, or the text itself. */
function postKey(identifier: string): string {
	const [path] = identifier.split(/[?#]/);
	// The last part of this kind: somebody may be called "v".
	const inAddress = /^.*\/(?:p|reels?|tv|video|photo|v)\/([\w-]+)/i.exec(path);
	return inAddress ? inAddress[1] : identifier.trim();
}

/**
 * The record that a create ran into (409).
 * @param path the create's path
 * @param body the create's body
 * @returns undefined when it is not found, or for creators, whose names need not be unique
 */
export async function findExisting(
	item: Item,
	path: string,
	body: IDataObject,
): Promise<IDataObject | undefined> {
	if (path === '/accounts') {
		const [account] = await findAccounts(item.context, body as unknown as Handle, item.send);
		return account;
	}
	if (path !== '/videos') return undefined;
	return await knownVideos(item, body.platform).find(item, postKey(String(body.identifier)));
}
