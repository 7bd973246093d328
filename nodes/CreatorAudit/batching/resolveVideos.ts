import type { IDataObject } from 'n8n-workflow';

import { parsePost } from '../input/names/posts';
import { isUuid } from '../input/ids';
import type { Item } from '../runner/types';
import { inputError } from '../transport/errors/nodeErrors';
import { findVideo } from './knownVideos';
import { resolveAll, type Subject } from './resolveAccounts';

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
 * The videos that are named by ID, address, shortcode or the platform's ID. Must be called before anything is awaited.
 * @param texts as readIds gives them
 * @returns without an id those that are not tracked
 */
export async function resolveVideos(item: Item, texts: string[]): Promise<Subject[]> {
	return await resolveAll(item, texts, async (given) => {
		const post = isUuid(given) ? undefined : parsePost(given);
		if (!post) return { id: given, given };
		const video = await findVideo(item, post);
		return { given, ...(video && { id: String(video.id) }) };
	});
}
