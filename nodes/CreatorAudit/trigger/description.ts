import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import {
	category,
	creatorId,
	isActive,
	platform,
	usernameContains,
} from '../resources/fields/filters';
import { accountLocator } from '../resources/fields/locators';
import { blankFilters } from '../resources/fields/options';
import { LISTS, type WatchedResource } from './sync/watchedLists';

const onlyFor = (...resources: WatchedResource[]) => ({
	displayOptions: { show: { '/triggerOn': resources } },
});

const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Account',
			value: 'account',
			action: 'On account refreshed',
			description:
				'Accounts that you track. Costs one request per poll as long as little happens, however many accounts there are.',
		},
		{
			name: 'Account Video (New Post)',
			value: 'accountVideo',
			action: 'On new post of an account',
			description:
				'Posts that CreatorAudit finds on accounts that you track: a creator has posted. Costs one request per poll as long as nothing happens, and one more for each account that CreatorAudit has refreshed with other numbers.',
		},
		{
			name: 'Video',
			value: 'video',
			action: 'On video refreshed',
			description:
				'Videos that you track one by one. Costs one request per poll for every 200 videos, so narrow it by filters or name IDs.',
		},
	],
	default: 'account',
	description: 'What to watch',
};

const events: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	options: [
		{
			name: 'First Refresh',
			value: 'firstRefresh',
			description: 'The numbers of something newly tracked have come in for the first time',
		},
		{
			name: 'Refresh',
			value: 'refresh',
			description: 'CreatorAudit has collected the numbers again. They may be the same as before.',
		},
	],
	default: ['firstRefresh', 'refresh'],
	required: true,
	...onlyFor('account', 'video'),
	description: 'What starts the workflow',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'What to watch. Without filters the trigger watches everything that you track.',
	options: [
		{
			...accountLocator,
			modes: accountLocator.modes?.filter(({ name }) => name !== 'username'),
			required: false,
			...onlyFor('video', 'accountVideo'),
			description: 'Only videos of this account',
		},
		{
			...isActive,
			description: 'Whether to watch active ones (on) or paused ones (off)',
		},
		{ ...category, ...onlyFor('account', 'accountVideo') },
		{
			...creatorId,
			modes: creatorId.modes?.filter(({ name }) => name !== 'name'),
			...onlyFor('account', 'accountVideo'),
		},
		{
			displayName: 'IDs',
			name: 'ids',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d',
			description:
				'Only these accounts or videos, for new posts the accounts: one ID, a list separated by commas, or an array. Other CreatorAudit steps give IDs in their first column.',
		},
		platform,
		{ ...usernameContains, ...onlyFor('account', 'accountVideo') },
	],
};

/** Numbers of which items tell the change: all of an account, those that a video has of a video. */
export const NUMBERS: INodePropertyOptions[] = [
	{ name: 'Comments', value: 'comment_count' },
	{ name: 'Followers', value: 'follower_count' },
	{ name: 'Following', value: 'following_count' },
	{ name: 'Likes', value: 'like_count' },
	{ name: 'Plays', value: 'play_count' },
	{ name: 'Posts in CreatorAudit', value: 'total_post_count' },
	{ name: 'Posts on the Profile', value: 'profile_post_count' },
	{ name: 'Saves', value: 'saved_count' },
	{ name: 'Shares', value: 'share_count' },
	{ name: 'Views', value: 'view_count' },
];

const VIDEO_NUMBERS = NUMBERS.filter(({ value }) =>
	LISTS.video.numberFields.includes(String(value)),
);

const includeChanges = {
	displayName: 'Include Changes',
	name: 'includeChanges',
	type: 'multiOptions' as const,
	description:
		'Compares these numbers with the last start for the same one: the value before, the value now, and the change in numbers and percent. Works for up to 2,000 accounts or videos.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'What to add to each item, and what to emit',
	options: [
		{
			...blankFilters,
			description:
				'What to do when a filter has no value, such as an expression that finds nothing',
		},
		{
			displayName: 'Emit Existing',
			name: 'emitExisting',
			type: 'boolean',
			default: false,
			description:
				'Whether the first activation of the workflow also emits everything that CreatorAudit has refreshed so far, or all posts within Maximum Age',
		},
		{
			...includeChanges,
			options: NUMBERS,
			default: ['follower_count', 'view_count'],
			...onlyFor('account'),
		},
		{
			...includeChanges,
			options: VIDEO_NUMBERS,
			default: ['like_count', 'view_count'],
			...onlyFor('video'),
		},
		{
			displayName: 'Include Metrics',
			name: 'includeMetrics',
			type: 'options',
			options: [
				{ name: 'Last 7 Days', value: '7d' },
				{ name: 'Last 30 Days', value: '30d' },
				{ name: 'Last 90 Days', value: '90d' },
			],
			default: '30d',
			...onlyFor('account', 'video'),
			description:
				'Adds the totals of these days: views, likes, comments, shares, engagement. One more request for up to 200 items.',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			hint: 'In one poll. The others come with the next polls, oldest first: none gets lost.',
		},
		{
			displayName: 'Maximum Age (Days)',
			name: 'maximumAge',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 365 },
			default: 7,
			...onlyFor('accountVideo'),
			description:
				'How old a post may be when CreatorAudit finds it. Older ones start no workflow, such as those of an account that you have just begun to track.',
		},
		{
			displayName: 'Only Changed',
			name: 'onlyChanged',
			type: 'boolean',
			default: false,
			...onlyFor('account', 'video'),
			description:
				'Whether to leave out refreshes that changed none of the numbers chosen in Include Changes',
		},
		{
			displayName: 'Overlap (Minutes)',
			name: 'overlapMinutes',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1440 },
			default: 10,
			description:
				'How far behind the newest refresh to look for late ones. Raise it if refreshes show up in CreatorAudit long after the time that they bear.',
		},
	],
};

/** Parameters of the trigger node; workflows store their names, so these stay as they are. */
export const triggerProperties: INodeProperties[] = [triggerOn, events, filters, options];
