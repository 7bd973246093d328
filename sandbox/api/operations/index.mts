/** All operations by the contract's operationId. */
import { accountOperations } from './accounts.mts';
import { analyticsOperations } from './analytics.mts';
import type { Handler } from './context.mts';
import { creatorOperations } from './creators.mts';
import { organizationOperations } from './organization.mts';
import { videoOperations } from './videos.mts';

export const HANDLERS: Readonly<Record<string, Handler>> = {
	...accountOperations,
	...analyticsOperations,
	...creatorOperations,
	...organizationOperations,
	...videoOperations,
};
