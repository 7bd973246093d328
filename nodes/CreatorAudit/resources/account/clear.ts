import type { INodeProperties } from 'n8n-workflow';

const BACK = 'The account then follows the setting of your organization';

/** Values that an update takes away: the API takes null for them (contract/openapi.yaml, AccountUpdate). An empty field stays as it is. */
export const clear: INodeProperties = {
	displayName: 'Values to Clear',
	name: 'clear',
	type: 'multiOptions',
	options: [
		{ name: 'Category', value: 'category', description: 'The account then has no category' },
		{ name: 'Post Look-Back', value: 'post_lookback_days', description: BACK },
		{ name: 'Recent Posts to Collect', value: 'max_recent_posts_per_account', description: BACK },
	],
	default: [],
	description:
		'What to take away from the account. A value that you also enter above stays, so that empty cells of a sheet can clear it.',
};
