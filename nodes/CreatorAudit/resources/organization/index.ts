import { resourceOf } from '../compose';
import { getApiKey } from './getApiKey';
import { getOverview } from './getOverview';
import { search } from './search';

/** Everything that your organization tracks. */
export const organization = resourceOf(
	{
		name: 'Organization',
		value: 'organization',
		description: 'Everything that your organization tracks',
	},
	'getOverview',
	[getApiKey, getOverview, search],
);
