import { readOne } from '../../operations';
import { operation } from '../compose';
import { accountLocator } from '../fields/locators';
import { updateOptions } from '../fields/options';
import { accountOutput } from '../fields/output';
import { category, isActive, newMetadata, scrapeInterval, updateFields } from '../fields/tracking';
import { clear } from './clear';
import { lookbackDays, recentPosts } from './collecting';

/** PATCH /accounts/{id} */
export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update an account',
	description: 'Change settings of a tracked account, pause it or resume it',
	forAssistants: 'Pauses with isActive false, and keeps all numbers so far.',
	request: { method: 'PATCH', url: '/accounts/{accountId}' },
	run: readOne,
	fields: [
		accountLocator,
		updateFields([
			isActive,
			category,
			...newMetadata,
			lookbackDays,
			recentPosts,
			scrapeInterval,
			clear,
		]),
		...accountOutput,
		updateOptions,
	],
});
