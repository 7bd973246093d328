/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	Workflow,
	type ICredentialsDecrypted,
	type INode,
	type INodeType,
} from 'n8n-workflow';

import { CreatorAuditApi } from '../../credentials/CreatorAuditApi.credentials';
import { TestCredentialsHelper, type TestCredential } from './credentials';
import { additionalDataOf } from './engine';
import { nodeTypesOf } from './nodeTypes';

/** What the credential dialog shows after Save or Retry. */
export interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

/** A node of one field, whose request is the credential's test. */
function testNode(): INodeType {
	const description = {
		displayName: 'Test',
		name: 'credentialTest',
		version: 1,
		credentials: [{ name: 'creatorAuditApi', required: true }],
		properties: [
			{
				displayName: 'Temp',
				name: 'temp',
				type: 'string',
				default: '',
				routing: { request: new CreatorAuditApi().test.request },
			},
		],
	};
	return { description } as unknown as INodeType;
}

/** The rule of n8n's server for an error (n8n, CredentialsTester.runRequestTest). */
function verdictOnError(
	error: Error & { cause?: { code?: string; response?: { status: number; statusText?: string } } },
): Verdict {
	const { response, code } = error.cause ?? {};
	if (!response) return { status: 'Error', message: code ?? error.message };
	const rule = (new CreatorAuditApi().test.rules ?? []).find(
		({ type, properties }) => type === 'responseCode' && properties.value === response.status,
	);
	return {
		status: 'Error',
		message:
			rule?.properties.message ??
			(response.statusText || `Received HTTP status code: ${response.status}`),
	};
}

/** Tests a credential as the credential dialog does: its request through n8n-core, its rules by those of n8n's server. */
export async function testCredential(credential: TestCredential): Promise<Verdict> {
	const nodeType = testNode();
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'n8n-nodes-creatoraudit.credentialTest',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	node.credentials = { creatorAuditApi: { id: 'test', name: 'CreatorAudit' } };
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypesOf([nodeType]),
	});
	const additionalData = additionalDataOf(new TestCredentialsHelper(credential), 'none', {});
	const executeData = { node, data: {}, source: null };
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		input,
		executeData,
		[],
	);
	const decrypted = {
		id: 'test',
		name: 'CreatorAudit',
		type: 'creatorAuditApi',
		data: { ...credential },
	} as ICredentialsDecrypted;
	let json: unknown;
	try {
		const [[item]] = (await new RoutingNode(context, nodeType, decrypted).runNode())!;
		json = item.json;
	} catch (error) {
		return verdictOnError(error as Parameters<typeof verdictOnError>[0]);
	}
	for (const { type, properties } of new CreatorAuditApi().test.rules ?? []) {
		if (type !== 'responseSuccessBody') continue;
		const found =
			json !== null && typeof json === 'object'
				? (json as Record<string, unknown>)[properties.key]
				: undefined;
		if (found === properties.value) return { status: 'Error', message: properties.message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}
