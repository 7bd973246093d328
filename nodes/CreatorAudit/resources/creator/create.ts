import type { IDataObject } from 'n8n-workflow';

import { createOne } from '../../operations';
import type { Item } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import { operation } from '../compose';
import { createOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';
import { additionalFields, creatorActive, metadata } from '../fields/tracking';
import { creatorName } from './name';

/** Names need not be unique, so a creator that exists cannot be found by its name. */
function normalise({ context, index }: Item, { name }: IDataObject): void {
	if (name === undefined)
		throw inputError(context.getNode(), 'Name', 'is empty.', { itemIndex: index });
}

/** POST /creators */
export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create a creator',
	description: 'Create a creator, to which accounts can then be added. Names need not be unique.',
	request: { method: 'POST', url: '/creators' },
	run: createOne({ normalise }),
	fields: [
		creatorName,
		additionalFields([creatorActive, ...metadata]),
		...creatorOutput,
		createOptions,
	],
});
