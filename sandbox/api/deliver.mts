/** Sends a response, altered by a fault if there is one. */
import type { FastifyReply } from 'fastify';
import type { PlainResponse } from '../contract/checkResponse.mts';
import { patched, without, type Fault } from '../control/faults.mts';
import type { LogEntry } from '../control/requestLog.mts';

/** A response with its body as bytes. */
interface WireResponse {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
}

/** Serializes a response. The body is JSON, unless a fault replaced it by text. */
export function toWire(response: PlainResponse, fault: Fault | undefined): WireResponse {
	const headers = { ...response.headers, ...lowerCase(fault?.headers ?? {}) };
	let bytes = Buffer.from(textOf(response, fault));
	if (fault?.truncate !== undefined) bytes = bytes.subarray(0, fault.truncate);
	if (fault?.contentType !== undefined) headers['content-type'] = fault.contentType;
	for (const name of fault?.stripHeaders ?? []) delete headers[name.toLowerCase()];
	return { status: response.status, headers, bytes };
}

function textOf(response: PlainResponse, fault: Fault | undefined): string {
	let { body } = response;
	if (fault?.patch !== undefined) body = patched(body, fault.patch);
	for (const path of fault?.remove ?? []) body = without(body, path);
	if (body === undefined) return '';
	if (typeof body === 'string') return body;
	return body === response.body && response.text !== undefined
		? response.text
		: JSON.stringify(body);
}

/** Sends a response, or breaks the connection instead. */
export function deliver(
	reply: FastifyReply,
	entry: LogEntry,
	response: WireResponse,
	fault: Fault | undefined,
): void {
	// The client has disconnected.
	if (reply.raw.destroyed) return void reply.hijack();
	if (fault?.reset === 'before' || fault?.reset === 'afterWrite') return drop(reply);
	if (fault?.reset === 'midBody') return sendHalf(reply, response);
	entry.status = response.status;
	entry.bytes = response.bytes.length;
	// Node adds the Date header by itself.
	if (!('date' in response.headers)) reply.raw.sendDate = false;
	void reply.code(response.status).headers(response.headers);
	void reply.send(response.bytes.length > 0 ? response.bytes : undefined);
}

/** Resets the TCP connection without a response. */
export function drop(reply: FastifyReply): void {
	reply.hijack();
	reply.raw.socket?.resetAndDestroy();
}

/** Leaves the connection open and silent. */
export function hang(reply: FastifyReply): void {
	reply.hijack();
}

/** Announces the whole body, sends half of it and closes the connection. */
function sendHalf(reply: FastifyReply, { status, headers, bytes }: WireResponse): void {
	reply.hijack();
	reply.raw.writeHead(status, { ...headers, 'content-length': Math.max(bytes.length, 2) });
	reply.raw.write(bytes.length > 1 ? bytes.subarray(0, bytes.length >> 1) : '{', () =>
		reply.raw.destroy(),
	);
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
}
