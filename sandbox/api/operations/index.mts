import { withFilterFaults } from '../filterFaults.mts';
import { ACCOUNT_FILTERS, accountOperations } from './accounts.mts';
import { analyticsOperations } from './analytics.mts';
import type { Handler } from './context.mts';
import { CREATOR_FILTERS, creatorOperations } from './creators.mts';
import { organizationOperations } from './organization.mts';
import { ACCOUNT_VIDEO_FILTERS, VIDEO_FILTERS, videoOperations } from './videos.mts';

const ALL: Readonly<Record<string, Handler>> = {
	...accountOperations,
	...analyticsOperations,
	...creatorOperations,
	...organizationOperations,
	...videoOperations,
};

const FILTERS: Readonly<Record<string, readonly string[]>> = {
	listAccounts: ACCOUNT_FILTERS,
	listVideos: VIDEO_FILTERS,
	listAccountVideos: ACCOUNT_VIDEO_FILTERS,
	listCreators: CREATOR_FILTERS,
};

/** All operations by the contract's operationId. */
export const HANDLERS: Readonly<Record<string, Handler>> = Object.fromEntries(
	Object.entries(ALL).map(([name, handler]) => {
		const filters = FILTERS[name];
		return [name, filters === undefined ? handler : withFilterFaults(handler, filters)];
	}),
);
