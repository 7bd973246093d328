import { createHash } from 'node:crypto';
import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { inputError, toNodeApiError } from '../transport/errors';
import { isFailure } from '../transport/failure';
import { trySend } from '../transport/send';
import type { ApiRequest } from '../transport/types';
import { findExisting } from './existing';
import { awaitFirstRefresh } from './firstRefresh';
import { parseHandle } from './handles';
import { perItem, type Item } from './item';
import { readOptions } from './options';
import { readOutputMode, shape } from './output';
import { buildRequest } from './request';
import { rowsOf } from './single';

/**
 * A key for one wanted record: the same in every try and in n8n's Retry On Fail, another one for another execution, item, loop turn or
 * content (best practices, Make writes idempotent).
 */
function idempotencyKey(context: IExecutePaginationFunctions, itemIndex: number, { path, body }: ApiRequest): string {
	// A node in a loop runs several times in an execution; what differs is the run of the node before it (n8n-facts 1.13).
	const { source } = context.getExecuteData();
	const parts = [context.getExecutionId(), context.getWorkflow().id, context.getNode().id, source?.main?.[0] ?? null, itemIndex, path, body];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

/** The user's own key: visible ASCII, because it travels in a header. */
function ownKey({ context, index }: Item, value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const key = String(value).trim();
	if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
	throw inputError(context.getNode(), 'Idempotency Key', 'must be 1 to 255 letters, digits or signs without blanks.', { itemIndex: index });
}

/** Brings what a user pasted into the API's form, and refuses what is empty. */
function checkBody({ context, index: itemIndex }: Item, path: string, body: IDataObject): void {
	const node = context.getNode();
	const { platform } = body;
	if (path !== '/creators' && platform !== 'instagram' && platform !== 'tiktok') {
		throw inputError(node, 'Platform', `"${String(platform ?? '').slice(0, 50)}" is neither instagram nor tiktok.`, { itemIndex });
	}
	if (path === '/accounts') {
		const handle = parseHandle(String(body.username ?? ''));
		if (!handle) throw inputError(node, 'Username', `"${String(body.username ?? '').slice(0, 80)}" is neither a username nor the address of a profile.`, { itemIndex });
		if (handle.platform && handle.platform !== platform) {
			throw inputError(node, 'Username', `this address is one of ${handle.platform === 'tiktok' ? 'TikTok' : 'Instagram'}, but the platform is set to ${platform === 'tiktok' ? 'TikTok' : 'Instagram'}.`, { itemIndex });
		}
		body.username = handle.username;
	}
	if (path === '/videos' && !body.identifier) throw inputError(node, 'Video', 'is empty. Enter the address, shortcode or ID of the post.', { itemIndex });
	if (path === '/creators' && (typeof body.name !== 'string' || body.name.length > 255)) {
		throw inputError(node, 'Name', 'must be a text of 1 to 255 characters.', { itemIndex });
	}
}

/**
 * Creates. A failure that leaves open whether the record was made is repeated under the same Idempotency-Key; as the server's memory of
 * keys is best effort, a conflict after such a failure is resolved by looking the record up.
 */
export const createOne = perItem(async (item) => {
	const { context, index } = item;
	const options = readOptions(context);
	const output = readOutputMode(context, index);
	const { request } = await buildRequest(item);
	const body = (request.body ?? {}) as IDataObject;
	checkBody(item, request.path, body);
	const create: ApiRequest = { ...request, body };
	create.idempotencyKey = ownKey(item, options.idempotencyKey) ?? idempotencyKey(context, index, create);
	const outcome = await trySend(context, create, item.send);
	let record: IDataObject | undefined;
	if (!isFailure(outcome)) [record] = rowsOf(outcome.body);
	else if (outcome.status === 409 && (outcome.unclear || options.ifExists === 'return')) {
		record = await findExisting(item, request.path, body);
	}
	if (!record || Object.keys(record).length === 0) {
		if (isFailure(outcome)) throw toNodeApiError(context.getNode(), outcome, index);
		// It was created, but the answer does not show it.
		record = (await findExisting(item, request.path, body)) ?? body;
	}
	if (options.waitForFirstRefresh === true) record = await awaitFirstRefresh(item, request.path, record, options.waitTimeout);
	return [shape(record, output)];
});
