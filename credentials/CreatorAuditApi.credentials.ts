import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import {
	checkHost,
	DEFAULT_BASE_URL,
	isInside,
	isTooLong,
	normaliseBaseUrl,
	plainKey,
} from '../nodes/CreatorAudit/transport/baseUrl';
import {
	guardedRequest,
	type OutgoingRequest,
} from '../nodes/CreatorAudit/transport/http/guardedRequest';

/** The addresses that n8n's HTTP client takes as complete, so that a base URL is not put before them. */
const ABSOLUTE = /^([a-z][a-z\d+\-.]*:)?\/\//i;

/** The key for the header. */
function readKey(value: unknown): string {
	if (isTooLong(value))
		throw new Error('The API Key is too long. Paste the key alone, without anything around it.');
	const key = plainKey(value);
	if (key === '')
		throw new Error(
			'The API Key is empty. Paste the key that CreatorAudit showed when you created it.',
		);
	if (!/^[\x21-\x7e]+$/.test(key)) {
		throw new Error(
			'The API Key holds characters that no key has. Copy it again, without anything around it.',
		);
	}
	return key;
}

/** The address that n8n's HTTP client would make of a request's `baseURL` and `url`. */
function addressOf({ baseURL, url, uri }: OutgoingRequest): string {
	const given = url || uri || '';
	if (baseURL === undefined || ABSOLUTE.test(given)) return given;
	return `${normaliseBaseUrl(baseURL)}/${given.replace(/^\/+/, '')}`;
}

/**
 * Puts the key on a request, in the Authorization header and nowhere else.
 * The address that was checked is the address that is sent, over a way on which nobody else reads it (guardedRequest.ts).
 * @throws Error with one sentence when the key or the base URL cannot be used, or the request leads elsewhere
 */
async function authorise(
	credentials: { apiKey?: unknown; baseUrl?: unknown; allowedHosts?: unknown },
	request: OutgoingRequest,
): Promise<IHttpRequestOptions> {
	const baseUrl = normaliseBaseUrl(credentials.baseUrl);
	checkHost(baseUrl, credentials.allowedHosts);
	const address = addressOf(request);
	if (!isInside(address, baseUrl)) {
		throw new Error(
			`The CreatorAudit API key goes only to addresses below ${baseUrl}, the Base URL of the credential.`,
		);
	}
	return guardedRequest(request, address, readKey(credentials.apiKey));
}

/** Status codes of GET /whoami in the words that the credential dialog shows (contract/NOTES.md#errors). */
const ANSWERS: Record<number, string> = {
	301: 'The Base URL leads on to another address. Enter that address instead.',
	302: 'The Base URL leads on to another address. Enter that address instead.',
	307: 'The Base URL leads on to another address. Enter that address instead.',
	308: 'The Base URL leads on to another address. Enter that address instead.',
	401: 'CreatorAudit does not know this API key. Copy it again, or create a new one in CreatorAudit under API Keys.',
	403: 'CreatorAudit knows this API key but refuses it: the key is disabled, or the subscription is not active.',
	404: `This Base URL does not lead to the CreatorAudit API. It should be ${DEFAULT_BASE_URL}.`,
	429: 'The API key works, but its rate limit is used up right now. Try again in a minute.',
};

/** The organization's API key and the address of the API. */
export class CreatorAuditApi implements ICredentialType {
	name = 'creatorAuditApi';

	displayName = 'CreatorAudit API';

	icon: Icon = {
		light: 'file:../icons/creatoraudit.svg',
		dark: 'file:../icons/creatoraudit.dark.svg',
	};

	documentationUrl = 'https://docs.creatoraudit.com/api-reference/authentication';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The key of your organization. Create it in CreatorAudit under API Keys and copy it at once: CreatorAudit shows it only once. A key that may only read is enough for reading. If CreatorAudit wants the scope write for metrics, which its documentation leaves open, the error says so.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			placeholder: `e.g. ${DEFAULT_BASE_URL}`,
			// An expression would let a cell of a sheet decide where the key goes.
			noDataExpression: true,
			description:
				'Where the CreatorAudit API answers. Leave it as it is unless CreatorAudit gave you another address.',
		},
		{
			displayName: 'Allowed Hosts',
			name: 'allowedHosts',
			type: 'string',
			default: '',
			placeholder: 'e.g. creatoraudit.example.com',
			noDataExpression: true,
			description:
				'Hosts besides api.creatoraudit.com that the Base URL may name, separated by commas. The key goes nowhere else, whatever the Base URL turns out to be. Leave it empty unless you use another address.',
		},
	];

	authenticate: IAuthenticate = authorise;

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/whoami', method: 'GET' },
		rules: [
			...Object.entries(ANSWERS).map(([value, message]) => ({
				type: 'responseCode' as const,
				properties: { value: Number(value), message },
			})),
			// Every answer of the API has `data` (contract/NOTES.md#envelope); a web page has not.
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'data',
					value: undefined,
					message: `Something answers at this Base URL, but not the CreatorAudit API. It should be ${DEFAULT_BASE_URL}.`,
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
