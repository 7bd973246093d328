import type { IDataObject } from 'n8n-workflow';

import { rowsOf } from '../../output/rows';
import type { Item } from '../../runner/types';
import {
	findWrite,
	isOutcomeUnknown,
	recordUnknownOutcome,
	recordWrite,
} from '../../runner/writeLedger';
import { isFailure } from '../../transport/errors/failure';
import { inputError, toNodeApiError } from '../../transport/errors/nodeErrors';
import { trySend } from '../../transport/send';
import type { ApiRequest } from '../../transport/types';
import type { Creation } from './creation';
import { updateExisting } from './updateExisting';

/** What to do when the record is there already. */
export type IfExists = 'error' | 'return' | 'update';

/** A record, and whether this step has made it, in this go or in an earlier one of n8n's Retry On Fail. */
export type Made = { record: IDataObject; created: boolean };

/** How long ago, in ms, a record may have been added that an attempt of this step has made: all goes of Retry On Fail lie within it. */
const LONGEST_STEP_MS = 3_600_000;

/** Whether an attempt of unknown outcome can have made the record: accounts and videos say when they were added, creators do not. */
function isNew({ added_at: addedAt }: IDataObject): boolean {
	const added = typeof addedAt === 'string' ? Date.parse(addedAt) : NaN;
	return Number.isNaN(added) || added > Date.now() - LONGEST_STEP_MS;
}

/** Sends the create. @returns the record that it made, or the one that stands in its way */
async function sendCreate(
	item: Item,
	create: ApiRequest,
	{ findExisting, onSend }: Creation,
	{ ifExists, writeKey }: { ifExists: IfExists | undefined; writeKey: string },
): Promise<Made> {
	const body = create.body as IDataObject;
	const sending = trySend(item.context, create, item.send);
	const [outcome] = await Promise.all([sending, onSend?.(item, body, sending)]);
	if (!isFailure(outcome)) return { record: rowsOf(outcome.body)[0], created: true };
	const { kind, status, outcomeUnknown } = outcome;
	if (outcomeUnknown || kind === 'no data') recordUnknownOutcome(item, writeKey);
	const returnsExisting = ifExists === 'return' || ifExists === 'update';
	const mayBeMade = isOutcomeUnknown(item, writeKey);
	if (kind === 'no data' || (status === 409 && (returnsExisting || mayBeMade))) {
		const record = await findExisting(item, body);
		const created = record !== undefined && mayBeMade && isNew(record);
		if (record && (created || returnsExisting)) return { record, created };
	}
	throw toNodeApiError(item.context.getNode(), outcome, item.index);
}

/**
 * Looks for the record before creating it, where the API would make a second one.
 * @throws NodeOperationError when it is there and nobody wants it
 */
async function lookBefore(
	item: Item,
	{ findExisting, mayDouble }: Creation,
	body: IDataObject,
	{ ifExists, writeKey }: { ifExists: IfExists | undefined; writeKey: string },
): Promise<Made | undefined> {
	if (!mayDouble || ifExists === undefined) return undefined;
	const record = await findExisting(item, body);
	if (!record) return undefined;
	const created = isOutcomeUnknown(item, writeKey);
	if (created || ifExists !== 'error') return { record, created };
	const message = `"${String(body.name).slice(0, 80)}" exists already (ID ${String(record.id)}).`;
	throw inputError(item.context.getNode(), 'Name', message, {
		itemIndex: item.index,
		description: 'Set "If It Exists" to Return It or Update It to go on with it.',
	});
}

/**
 * Creates a record once. After a failure that leaves open whether the record was made, the request is repeated under the same Idempotency-Key.
 * The server remembers keys only as best it can, so a conflict after such a failure is resolved by looking the record up. So is an answer
 * that does not show the record.
 * @param ifExists what is done with a record that is there already
 * @throws NodeApiError
 */
export async function makeOnce(
	item: Item,
	create: ApiRequest,
	creation: Creation,
	ifExists: IfExists | undefined,
): Promise<Made> {
	const writeKey = `create ${create.path} ${create.idempotencyKey}`;
	const earlier = findWrite(item, writeKey) as Made | undefined;
	if (earlier) return earlier;
	const body = create.body as IDataObject;
	const made =
		(await lookBefore(item, creation, body, { ifExists, writeKey })) ??
		(await sendCreate(item, create, creation, { ifExists, writeKey }));
	if (ifExists === 'update' && !(made.created && !isOutcomeUnknown(item, writeKey)))
		made.record = await updateExisting(item, create, made.record, creation.identity);
	recordWrite(item, writeKey, made);
	return made;
}
