import type { IDataObject } from 'n8n-workflow';

import { send } from '../transport/send';
import type { ApiContext, ApiRequest, SendOptions } from '../transport/types';

/** The largest batch (contract/NOTES.md#batch-sizes; used for account videos too, for which no number is published). */
export const LARGEST_BATCH = 200;

/** Where a kind of id goes: the endpoint, and the field of its body. */
interface BatchKind {
	path: string;
	field: string;
	/** Ids that the API wants as numbers. */
	numeric?: boolean;
}

const BATCH_KINDS = {
	account: { path: '/accounts/metrics', field: 'account_ids' },
	video: { path: '/videos/metrics', field: 'video_ids' },
	instagramPost: { path: '/account-videos/metrics', field: 'instagram_post_ids', numeric: true },
	tiktokVideo: { path: '/account-videos/metrics', field: 'tiktok_video_ids', numeric: true },
	videoDeltas: { path: '/videos/deltas', field: 'video_ids' },
} as const satisfies Record<string, BatchKind>;

export type BatchName = keyof typeof BATCH_KINDS;

/** One id's part of a batch answer. */
export interface BatchEntry {
	/** Totals, or deltas by window; undefined for an id that the API does not know. */
	values: IDataObject | undefined;
	/** The answer's meta: the period and the days it covers. */
	meta: IDataObject;
}

/** Anything but an object says nothing of the id, as if it were left out. */
function asValues(entry: unknown): IDataObject | undefined {
	return entry !== null && typeof entry === 'object' && !Array.isArray(entry)
		? (entry as IDataObject)
		: undefined;
}

async function sendChunk(
	context: ApiContext,
	{ path, field, numeric }: BatchKind,
	ids: string[],
	body: IDataObject,
	options: SendOptions,
): Promise<{ data: IDataObject; meta: IDataObject }> {
	const request: ApiRequest = {
		method: 'POST',
		path,
		body: { ...body, [field]: numeric ? ids.map(Number) : ids },
		readOnly: true,
	};
	const answer = (await send(context, request, options)).body as
		| { data?: IDataObject; meta?: IDataObject }
		| undefined;
	return { data: answer?.data ?? {}, meta: answer?.meta ?? {} };
}

/**
 * Asks for many ids in as few calls as the API allows.
 * @param ids without duplicates
 * @param body the window: period and dates, or the list of windows
 * @returns a promise for each id at once, so that a failed call costs only the ids in it
 */
export function startBatches(
	context: ApiContext,
	name: BatchName,
	ids: Iterable<string>,
	body: IDataObject,
	options: SendOptions,
): Map<string, Promise<BatchEntry>> {
	const all = [...ids];
	const entries = new Map<string, Promise<BatchEntry>>();
	for (let start = 0; start < all.length; start += LARGEST_BATCH) {
		const chunk = all.slice(start, start + LARGEST_BATCH);
		const answer = sendChunk(context, BATCH_KINDS[name], chunk, body, options);
		for (const id of chunk) {
			const entry = answer.then(({ data, meta }) => ({
				values: Object.hasOwn(data, id) ? asValues(data[id]) : undefined,
				meta,
			}));
			// Somebody awaits each entry, but perhaps not before another one has failed.
			entry.catch(() => undefined);
			entries.set(id, entry);
		}
	}
	return entries;
}
