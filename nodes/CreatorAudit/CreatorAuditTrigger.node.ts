import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { searchAccounts, searchCreators } from './listSearch';
import { triggerProperties } from './trigger/description';
import { poll } from './trigger/poll';

/** The polling trigger: when it fires and what it remembers stands in trigger/. */
export class CreatorAuditTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CreatorAudit Trigger',
		name: 'creatorAuditTrigger',
		icon: {
			light: 'file:../../icons/creatoraudit.svg',
			dark: 'file:../../icons/creatoraudit.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["triggerOn"] + ": " + ($parameter["events"] ?? ["new"]).join(", ")}}',
		description:
			'Starts the workflow when CreatorAudit has refreshed tracked accounts or videos, or has found new posts',
		defaults: { name: 'CreatorAudit Trigger' },
		polling: true,
		builderHint: {
			searchHint:
				'Starts a workflow when CreatorAudit has refreshed the followers or views of Instagram or TikTok accounts or videos. To read or change them, use the CreatorAudit node.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'creatorAuditApi', required: true }],
		// A list of its own for each instance: n8n adds fields to it.
		properties: [...triggerProperties],
	};

	methods = { listSearch: { searchAccounts, searchCreators } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
