import type { IDataObject } from 'n8n-workflow';

import { isBlank, oneOf, readSwitch, wholeNumber } from '../../input/coerce';
import { readOutputMode, shape } from '../../output/shape';
import { readOptions } from '../../runner/itemOptions';
import type { Item, Work } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import type { ApiRequest } from '../../transport/types';
import { buildRequest } from '../buildRequest';
import { awaitFirstRefresh, DEFAULT_WAIT_S, LONGEST_WAIT_S } from './firstRefresh';
import type { Creation } from './creation';
import { claimKey, deriveKey, readOwnKey } from './idempotencyKey';
import { inTurn } from './inTurn';
import { makeOnce, type IfExists } from './makeOnce';

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

/** @throws NodeOperationError when the record is paused, so that its first refresh would be waited for in vain */
function refuseToWaitForPaused({ context, index: itemIndex }: Item, record: IDataObject): void {
	if (record.is_active !== false || record.last_scrape_time) return;
	throw inputError(
		context.getNode(),
		'Wait for First Refresh',
		`the existing entry (ID ${String(record.id)}) is paused, so CreatorAudit never refreshes it.`,
		{
			itemIndex,
			description:
				'Set "If It Exists" to Update It and turn "Active" on in "Additional Fields", or do not wait.',
		},
	);
}

/** @returns undefined when the user chose nothing */
function readIfExists({ context, index }: Item, { ifExists }: IDataObject): IfExists | undefined {
	if (isBlank(ifExists)) return undefined;
	return oneOf<IfExists>(context, index, 'If It Exists', ifExists, [
		{ name: 'Raise an Error', value: 'error' },
		{ name: 'Return It', value: 'return' },
		{ name: 'Update It', value: 'update' },
	]);
}

/**
 * Creates one record for each item, and waits for its first refresh when the user wants that.
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
		const ifExists = readIfExists(item, options);
		const create: ApiRequest = { ...request, body, expects: 'data' };
		const key = readOwnKey(item, options.idempotencyKey);
		if (key !== undefined) claimKey(item, key, create);
		create.idempotencyKey = key ?? deriveKey(item, create);
		const { record, created } = await inTurn(
			item,
			`${request.path} ${creation.nameOf(body)}`,
			async () => await makeOnce(item, create, creation, ifExists),
		);
		if (waitSeconds === undefined) return [{ ...shape(record, output), created }];
		refuseToWaitForPaused(item, record);
		const refreshed = await awaitFirstRefresh(item, request.path, record, waitSeconds);
		return [{ ...shape(refreshed, output), created }];
	};
