/** Size of a 304 response on the wire: status line and headers. */
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

/** Sends a GET twice, the second time with the ETag. @returns the size of the 304 */
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
