import { deleteOne } from '../../operations';
import { operation } from '../compose';
import { accountLocator, creatorLocator } from '../fields/locators';
import { changeOptions } from '../fields/options';

/** DELETE /creators/{id}/accounts/{account_id} */
export const removeAccount = operation({
	name: 'Remove Account',
	value: 'removeAccount',
	action: 'Remove an account from a creator',
	description: 'Take an account away from a creator. The account stays tracked.',
	request: { method: 'DELETE', url: '/creators/{creatorId}/accounts/{accountId}' },
	run: deleteOne,
	fields: [creatorLocator, accountLocator, changeOptions],
});
