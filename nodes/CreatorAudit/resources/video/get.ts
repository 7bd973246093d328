import { readOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { videoLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';
import { videoOutput } from '../fields/output';

/** GET /videos/{id} */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a video',
		description: 'Get one tracked video with its current numbers',
		routing: { request: { method: 'GET', url: '/videos/{videoId}' }, ...runsBy(readOne) },
	},
	fields: [videoLocator, ...videoOutput, requestOptions],
};
