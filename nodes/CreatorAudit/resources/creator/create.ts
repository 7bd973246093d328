import type { IDataObject } from 'n8n-workflow';

import { findCreator, noteCreator, plainName } from '../../batching/creatorLookup';
import { createOne, type Creation } from '../../operations';
import { rowsOf } from '../../output/rows';
import type { Item } from '../../runner/types';
import { isFailure } from '../../transport/errors/failure';
import { inputError } from '../../transport/errors/nodeErrors';
import { operation } from '../compose';
import { createOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';
import { additionalFields, creatorActive, metadata } from '../fields/tracking';
import { creatorName } from './name';

function normalise({ context, index }: Item, { name }: IDataObject): void {
	if (name === undefined)
		throw inputError(context.getNode(), 'Name', 'is empty.', { itemIndex: index });
}

/** @throws NodeOperationError when more than one creator has the name */
async function findExisting(
	{ context, index: itemIndex, send }: Item,
	{ name }: IDataObject,
): Promise<IDataObject | undefined> {
	const found = await findCreator(context, String(name), send);
	if ('creator' in found) return found.creator;
	if (found.reason === 'none') return undefined;
	const { message, description } = found;
	throw inputError(context.getNode(), 'Name', message, { itemIndex, description });
}

/** A later item of the run may mean the creator that this one makes. */
const onSend: Creation['onSend'] = async ({ context }, _, outcome) => {
	const settled = await outcome.catch(() => undefined);
	if (settled && !isFailure(settled)) await noteCreator(context, rowsOf(settled.body)[0]);
};

/** POST /creators */
export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create a creator',
	description: 'Create a creator, to which you can then add accounts. Names need not be unique.',
	forAssistants: 'Add a new creator, called by name: a person or brand.',
	request: { method: 'POST', url: '/creators' },
	run: createOne({
		normalise,
		identity: ['name'],
		nameOf: ({ name }) => plainName(name),
		findExisting,
		mayDouble: true,
		onSend,
	}),
	fields: [
		creatorName,
		additionalFields([creatorActive, ...metadata]),
		...creatorOutput,
		createOptions,
	],
});
