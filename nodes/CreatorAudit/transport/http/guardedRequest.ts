import type { IHttpRequestOptions } from 'n8n-workflow';

/** What n8n hands over: its current request helper fills `url`, the older one behind the HTTP Request node fills `uri`. */
export type OutgoingRequest = Partial<Omit<IHttpRequestOptions, 'proxy'>> & {
	uri?: string;
	proxy?: IHttpRequestOptions['proxy'] | string | null;
	/** What the older helper knows "Ignore SSL Issues" by. */
	rejectUnauthorized?: boolean;
	/** Set by this package's transport alone: no proxy of the server's environment sits before an address on plain http (directPath.ts). */
	isDirect?: boolean;
};

/** Headers that a caller may not choose where the key goes along: the key, and those by which servers pick another host or route. */
const RESERVED_HEADER = /^(authorization|host|forwarded|x-forwarded-.*)$/i;

/** Understood by n8n's current request helper (first two), and by the older one (the others). */
const WITHOUT_REDIRECTS = {
	disableFollowRedirect: true,
	sendCredentialsOnCrossOriginRedirect: false,
	followRedirect: false,
	followAllRedirects: false,
};

/**
 * Whatever a step says: only a server with a valid certificate is spoken to. `agentOptions` could name another authority, another name to
 * check, or none (n8n-core, buildAgentOptions).
 */
const WITH_CERTIFICATE = {
	skipSslCertificateValidation: false,
	agentOptions: { rejectUnauthorized: true },
};

/**
 * The way to an address on plain http, which only this machine may have. n8n knows no option for "no proxy", and environment variables may
 * name one; the server itself as its own proxy goes before them, and every server takes the whole address that a proxy gets (RFC 9112, 3.2.2).
 * @throws Error with one sentence when the step names a proxy
 */
function plainRoute({ proxy, isDirect }: OutgoingRequest, url: URL): OutgoingRequest['proxy'] {
	const itself = { protocol: 'http', host: url.hostname, port: Number(url.port) || 80 };
	// n8n repeats a request that was answered with 401, as it left the first time.
	const isRepeated = JSON.stringify(proxy) === JSON.stringify(itself);
	if (proxy !== undefined && proxy !== '' && proxy !== null && !isRepeated) {
		throw new Error(
			'The CreatorAudit API key is not sent through a proxy without encryption. Remove the proxy of this step, or use a Base URL that starts with https://.',
		);
	}
	return isDirect === true ? undefined : itself;
}

/**
 * A request that may carry the key: to this address and no other, over a connection whose other end has proved who it is, with no header
 * that leads the server astray.
 * @param address absolute, checked to lie below the base URL
 * @param key of the Authorization header
 * @throws Error with one sentence when the step's settings would show the key to somebody else
 */
export function guardedRequest(
	{ isDirect, ...request }: OutgoingRequest,
	address: string,
	key: string,
): IHttpRequestOptions {
	// Certificates are checked whatever the caller says.
	delete request.rejectUnauthorized;
	const target = new URL(address);
	const { url, uri, headers = {}, proxy } = request;
	const others = Object.entries(headers).filter(([name]) => !RESERVED_HEADER.test(name.trim()));
	const guarded = {
		...request,
		...(uri !== undefined && url === undefined ? { uri: target.href } : { url: target.href }),
		baseURL: undefined,
		auth: undefined,
		proxy: target.protocol === 'http:' ? plainRoute({ proxy, isDirect }, target) : proxy,
		headers: { ...Object.fromEntries(others), Authorization: `Bearer ${key}` },
		...WITHOUT_REDIRECTS,
		...WITH_CERTIFICATE,
	};
	return guarded as unknown as IHttpRequestOptions;
}
