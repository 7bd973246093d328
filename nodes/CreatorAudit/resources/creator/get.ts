import { readOne } from '../../operations';
import { operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { rowOptions } from '../fields/options';
import { creatorOutput } from '../fields/output';

/** GET /creators/{id} */
export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get a creator',
	description: 'Get one creator with a summary of its accounts',
	request: { method: 'GET', url: '/creators/{creatorId}' },
	run: readOne,
	fields: [creatorLocator, ...creatorOutput, rowOptions],
});
