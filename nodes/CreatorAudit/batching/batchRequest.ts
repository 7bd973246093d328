import type { IDataObject } from 'n8n-workflow';

import { isFailure, type ApiFailure } from '../transport/errors/failure';
import { toNodeApiError } from '../transport/errors/nodeErrors';
import { unexpectedAnswer } from '../transport/errors/unexpectedAnswer';
import { trySend } from '../transport/send';
import type { ApiContext, ApiRequest, SendOptions } from '../transport/types';
import { Division, type Asked } from './refusedIds';

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

/** Values of an id; what is no object counts as left out. */
function asValues(entry: unknown): IDataObject | undefined {
	return entry !== null && typeof entry === 'object' && !Array.isArray(entry)
		? (entry as IDataObject)
		: undefined;
}

/** The part of a batch answer that is the same for all ids, and theirs. */
interface BatchAnswer {
	data: IDataObject;
	meta: IDataObject;
}

/**
 * Whether an answer without values for an id means that the id is not tracked: it says so (contract/NOTES.md#batch-metrics). An answer that has
 * no such list, but entries that nobody asked for, has another form.
 * @param asked ids of the batch
 */
function isNotFound(id: string, { data, meta }: BatchAnswer, asked: string[]): boolean {
	const plain = (one: unknown) => String(one).toLowerCase();
	if (Array.isArray(meta.not_found)) return meta.not_found.map(plain).includes(plain(id));
	const known = new Set(asked.map(plain));
	return Object.keys(data).every((key) => known.has(plain(key)));
}

/** One question about many ids. */
interface BatchQuestion {
	context: ApiContext;
	kind: BatchKind;
	/** The window: period and dates, or the list of windows. */
	body: IDataObject;
	options: SendOptions;
}

async function sendChunk(
	{ context, kind: { path, field, numeric }, body, options }: BatchQuestion,
	ids: string[],
): Promise<Asked<BatchAnswer>> {
	const request: ApiRequest = {
		method: 'POST',
		path,
		body: { ...body, [field]: numeric ? ids.map(Number) : ids },
		readOnly: true,
	};
	const outcome = await trySend(context, request, options);
	if (!isFailure(outcome)) {
		const { data, meta } = (outcome.body ?? {}) as Partial<BatchAnswer>;
		return { data: data ?? {}, meta: meta ?? {} };
	}
	return ids.length === 1 ? { ...outcome, note: `Refused is the ID ${ids[0]}.` } : outcome;
}

/** Whether single ids may be the reason for a refusal: not when it names a field of the window, and not the ids. */
function mayBeIds({ status, problem }: ApiFailure, { kind, body }: BatchQuestion): boolean {
	if (status !== 422) return false;
	const names = (problem?.fields ?? []).map(({ field }) => field);
	const named = (wanted: string) => names.some((name) => name.includes(wanted));
	return named(kind.field) || !Object.keys(body).some(named);
}

/**
 * Asks for many ids in as few calls as the API allows. Ids that it refuses are parted from the others.
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
	const question: BatchQuestion = { context, kind: BATCH_KINDS[name], body, options };
	const division = new Division<BatchAnswer>(
		async (part) => await sendChunk(question, part),
		(outcome): outcome is ApiFailure => isFailure(outcome) && mayBeIds(outcome, question),
	);
	// One error for all ids of a failed call.
	const errors = new Map<ApiFailure, Error>();
	const errorOf = (failure: ApiFailure): Error => {
		const error =
			errors.get(failure) ?? toNodeApiError(context.getNode(), failure, options.itemIndex);
		errors.set(failure, error);
		return error;
	};
	const entries = new Map<string, Promise<BatchEntry>>();
	for (let start = 0; start < all.length; start += LARGEST_BATCH) {
		const chunk = all.slice(start, start + LARGEST_BATCH);
		const answer = division.load(chunk);
		for (const id of chunk) {
			const entry = answer.then((outcomes): BatchEntry => {
				const outcome = outcomes.get(id)!;
				if (isFailure(outcome)) throw errorOf(outcome);
				const { data, meta } = outcome;
				const values = Object.hasOwn(data, id) ? asValues(data[id]) : undefined;
				if (values === undefined && !isNotFound(id, outcome, chunk)) {
					const message = `CreatorAudit's answer says nothing of the ID "${id}"`;
					throw unexpectedAnswer(context, message, outcome, options.itemIndex);
				}
				return { values, meta };
			});
			// Prevents an unhandled rejection: an entry may fail before anybody awaits it.
			entry.catch(() => undefined);
			entries.set(id, entry);
		}
	}
	return entries;
}
