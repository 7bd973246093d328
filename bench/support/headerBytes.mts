/** The bytes of an answer that has no body: its status line and headers as they travel. */
import { get, type IncomingMessage } from 'node:http';
import type { Sandbox } from '../../sandbox/client.mts';

async function ask(sandbox: Sandbox, path: string, etag?: string): Promise<IncomingMessage> {
	const headers = {
		authorization: `Bearer ${sandbox.keys.full}`,
		...(etag !== undefined && { 'if-none-match': etag }),
	};
	return await new Promise((resolve, reject) => {
		get(sandbox.apiUrl + path, { headers }, (answer) => {
			answer.resume().once('end', () => resolve(answer));
		}).once('error', reject);
	});
}

/** Size of the head of the 304 to a GET that has been made before. */
export async function headerBytes(sandbox: Sandbox, path: string): Promise<number> {
	const { headers } = await ask(sandbox, path);
	const answer = await ask(sandbox, path, headers.etag);
	if (answer.statusCode !== 304)
		throw new Error(`${path} answered ${answer.statusCode} to its own ETag`);
	const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
	for (let at = 0; at < answer.rawHeaders.length; at += 2)
		lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
	return Buffer.byteLength(`${lines.join('\r\n')}\r\n\r\n`);
}
