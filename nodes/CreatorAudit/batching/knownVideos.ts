import { sleep, type IDataObject } from 'n8n-workflow';

import { isFailure } from '../transport/errors/failure';
import type { Page } from '../transport/pagination/page';
import { readPages } from '../transport/pagination/paginate';
import type { trySend } from '../transport/send';
import { allItemsStarted } from '../runner/startBarrier';
import type { Item } from '../runner/types';
import { runScoped } from '../runner/runScope';
import { parsePost, type Post } from '../input/names/posts';
import { rowsOf } from '../output/rows';

/** A reading of the list of videos, which all items of a run share. */
interface ListReading {
	pages: AsyncGenerator<Page, void, undefined>;
	/** The page that is being read. */
	page?: Promise<void>;
	ended: boolean;
}

/**
 * The videos on one platform that a run has seen. The API cannot be asked for a video by its address (contract/NOTES.md#lists), so
 * the list is read: once for all items, only as far as they need, and once more for those that it does not show.
 */
class KnownVideos {
	/** Rows by shortcode and by the platform's own id. */
	private readonly rows = new Map<string, IDataObject>();
	private readonly creating = new Set<Promise<unknown>>();
	private allMade: Promise<void> | undefined;
	private first: ListReading | undefined;
	private second: ListReading | undefined;

	constructor(private readonly platform: string | undefined) {}

	/** Takes note of a create that is under way, and of what comes of it. */
	note(outcome: ReturnType<typeof trySend>): void {
		const noted = outcome
			.then((settled) => {
				if (!isFailure(settled)) this.add(rowsOf(settled.body));
			})
			.catch(() => undefined)
			.finally(() => this.creating.delete(noted));
		this.creating.add(noted);
	}

	/**
	 * A video of the list.
	 * @param name its shortcode or the platform's own id
	 * @param mayBeNew whether it may have been tracked after the reading has begun, as what a create runs into
	 * @returns a row of the caller's own; undefined when the list does not show the video
	 * @throws NodeApiError when a page cannot be read
	 */
	async find(item: Item, name: string, mayBeNew = true): Promise<IDataObject | undefined> {
		const begins = this.first === undefined;
		const reading = (this.first ??= this.begin(item));
		let row = await this.search(reading, name);
		if (!row && !begins && mayBeNew) {
			// The reading may have passed the place where the video is before it was tracked, by this run or by somebody else.
			this.allMade ??= this.untilAllAreMade(item);
			await this.allMade;
			row = await this.search((this.second ??= this.begin(item)), name);
		}
		return row && structuredClone(row);
	}

	private begin({ context, send }: Item): ListReading {
		const request = { method: 'GET' as const, path: '/videos', query: { platform: this.platform } };
		return { pages: readPages(context, request, send), ended: false };
	}

	private async search(reading: ListReading, name: string): Promise<IDataObject | undefined> {
		while (!this.rows.has(name) && !reading.ended) await (reading.page ??= this.readOn(reading));
		return this.rows.get(name);
	}

	private async readOn(reading: ListReading): Promise<void> {
		let hasFailed = true;
		try {
			const { value } = await reading.pages.next();
			hasFailed = false;
			if (value) this.add(value.rows);
			else reading.ended = true;
		} finally {
			reading.page = undefined;
			// Those who wait for it fail; whoever comes later begins anew.
			if (hasFailed && this.first === reading) this.first = undefined;
			if (hasFailed && this.second === reading) this.second = undefined;
		}
	}

	/** Waits until the run has nothing more to create, so that one more reading shows all of it. */
	private async untilAllAreMade(item: Item): Promise<void> {
		await allItemsStarted(item);
		for (await sleep(0); this.creating.size > 0; await sleep(0)) await Promise.all(this.creating);
	}

	private add(rows: IDataObject[]): void {
		for (const row of rows) {
			for (const name of [row.shortcode, row.external_id]) {
				const post = parsePost(String(name ?? ''));
				if (post) this.rows.set(post.name, row);
			}
		}
	}
}

const byPlatform = runScoped(() => new Map<string, KnownVideos>());

/**
 * What the item's run knows of the videos on a platform.
 * @param platform undefined for those on both
 */
export function knownVideos({ context }: Item, platform: string | undefined): KnownVideos {
	const known = byPlatform(context);
	const name = platform ?? '';
	const videos = known.get(name) ?? new KnownVideos(platform);
	known.set(name, videos);
	return videos;
}

/** The platforms of the posts that a run's items name. */
const namedPlatforms = runScoped(() => new Set<string | undefined>());

/**
 * The tracked video that a post is. All items of a run share one reading of the list, of one platform where none names the other.
 * Must be called before anything is awaited.
 * @returns undefined when it is not tracked
 * @throws NodeApiError when a page cannot be read
 */
export async function findVideo(item: Item, post: Post): Promise<IDataObject | undefined> {
	const named = namedPlatforms(item.context).add(post.platform);
	await allItemsStarted(item);
	await sleep(0);
	return await knownVideos(item, named.size === 1 ? post.platform : undefined).find(
		item,
		post.name,
		false,
	);
}
