import type { IDataObject } from 'n8n-workflow';

import { inputError, toNodeApiError } from '../../transport/errors/nodeErrors';
import { isFailure } from '../../transport/errors/failure';
import { trySend } from '../../transport/send';
import type { ApiRequest } from '../../transport/types';
import { awaitFirstRefresh, DEFAULT_WAIT_S, LONGEST_WAIT_S } from './firstRefresh';
import {
	findWrite,
	isOutcomeUnknown,
	recordWrite,
	recordUnknownOutcome,
} from '../../runner/writeLedger';
import { claimKey, deriveKey, readOwnKey } from './idempotencyKey';
import type { Item, Work } from '../../runner/types';
import { readOptions } from '../../runner/itemOptions';
import { readOutputMode, shape } from '../../output/shape';
import { buildRequest } from '../buildRequest';
import { rowsOf } from '../../output/rows';
import { isBlank, oneOf, readSwitch, wholeNumber } from '../../input/coerce';

/** What is particular to the records that an operation creates; its own file says it. */
export interface Creation {
	/**
	 * Brings what a user pasted into the API's form, in place.
	 * @throws NodeOperationError that names the field when it is empty or wrong
	 */
	normalise(item: Item, body: IDataObject): void;
	/** Finds the record that a create ran into (409). Absent where the API offers no way. */
	findExisting?(item: Item, body: IDataObject): Promise<IDataObject | undefined>;
	/** Hears of each create that is under way. */
	onSend?(item: Item, body: IDataObject, outcome: ReturnType<typeof trySend>): void;
}

/** Seconds to wait for the first refresh; undefined when the user does not want to wait. */
function readWait(
	{ context, index: itemIndex }: Item,
	options: IDataObject,
	body: IDataObject,
): number | undefined {
	if (
		readSwitch(context, itemIndex, 'Wait for First Refresh', options.waitForFirstRefresh) !== true
	)
		return undefined;
	const seconds = wholeNumber(context, itemIndex, 'Wait Timeout (Seconds)', options.waitTimeout, {
		min: 1,
		max: LONGEST_WAIT_S,
	});
	if (body.is_active === false) {
		throw inputError(
			context.getNode(),
			'Wait for First Refresh',
			'what is not active is never refreshed.',
			{
				itemIndex,
				description: 'Turn "Active" on, or do not wait.',
			},
		);
	}
	return seconds ?? DEFAULT_WAIT_S;
}

/**
 * Creates. A failure that leaves open whether the record was made is repeated under the same Idempotency-Key; as the server's memory of
 * keys is best effort, a conflict after such a failure is resolved by looking the record up, and so is an answer that does not show it.
 * @param returnsExisting whether what exists already is wanted, too
 * @returns the record, made now or by an earlier go of n8n's Retry On Fail
 * @throws NodeApiError
 */
async function makeOnce(
	item: Item,
	create: ApiRequest,
	{ findExisting, onSend }: Creation,
	returnsExisting: boolean,
): Promise<IDataObject> {
	const { path, idempotencyKey } = create;
	const writeKey = `create ${path} ${idempotencyKey}`;
	const made = findWrite(item, writeKey);
	if (made) return made;
	const body = create.body as IDataObject;
	const sending = trySend(item.context, create, item.send);
	onSend?.(item, body, sending);
	const outcome = await sending;
	let record: IDataObject | undefined;
	if (!isFailure(outcome)) [record] = rowsOf(outcome.body);
	else {
		const { kind, status, outcomeUnknown } = outcome;
		if (outcomeUnknown || kind === 'no data') recordUnknownOutcome(item, writeKey);
		if (
			kind === 'no data' ||
			(status === 409 && (returnsExisting || isOutcomeUnknown(item, writeKey)))
		) {
			record = await findExisting?.(item, body);
		}
		if (!record) throw toNodeApiError(item.context.getNode(), outcome, item.index);
	}
	recordWrite(item, writeKey, record);
	return record;
}

/**
 * Creates, once for each item, and waits for the first refresh when the user wants that.
 * @param creation what is particular to the record
 */
export const createOne =
	(creation: Creation): Work =>
	async (item) => {
		const { context, index } = item;
		const options = readOptions(context);
		const output = readOutputMode(context, index);
		const { request } = await buildRequest(item);
		const body = (request.body ?? {}) as IDataObject;
		creation.normalise(item, body);
		const waitSeconds = readWait(item, options, body);
		const ifExists = oneOf(
			context,
			index,
			'If It Exists',
			isBlank(options.ifExists) ? 'error' : options.ifExists,
			['error', 'return'],
		);
		const create: ApiRequest = { ...request, body, expects: 'data' };
		const key = readOwnKey(item, options.idempotencyKey);
		if (key !== undefined) claimKey(item, key, create);
		create.idempotencyKey = key ?? deriveKey(item, create);
		let record = await makeOnce(item, create, creation, ifExists === 'return');
		if (waitSeconds !== undefined)
			record = await awaitFirstRefresh(item, request.path, record, waitSeconds);
		return [shape(record, output)];
	};
