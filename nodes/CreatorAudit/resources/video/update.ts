import { readOne } from '../../operations';
import { operation } from '../compose';
import { videoLocator } from '../fields/locators';
import { updateOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { isActive, newMetadata, scrapeInterval, updateFields } from '../fields/tracking';

/** PATCH /videos/{id} */
export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update a video',
	description: 'Change settings of a tracked video, pause it or resume it',
	request: { method: 'PATCH', url: '/videos/{videoId}' },
	run: readOne,
	fields: [
		videoLocator,
		updateFields([isActive, ...newMetadata, scrapeInterval]),
		...videoOutput,
		updateOptions,
	],
});
