import { sleep, type IDataObject } from 'n8n-workflow';

import { isFailure } from '../../transport/errors/failure';
import type { Page } from '../../transport/pagination/page';
import { readPages } from '../../transport/pagination/paginate';
import type { trySend } from '../../transport/send';
import { allItemsStarted } from '../../runner/startBarrier';
import type { Item } from '../../runner/types';
import { runScoped } from '../../runner/runScope';
import { rowsOf } from '../../output/rows';

/** A reading of the list of videos, which all items of a run share. */
interface Walk {
	pages: AsyncGenerator<Page, void, undefined>;
	/** The page that is being read. */
	reading?: Promise<void>;
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
	private first: Walk | undefined;
	private second: Walk | undefined;

	constructor(private readonly platform: string) {}

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
	 * The video that a create ran into.
	 * @param name its shortcode or the platform's own id
	 * @returns a row of the caller's own; undefined when the list does not show the video
	 * @throws NodeApiError when a page cannot be read
	 */
	async find(item: Item, name: string): Promise<IDataObject | undefined> {
		const begins = this.first === undefined;
		const walk = (this.first ??= this.begin(item));
		let row = await this.search(walk, name);
		if (!row && !begins) {
			// The walk may have passed the place where the video is before it was tracked, by this run or by somebody else.
			this.allMade ??= this.untilAllAreMade(item);
			await this.allMade;
			row = await this.search((this.second ??= this.begin(item)), name);
		}
		return row && structuredClone(row);
	}

	private begin({ context, send }: Item): Walk {
		const request = { method: 'GET' as const, path: '/videos', query: { platform: this.platform } };
		return { pages: readPages(context, request, send), ended: false };
	}

	private async search(walk: Walk, name: string): Promise<IDataObject | undefined> {
		while (!this.rows.has(name) && !walk.ended) await (walk.reading ??= this.readOn(walk));
		return this.rows.get(name);
	}

	private async readOn(walk: Walk): Promise<void> {
		let hasFailed = true;
		try {
			const { value } = await walk.pages.next();
			hasFailed = false;
			if (value) this.add(value.rows);
			else walk.ended = true;
		} finally {
			walk.reading = undefined;
			// Those who wait for it fail; whoever comes later begins anew.
			if (hasFailed && this.first === walk) this.first = undefined;
			if (hasFailed && this.second === walk) this.second = undefined;
		}
	}

	/** Waits until the run has nothing more to create, so that one more walk shows all of it. */
	private async untilAllAreMade(item: Item): Promise<void> {
		await allItemsStarted(item);
		for (await sleep(0); this.creating.size > 0; await sleep(0)) await Promise.all(this.creating);
	}

	private add(rows: IDataObject[]): void {
		for (const row of rows) {
			for (const name of [row.shortcode, row.external_id])
				if (name !== undefined && name !== null) this.rows.set(String(name), row);
		}
	}
}

const byPlatform = runScoped(() => new Map<string, KnownVideos>());

/** What the item's run knows of the videos on a platform. */
export function knownVideos({ context }: Item, platform: unknown): KnownVideos {
	const known = byPlatform(context);
	const name = String(platform);
	const videos = known.get(name) ?? new KnownVideos(name);
	known.set(name, videos);
	return videos;
}
