import { deleteOne } from '../../operations';
import { operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { changeOptions } from '../fields/options';

/** DELETE /creators/{id} */
export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a creator',
	description:
		'Delete a creator. To archive it, use Update and turn Active off, which also pauses all of its accounts.',
	forAssistants: 'Deletes. To archive, update with isActive false. Ask a person first.',
	request: { method: 'DELETE', url: '/creators/{creatorId}' },
	run: deleteOne,
	fields: [creatorLocator, changeOptions],
});
