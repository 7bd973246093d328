import type { IDataObject } from 'n8n-workflow';

import { findAccounts } from '../../batching/accountLookup';
import { shownValue } from '../../input/coerce';
import { HANDLE_ADVICE, handleProblem, parseHandle, type Handle } from '../../input/names/handles';
import { readPlatform, requirePlatform } from '../../input/names/platforms';
import { createOne } from '../../operations';
import type { Item } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import { operation, toBody } from '../compose';
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

function normalise(item: Item, body: IDataObject): void {
	const { platform, username = '' } = body;
	const refuse = (message: string, description?: string) =>
		inputError(item.context.getNode(), 'Username', message, { itemIndex: item.index, description });
	requirePlatform(item, platform);
	const handle = parseHandle(String(username));
	if (!handle) {
		const problem = handleProblem(String(username));
		throw refuse(
			`${shownValue(username)} is neither a username nor the address of a profile.${problem === undefined ? '' : ` ${problem}`}`,
			HANDLE_ADVICE,
		);
	}
	body.platform = readPlatform(item, platform, {
		shown: 'Username',
		value: username,
		kind: 'profile',
		platform: handle.platform,
	}) as string;
	body.username = handle.username;
}

async function findExisting(item: Item, body: IDataObject): Promise<IDataObject | undefined> {
	const [account] = await findAccounts(item.context, body as unknown as Handle, item.send);
	return account;
}

/** POST /accounts */
export const create = operation({
	name: 'Track',
	value: 'create',
	action: 'Track an account',
	description:
		'Start tracking an account. Each collected post is billed. The first numbers come within seconds to minutes.',
	forAssistants: 'Add a profile by username or link.',
	request: { method: 'POST', url: '/accounts' },
	run: createOne({
		normalise,
		identity: ['platform', 'username'],
		nameOf: ({ platform, username }) => `${String(platform)} ${String(username)}`,
		findExisting,
	}),
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
				'The account to track: its username, with or without @, or the address of its profile. With Platform set to From the Address, also instagram:natgeo or tiktok:natgeo.',
			routing: toBody('username'),
		},
		additionalFields([isActive, category, ...metadata, scrapeInterval]),
		...accountOutput,
		trackOptions,
	],
});
