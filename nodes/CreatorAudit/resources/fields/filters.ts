import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { toQuery } from '../compose';
import { accountLocator, creatorLocator } from './locators';

/** The platforms that CreatorAudit tracks (contract notes, Platforms). */
export const PLATFORMS: INodePropertyOptions[] = [
	{ name: 'Instagram', value: 'instagram' },
	{ name: 'TikTok', value: 'tiktok' },
];

const platform: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'options',
	options: PLATFORMS,
	default: 'instagram',
	description: 'Only those on this platform',
	routing: toQuery('platform'),
};

const isActive: INodeProperties = {
	displayName: 'Active',
	name: 'isActive',
	type: 'boolean',
	default: true,
	description: 'Whether to return those that are being tracked (on) or those that are paused (off)',
	routing: toQuery('is_active'),
};

const username: INodeProperties = {
	displayName: 'Username Contains',
	name: 'q',
	type: 'string',
	default: '',
	placeholder: 'e.g. natgeo',
	description: 'Only accounts whose username contains this text',
	routing: toQuery('q'),
};

const category: INodeProperties = {
	displayName: 'Category',
	name: 'category',
	type: 'string',
	default: '',
	placeholder: 'e.g. Food',
	description: 'Only accounts with exactly this category, as it stands in CreatorAudit',
	routing: toQuery('category'),
};

const creatorId: INodeProperties = {
	...creatorLocator,
	required: false,
	description: 'Only accounts of this creator',
	routing: toQuery('creator_id'),
};

const accountId: INodeProperties = {
	...accountLocator,
	required: false,
	description: 'Only videos of this account',
	routing: toQuery('account_id'),
};

const filters = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Conditions that all results meet',
	options,
});

export const accountFilters = filters([isActive, category, creatorId, platform, username]);
export const videoFilters = filters([accountId, isActive, platform]);
export const accountVideoFilters = filters([accountId, platform]);
export const creatorFilters = filters([isActive]);
