import { resourceOf } from '../compose';
import { request } from './request';

/** Any address of the CreatorAudit API. */
export const api = resourceOf(
	{ name: 'API', value: 'api', description: 'Any address of the CreatorAudit API' },
	'request',
	[request],
);
