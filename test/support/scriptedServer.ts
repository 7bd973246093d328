/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface RawRequest {
	method: string;
	/** As sent: nothing decoded or resolved. */
	target: string;
	headers: IncomingMessage['headers'];
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as a test says, for answers that not even a broken CreatorAudit would give. */
export class ScriptedServer {
	requests: RawRequest[] = [];
	answer: Answer = (_, response) => response.end('{"data":{"id":"1"}}');
	private server!: Server;

	async start(): Promise<this> {
		this.server = createServer((request, response) => {
			this.requests.push({
				method: request.method ?? '',
				target: request.url ?? '',
				headers: request.headers,
			});
			request.resume();
			this.answer(request, response);
		});
		await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
		return this;
	}

	/** Answers everything with this. */
	always(
		body: unknown,
		{ status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
	): void {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		this.answer = (_, response) =>
			response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Base URL of an API on it. */
	get baseUrl(): string {
		return `${this.origin}/v2`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}
