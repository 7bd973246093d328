import type { Work } from '../runner/types';
import {
	findWrite,
	isOutcomeUnknown,
	recordUnknownOutcome,
	recordWrite,
} from '../runner/writeLedger';
import { isFailure } from '../transport/errors/failure';
import { toNodeApiError } from '../transport/errors/nodeErrors';
import { trySend } from '../transport/send';
import { buildRequest } from './buildRequest';
import { callInTurn } from './callInTurn';
import { idColumns } from './idColumns';

/**
 * Deletes one object. A 404 counts as success when an earlier attempt of this step may have deleted it.
 * @returns one row: `deleted: true` and the ids of the path
 */
export const deleteOne: Work = async (item) => {
	const { request, ids } = await buildRequest(item);
	const row = { deleted: true, ...idColumns(ids) };
	const writeKey = `delete ${request.path}`;
	if (findWrite(item, writeKey)) return [row];
	const outcome = await callInTurn(
		item,
		request,
		async () => await trySend(item.context, request, item.send),
	);
	if (isFailure(outcome)) {
		if (outcome.outcomeUnknown) recordUnknownOutcome(item, writeKey);
		if (outcome.status !== 404 || !isOutcomeUnknown(item, writeKey))
			throw toNodeApiError(item.context.getNode(), outcome, item.index);
	}
	recordWrite(item, writeKey, row);
	return [row];
};
