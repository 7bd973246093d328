import { readOne } from '../../execution';
import { runsBy, type Operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';
import { isActive, newMetadata, updateFields } from '../fields/tracking';
import { creatorName } from './name';

/** PATCH /creators/{id} */
export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a creator',
		description: 'Change settings of a creator, pause it or resume it',
		routing: { request: { method: 'PATCH', url: '/creators/{creatorId}' }, ...runsBy(readOne) },
	},
	fields: [creatorLocator, updateFields([isActive, ...newMetadata, { ...creatorName, required: false }]), ...creatorOutput, requestOptions],
};
