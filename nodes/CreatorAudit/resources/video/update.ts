import { readOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { videoLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { isActive, newMetadata, scrapeInterval, updateFields } from '../fields/tracking';

/** PATCH /videos/{id} */
export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a video',
		description: 'Change settings of a tracked video, pause it or resume it',
		routing: { request: { method: 'PATCH', url: '/videos/{videoId}' }, ...runsBy(readOne) },
	},
	fields: [
		videoLocator,
		updateFields([isActive, ...newMetadata, scrapeInterval]),
		...videoOutput,
		requestOptions,
	],
};
