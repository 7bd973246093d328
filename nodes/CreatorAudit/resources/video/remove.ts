import { deleteOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { videoLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';

/** DELETE /videos/{id} */
export const remove: Operation = {
	option: {
		name: 'Stop Tracking',
		value: 'delete',
		action: 'Stop tracking a video',
		description:
			'Remove a video from CreatorAudit. Its history may be lost; to pause it, use Update and turn Active off.',
		routing: { request: { method: 'DELETE', url: '/videos/{videoId}' }, ...runsBy(deleteOne) },
	},
	fields: [videoLocator, requestOptions],
};
