import type { IDataObject } from 'n8n-workflow';

import { parsePost } from '../input/names/posts';
import { isUuid } from '../input/ids';
import type { Item } from '../runner/types';
import { inputError } from '../transport/errors/nodeErrors';
import { findVideo } from './knownVideos';
import { pendingLookups } from './resolveAccounts';

/**
 * A tracked video. Must be called before anything is awaited, so that all items share one reading of the list.
 * @param shown name of the field in the editor
 * @param text its address, shortcode or ID on the platform
 * @throws NodeOperationError that names the field when it is not tracked
 */
export async function trackedVideo(item: Item, shown: string, text: string): Promise<IDataObject> {
	const video = await findVideo(item, parsePost(text)!);
	if (video) return video;
	throw inputError(item.context.getNode(), shown, `"${text.slice(0, 80)}" is not tracked.`, {
		itemIndex: item.index,
		description:
			'Track it first (Video → Track), or correct the address. Posts that belong to a tracked account are no videos of their own: see Account Video → Get Many.',
	});
}

/**
 * The ids of videos that are named by ID, address, shortcode or the platform's ID. Must be called before anything is awaited.
 * @param texts as readIds gives them
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the first that is not tracked
 */
export async function resolveVideos(item: Item, texts: string[], shown: string): Promise<string[]> {
	const pending = pendingLookups(item);
	const lookups = texts.map(async (text) =>
		isUuid(text) || parsePost(text) === undefined
			? text
			: String((await trackedVideo(item, shown, text)).id),
	);
	for (const lookup of lookups) {
		pending.lookups.add(lookup);
		// It is awaited below, but perhaps not before it has failed.
		lookup.catch(() => undefined);
	}
	const ids: string[] = [];
	for (const lookup of lookups) ids.push(await lookup);
	await pending.allDone;
	return [...new Set(ids)];
}
