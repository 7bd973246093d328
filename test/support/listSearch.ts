/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { TestCredentialsHelper, type TestCredential } from './credentials';
import { additionalDataOf } from './engine';
import { nodeTypesOf } from './nodeTypes';

export type ListSearchName = keyof CreatorAudit['methods']['listSearch'];

/** Runs a search behind From List, in the context that n8n's editor gives it. */
export async function searchList(
	credential: TestCredential,
	name: ListSearchName,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const nodeType = new CreatorAudit();
	const node: INode = {
		id: 'node-1',
		name: 'CreatorAudit',
		type: 'n8n-nodes-creatoraudit.creatorAudit',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { creatorAuditApi: { id: 'test', name: 'CreatorAudit' } },
	};
	const workflow = new Workflow({
		id: 'test',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypesOf([nodeType]),
	});
	const additionalData = additionalDataOf(new TestCredentialsHelper(credential), 'none', {});
	const context: ILoadOptionsFunctions = new LoadOptionsContext(
		workflow,
		workflow.getNode(node.name)!,
		additionalData,
		'',
	);
	return await nodeType.methods.listSearch[name].call(context, filter, paginationToken);
}
