import { deleteOne } from '../../operations';
import { operation } from '../compose';
import { videoLocator } from '../fields/locators';
import { changeOptions } from '../fields/options';

/** DELETE /videos/{id} */
export const remove = operation({
	name: 'Stop Tracking',
	value: 'delete',
	action: 'Stop tracking a video',
	description:
		'Remove a video from CreatorAudit. This may delete its history; to pause it, use Update and turn Active off.',
	forAssistants: 'Deletes. To pause, update with isActive false. Ask a person first.',
	request: { method: 'DELETE', url: '/videos/{videoId}' },
	run: deleteOne,
	fields: [videoLocator, changeOptions],
});
