import { readOne } from '../../operations';
import { operation } from '../compose';
import { changeOptions } from '../fields/options';

/** GET /whoami */
export const getApiKey = operation({
	name: 'Get API Key Info',
	value: 'getApiKey',
	action: 'Get info about the API key',
	description: 'Get the name of the API key and the organization that it belongs to',
	request: { method: 'GET', url: '/whoami' },
	run: readOne,
	fields: [changeOptions],
});
