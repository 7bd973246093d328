import { readOne } from '../../operations';
import { operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { updateOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';
import { creatorActive, newMetadata, updateFields } from '../fields/tracking';
import { creatorName } from './name';

/** PATCH /creators/{id} */
export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update a creator',
	description: 'Rename a creator, change its notes, archive it or bring it back',
	request: { method: 'PATCH', url: '/creators/{creatorId}' },
	run: readOne,
	fields: [
		creatorLocator,
		updateFields([creatorActive, ...newMetadata, { ...creatorName, required: false }]),
		...creatorOutput,
		updateOptions,
	],
});
