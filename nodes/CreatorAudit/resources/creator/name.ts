import type { INodeProperties } from 'n8n-workflow';

import { toBody } from '../compose';

/** A creator's name, 1 to 255 characters (contract/NOTES.md#creators). */
export const creatorName: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Jane Doe',
	description: 'The name of the creator in CreatorAudit',
	routing: toBody('name'),
};
