import { deleteOne } from '../../operations';
import { operation } from '../compose';
import { accountLocator } from '../fields/locators';
import { changeOptions } from '../fields/options';

/** DELETE /accounts/{id} */
export const remove = operation({
	name: 'Stop Tracking',
	value: 'delete',
	action: 'Stop tracking an account',
	description:
		'Remove an account from CreatorAudit. This may delete its history; to pause it, use Update and turn Active off.',
	forAssistants: 'Deletes. To pause, update with isActive false. Ask a person first.',
	request: { method: 'DELETE', url: '/accounts/{accountId}' },
	run: deleteOne,
	fields: [accountLocator, changeOptions],
});
