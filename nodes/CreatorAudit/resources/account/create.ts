import { createOne } from '../../operations';
import { runsBy, toBody, type Operation } from '../compose';
import { trackOptions } from '../fields/options';
import { accountOutput } from '../fields/output';
import {
	additionalFields,
	category,
	isActive,
	metadata,
	platform,
	scrapeInterval,
} from '../fields/tracking';

/** POST /accounts */
export const create: Operation = {
	option: {
		name: 'Track',
		value: 'create',
		action: 'Track an account',
		description:
			'Start tracking an account. CreatorAudit collects its numbers for the first time within seconds to minutes.',
		routing: { request: { method: 'POST', url: '/accounts' }, ...runsBy(createOne) },
	},
	fields: [
		platform,
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. @natgeo or https://www.instagram.com/natgeo',
			description:
				'The account to track: its username, with or without @, or the address of its profile',
			routing: toBody('username'),
		},
		additionalFields([isActive, category, ...metadata, scrapeInterval]),
		...accountOutput,
		trackOptions,
	],
};
