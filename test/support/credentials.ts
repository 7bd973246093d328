import {
	ICredentialsHelper,
	type IAuthenticate,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type IRequestOptionsSimplified,
} from 'n8n-workflow';

import { CreatorAuditApi } from '../../credentials/CreatorAuditApi.credentials';

/** What the tests' credential holds. */
export interface TestCredential {
	apiKey: string;
	baseUrl: string;
	allowedHosts?: string;
}

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

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		if (!this.credential)
			throw new Error('Credential with ID "test" does not exist for type "creatorAuditApi"');
		this.decryptions += 1;
		return { ...this.credential };
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}
}
