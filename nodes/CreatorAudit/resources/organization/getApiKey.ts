import { readOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { requestOptions } from '../fields/options';

/** GET /whoami */
export const getApiKey: Operation = {
	option: {
		name: 'Get API Key Info',
		value: 'getApiKey',
		action: 'Get info about the API key',
		description: 'Get the name of the API key and the organization that it belongs to',
		routing: { request: { method: 'GET', url: '/whoami' }, ...runsBy(readOne) },
	},
	fields: [requestOptions],
};
