/** Brings an answer onto the wire, spoilt by a fault when there is one. */
import type { FastifyReply } from 'fastify';
import type { PlainResponse } from '../contract/checkResponse.mts';
import { patched, without, type Fault } from '../control/faults.mts';
import type { LogEntry } from '../control/requestLog.mts';

/** An answer whose body is bytes. */
interface WireResponse {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
}

/** What an answer looks like on the wire; the body is JSON unless a fault made it a text. */
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

/** Sends an answer, or breaks the connection in its place. */
export function deliver(
	reply: FastifyReply,
	entry: LogEntry,
	response: WireResponse,
	fault: Fault | undefined,
): void {
	// The client has gone while its request was worked on.
	if (reply.raw.destroyed) return void reply.hijack();
	if (fault?.reset === 'before' || fault?.reset === 'afterWrite') return drop(reply);
	if (fault?.reset === 'midBody') return sendHalf(reply, response);
	entry.status = response.status;
	entry.bytes = response.bytes.length;
	// Node would set a header that the answer is to lack.
	if (!('date' in response.headers)) reply.raw.sendDate = false;
	void reply.code(response.status).headers(response.headers);
	void reply.send(response.bytes.length > 0 ? response.bytes : undefined);
}

/** Ends the connection without an answer (TCP reset). */
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
