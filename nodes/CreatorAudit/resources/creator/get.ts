import { readOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';

/** GET /creators/{id} */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a creator',
		description: 'Get one creator with a summary of its accounts',
		routing: { request: { method: 'GET', url: '/creators/{creatorId}' }, ...runsBy(readOne) },
	},
	fields: [creatorLocator, ...creatorOutput, requestOptions],
};
