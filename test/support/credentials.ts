/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import 'reflect-metadata';

import { getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	Workflow,
	type IAuthenticate,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { CreatorAuditApi } from '../../credentials/CreatorAuditApi.credentials';

/** What the tests' credential holds. */
export interface TestCredential {
	apiKey: string;
	baseUrl: string;
	allowedHosts?: string;
}

/** What stands for the node where a credential is read outside of an execution (n8n, credentials-helper.ts). */
const MOCK_NODE: INode = {
	id: 'mock',
	name: '',
	typeVersion: 1,
	type: 'mock',
	position: [0, 0],
	parameters: {},
};

const MOCK_NODE_TYPES = {
	getByNameAndVersion: () => ({ description: { properties: [] } }),
} as unknown as INodeTypes;

/** n8n's credential store, reduced to one entry, with n8n's own rule for a credential's authenticate function. */
export class TestCredentialsHelper extends ICredentialsHelper {
	private readonly type: ICredentialType = new CreatorAuditApi();
	/** How often the credential was decrypted. */
	decryptions = 0;

	constructor(private readonly credential: TestCredential | undefined) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const authenticate = this.type.authenticate as Extract<
			IAuthenticate,
			(...args: never[]) => unknown
		>;
		return await authenticate(credentials, requestOptions as IHttpRequestOptions);
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('The engine asks for decrypted credentials only');
	}

	/** Resolves expressions as n8n does (n8n, CredentialsHelper.applyDefaultsAndOverwrites), outside of executions in a workflow without nodes. */
	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_credentials: INodeCredentialsDetails,
		_type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		if (!this.credential)
			throw new Error('Credential with ID "test" does not exist for type "creatorAuditApi"');
		this.decryptions += 1;
		const stored = { ...this.credential } as unknown as INodeParameters;
		const keys = getAdditionalKeys(additionalData, mode, null);
		if (values) {
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
			return workflow.expression.getParameterValue(
				stored,
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				mode,
				keys,
				executeData,
				false,
				stored,
			) as ICredentialDataDecryptedObject;
		}
		const workflow = new Workflow({
			nodes: [MOCK_NODE],
			connections: {},
			active: false,
			nodeTypes: MOCK_NODE_TYPES,
		});
		return workflow.expression.getComplexParameterValue(
			MOCK_NODE,
			stored,
			mode,
			keys,
			undefined,
			undefined,
			stored,
		) as ICredentialDataDecryptedObject;
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}
}
