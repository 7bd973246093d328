import { deleteOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { accountLocator } from '../fields/locators';
import { requestOptions } from '../fields/options';

/** DELETE /accounts/{id} */
export const remove: Operation = {
	option: {
		name: 'Stop Tracking',
		value: 'delete',
		action: 'Stop tracking an account',
		description:
			'Remove an account from CreatorAudit. Its history may be lost; to pause it, use Update and turn Active off.',
		routing: { request: { method: 'DELETE', url: '/accounts/{accountId}' }, ...runsBy(deleteOne) },
	},
	fields: [accountLocator, requestOptions],
};
