import type { INodeProperties, INodeType } from 'n8n-workflow';

import { runItems } from '../runner/runItems';
import { account } from './account';
import { accountVideo } from './accountVideo';
import { api } from './api';
import { creator } from './creator';
import { organization } from './organization';
import { video } from './video';

/** All that can be asked for, in the order of the Resource list. */
export const RESOURCES = [account, accountVideo, api, creator, organization, video];

/** The fields of the node. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: RESOURCES.map(({ option }) => option),
		default: 'account',
	},
	...RESOURCES.flatMap((resource) => resource.properties),
];

const runAllItems = runItems(properties);

/** Runs each operation over all items at once, by the routing above, wherever n8n asks for it (docs/n8n-internals.md#custom-operations). */
export const customOperations: INodeType['customOperations'] = Object.fromEntries(
	RESOURCES.map(({ option, operations }) => [
		option.value,
		Object.fromEntries(operations.map(({ option: { value } }) => [value, runAllItems])),
	]),
);
