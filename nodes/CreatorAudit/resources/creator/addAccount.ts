import { readOne } from '../../operations';
import { operation } from '../compose';
import { accountLocator, creatorLocator } from '../fields/locators';
import { changeOptions } from '../fields/options';

/** PUT /creators/{id}/accounts/{account_id} */
export const addAccount = operation({
	name: 'Add Account',
	value: 'addAccount',
	action: 'Add an account to a creator',
	description:
		'Make a tracked account part of a creator. An account belongs to one creator at most.',
	forAssistants: 'Link an account to a person.',
	request: { method: 'PUT', url: '/creators/{creatorId}/accounts/{accountId}' },
	run: readOne,
	fields: [creatorLocator, accountLocator, changeOptions],
});
