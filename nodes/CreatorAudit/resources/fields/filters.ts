import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { toQuery } from '../compose';
import { accountLocator, creatorLocator } from './locators';

/** The platforms that CreatorAudit tracks (contract/NOTES.md#platforms). */
export const PLATFORMS: INodePropertyOptions[] = [
	{ name: 'Instagram', value: 'instagram' },
	{ name: 'TikTok', value: 'tiktok' },
];

export const platform: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'options',
	options: PLATFORMS,
	default: 'instagram',
	description: 'Only those on this platform',
};

export const isActive: INodeProperties = {
	displayName: 'Active',
	name: 'isActive',
	type: 'boolean',
	default: true,
	description: 'Whether to return active ones (on) or paused ones (off)',
};

export const usernameContains: INodeProperties = {
	displayName: 'Username Contains',
	name: 'q',
	type: 'string',
	default: '',
	placeholder: 'e.g. natgeo',
	description:
		'Only accounts whose username contains this text. You can also paste the address of a profile.',
};

export const category: INodeProperties = {
	displayName: 'Category',
	name: 'category',
	type: 'string',
	default: '',
	placeholder: 'e.g. Food',
	description:
		'Only accounts with this category. CreatorAudit does not say whether it compares whole names or parts of them; the step leaves out rows without the text, or fails.',
};

export const creatorId: INodeProperties = {
	...creatorLocator,
	required: false,
	description: 'Only accounts of this creator',
};

const accountId: INodeProperties = {
	...accountLocator,
	required: false,
	description: 'Only videos of this account',
};

/** A condition as part of the query string. @param name of the parameter */
const sent = (property: INodeProperties, name: string): INodeProperties => ({
	...property,
	routing: toQuery(name),
});

const filters = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Conditions that all results meet',
	options,
});

const sentAccountId = sent(accountId, 'account_id');
const sentIsActive = sent(isActive, 'is_active');
const sentPlatform = sent(platform, 'platform');

export const accountFilters = filters([
	sentIsActive,
	sent(category, 'category'),
	sent(creatorId, 'creator_id'),
	sentPlatform,
	sent(usernameContains, 'q'),
]);
export const videoFilters = filters([sentAccountId, sentIsActive, sentPlatform]);
export const accountVideoFilters = filters([sentAccountId, sentPlatform]);
export const creatorFilters = filters([sentIsActive]);
