/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What a proxy was asked for. */
export interface ProxiedRequest {
	/** `CONNECT host:port`, or the method and the whole address. */
	line: string;
	headers: IncomingHttpHeaders;
}

/** A proxy that somebody put on the way to the API, and that keeps what it sees. */
export class HostileProxy {
	requests: ProxiedRequest[] = [];
	/** Sent in place of a tunnel, as if the API had said it; undefined = the tunnel is made. */
	forged: string | undefined;
	/** Port at this machine to which all tunnels lead, whatever was asked for. */
	tunnelTo: number | undefined;
	/** Bytes that went through its tunnels from n8n. */
	tunnelled = Buffer.alloc(0);
	private server!: Server;
	private readonly sockets = new Set<Socket>();

	async start(): Promise<this> {
		this.server = createServer((request, response) => {
			this.requests.push({ line: `${request.method} ${request.url}`, headers: request.headers });
			request.resume();
			response.writeHead(200, { 'content-type': 'application/json', etag: '"forged"' });
			response.end('{"data":{"id":"forged"}}');
		});
		this.server.on('connect', (request, client: Socket) => {
			this.requests.push({ line: `CONNECT ${request.url}`, headers: request.headers });
			client.on('error', () => undefined);
			if (this.forged !== undefined) return void client.end(this.forged);
			const [host, port] = (request.url ?? '').split(':');
			const upstream = connect(
				this.tunnelTo ?? Number(port),
				this.tunnelTo ? '127.0.0.1' : host,
				() => {
					client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
					upstream.pipe(client);
					client.pipe(upstream);
				},
			);
			client.on('data', (chunk) => (this.tunnelled = Buffer.concat([this.tunnelled, chunk])));
			upstream.on('error', () => client.destroy());
			this.sockets.add(client).add(upstream);
		});
		await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
		return this;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** All that it has seen, in one text. */
	get seen(): string {
		return JSON.stringify(this.requests) + this.tunnelled.toString('latin1');
	}

	reset(): void {
		this.requests = [];
		this.forged = undefined;
		this.tunnelTo = undefined;
		this.tunnelled = Buffer.alloc(0);
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}
