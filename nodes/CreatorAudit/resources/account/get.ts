import { readOne } from '../../operations';
import { operation } from '../compose';
import { accountLocator } from '../fields/locators';
import { rowOptions } from '../fields/options';
import { accountOutput } from '../fields/output';

/** GET /accounts/{id} */
export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get an account',
	description:
		'Get one tracked account with its current numbers, by ID, username or the address of the profile',
	forAssistants: 'How many followers, likes or posts one profile has now.',
	request: { method: 'GET', url: '/accounts/{accountId}' },
	run: readOne,
	fields: [accountLocator, ...accountOutput, rowOptions],
});
