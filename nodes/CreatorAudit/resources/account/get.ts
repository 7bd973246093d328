import { readOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { accountLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';
import { accountOutput } from '../fields/output';

/** GET /accounts/{id} */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get an account',
		description:
			'Get one tracked account with its current numbers, by ID, username or the address of the profile',
		routing: { request: { method: 'GET', url: '/accounts/{accountId}' }, ...runsBy(readOne) },
	},
	fields: [accountLocator, ...accountOutput, requestOptions],
};
