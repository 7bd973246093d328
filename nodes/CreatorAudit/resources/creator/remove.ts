import { deleteOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';

/** DELETE /creators/{id} */
export const remove: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a creator',
		description:
			'Delete a creator. To archive it, use Update and turn Active off, which also pauses all of its accounts.',
		routing: { request: { method: 'DELETE', url: '/creators/{creatorId}' }, ...runsBy(deleteOne) },
	},
	fields: [creatorLocator, requestOptions],
};
