import { deleteOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { accountLocator, creatorLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';

/** DELETE /creators/{id}/accounts/{account_id} */
export const removeAccount: Operation = {
	option: {
		name: 'Remove Account',
		value: 'removeAccount',
		action: 'Remove an account from a creator',
		description: 'Take an account away from a creator. The account stays tracked.',
		routing: {
			request: { method: 'DELETE', url: '/creators/{creatorId}/accounts/{accountId}' },
			...runsBy(deleteOne),
		},
	},
	fields: [creatorLocator, accountLocator, requestOptions],
};
