import { readOne } from '../../operations';
import { operation } from '../compose';
import { videoLocator } from '../fields/locators';
import { rowOptions } from '../fields/options';
import { videoOutput } from '../fields/output';

/** GET /videos/{id} */
export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get a video',
	description: 'Get one tracked video with its current numbers',
	forAssistants: 'How many views or likes a tracked video has now.',
	request: { method: 'GET', url: '/videos/{videoId}' },
	run: readOne,
	fields: [videoLocator, ...videoOutput, rowOptions],
});
