import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { searchAccounts, searchCreators, searchVideos } from './listSearch';
import { customOperations, properties } from './resources';

/** The action node: what can be asked stands in resources/, how it runs in execution/, how the API is spoken to in transport/. */
export class CreatorAudit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CreatorAudit',
		name: 'creatorAudit',
		icon: {
			light: 'file:../../icons/creatoraudit.svg',
			dark: 'file:../../icons/creatoraudit.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Read and manage tracked Instagram and TikTok accounts, creators and videos, and their metrics',
		defaults: { name: 'CreatorAudit' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Followers, views and engagement of Instagram and TikTok accounts, videos and creators. They must be tracked in CreatorAudit first. To react to new numbers, start with the CreatorAudit Trigger.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-creatoraudit.creatorAuditTrigger',
					relationHint: 'Starts a workflow after a refresh',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'creatorAuditApi', required: true }],
		requestDefaults: { baseURL: '={{ $credentials.baseUrl }}' },
		// A list of its own for each instance: n8n adds fields to it.
		properties: [...properties],
	};

	customOperations = customOperations;

	methods = { listSearch: { searchAccounts, searchCreators, searchVideos } };
}
