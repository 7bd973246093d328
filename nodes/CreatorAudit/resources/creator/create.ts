import { createOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { createOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';
import { additionalFields, creatorActive, metadata } from '../fields/tracking';
import { creatorName } from './name';

/** POST /creators */
export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a creator',
		description: 'Create a creator, to which accounts can then be added. Names need not be unique.',
		routing: { request: { method: 'POST', url: '/creators' }, ...runsBy(createOne) },
	},
	fields: [
		creatorName,
		additionalFields([creatorActive, ...metadata]),
		...creatorOutput,
		createOptions,
	],
};
