import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { toQuery } from '../compose';

const BY: Record<'added' | 'likes' | 'plays' | 'views', INodePropertyOptions> = {
	added: { name: 'Added to CreatorAudit', value: 'added_at' },
	likes: { name: 'Likes', value: 'like_count' },
	plays: { name: 'Plays', value: 'play_count' },
	views: { name: 'Views', value: 'view_count' },
};

const direction: INodeProperties = {
	displayName: 'Direction',
	name: 'orderDirection',
	type: 'options',
	options: [
		{ name: 'Ascending', value: 'asc', description: 'Smallest, oldest or A first' },
		{ name: 'Descending', value: 'desc', description: 'Largest, newest or Z first' },
	],
	default: 'desc',
	description: 'Which end of the order comes first',
	routing: toQuery('order_direction'),
};

const orderBy = (options: INodePropertyOptions[], initial: string): INodeProperties => ({
	displayName: 'Order By',
	name: 'orderBy',
	type: 'options',
	options,
	default: initial,
	description: 'What to sort the results by',
	routing: toQuery('order_by'),
});

const sort = (by: INodeProperties): INodeProperties => ({
	displayName: 'Sort',
	name: 'sort',
	type: 'collection',
	placeholder: 'Add Sort Rule',
	default: {},
	description:
		'Order of the results. Without it, CreatorAudit gives the newest first, and creators by name.',
	// In the order in which one thinks of them.
	options: [by, direction],
});

export const accountSort = sort(
	orderBy(
		[
			BY.added,
			{ name: 'Followers', value: 'follower_count' },
			{ name: 'Last Refresh', value: 'last_scrape_time' },
			BY.likes,
			BY.plays,
			{ name: 'Username', value: 'username' },
			BY.views,
		],
		'added_at',
	),
);

export const videoSort = sort(
	orderBy(
		[BY.added, BY.likes, BY.plays, { name: 'Published', value: 'create_time' }, BY.views],
		'added_at',
	),
);

export const creatorSort = sort(orderBy([{ name: 'Name', value: 'name' }], 'name'));
