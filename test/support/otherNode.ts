import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

/** Another node of n8n that is given the credential, as the HTTP Request node is. */
export const otherNode = (send: (this: IExecuteFunctions) => Promise<unknown>): INodeType =>
	({
		description: {
			name: 'other',
			displayName: 'Other',
			version: 1,
			group: ['transform'],
			inputs: ['main'],
			outputs: ['main'],
			defaults: {},
			credentials: [{ name: 'creatorAuditApi', required: true }],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			return [[{ json: { answer: (await send.call(this)) as object } }]];
		},
	}) as unknown as INodeType;
