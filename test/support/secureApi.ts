/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generateCACertificate, getCA } from 'mockttp/dist/util/certificates';

const known = getCACertificates('default');

/** An API on https at this machine, with a certificate of an authority of its own. */
export class SecureApi {
	/** Method, address and headers of each request. */
	requests: string[] = [];
	answer!: (request: IncomingMessage, response: ServerResponse) => void;

	private constructor(
		private readonly server: Server,
		/** Certificate of the authority (PEM). */
		readonly authority: string,
	) {
		this.reset();
		server.on('request', (request: IncomingMessage, response: ServerResponse) => {
			const { method, url, headers } = request;
			this.requests.push(`${method} ${url} ${JSON.stringify(headers)}`);
			request.resume();
			this.answer(request, response);
		});
	}

	static async start(): Promise<SecureApi> {
		const authority = await generateCACertificate();
		const ca = await getCA(authority);
		const { key, cert } = await ca.generateCertificate('localhost');
		const { cert: other, key: otherKey } = await ca.generateCertificate('api.creatoraudit.com');
		const server = createServer({ key, cert });
		server.addContext('api.creatoraudit.com', { key: otherKey, cert: other });
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		return new SecureApi(server, authority.cert);
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	get baseUrl(): string {
		return `https://localhost:${this.port}/v2`;
	}

	/** Has this process trust its authority, as NODE_EXTRA_CA_CERTS does. */
	trust(): void {
		setDefaultCACertificates([...known, this.authority]);
	}

	/** Answers with an object of this id. */
	reset(id = '1'): void {
		this.requests = [];
		this.answer = (_, response) =>
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(JSON.stringify({ data: { id } }));
	}

	async stop(): Promise<void> {
		setDefaultCACertificates(known);
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}
