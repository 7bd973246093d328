/** Bytes of one answer, after inflation. Full pages have some 100,000. */
export const MOST_BYTES = 32 * 1024 * 1024;
/** Bytes that large answers of this process may hold at once while they are read. */
const MOST_BYTES_AT_ONCE = 64 * 1024 * 1024;
/** Bytes up to which an answer waits for no other. */
const SMALL_BYTES = 1024 * 1024;

/** An answer's body as n8n hands it over for `encoding: 'stream'`: already inflated. */
export interface ByteStream {
	on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
	on(event: 'end' | 'close', listener: () => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	pause(): unknown;
	resume(): unknown;
	destroy(): unknown;
}

/** Whether a body is one. */
export function isByteStream(body: unknown): body is ByteStream {
	return body !== null && typeof body === 'object' && 'on' in body && 'destroy' in body;
}

/** Large answers that are being read in this process, the oldest first, with the bytes that they hold. */
const large = new Map<ByteStream, number>();

/** Lets the oldest of the large answers go on, and the others as long as all of them hold no more than they may. */
function share(): void {
	let held = 0;
	for (const bytes of large.values()) held += bytes;
	let isOldest = true;
	for (const stream of large.keys()) {
		if (isOldest || held <= MOST_BYTES_AT_ONCE) stream.resume();
		else stream.pause();
		isOldest = false;
	}
}

/**
 * Reads an answer's bytes, and no more of it than {@link MOST_BYTES}: a few hundred kilobytes may inflate to all of n8n's memory.
 * @returns undefined when it is longer; the rest is not read then
 * @throws the error of a connection or an inflation that breaks off
 */
export async function readBytes(stream: ByteStream): Promise<Buffer | undefined> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		const isWhole = await new Promise<boolean>((resolve, reject) => {
			stream.on('data', (chunk) => {
				length += chunk.length;
				if (length > MOST_BYTES) return resolve(false);
				chunks.push(chunk);
				if (length <= SMALL_BYTES) return;
				large.set(stream, length);
				share();
			});
			let isOver = false;
			stream.on('end', () => resolve((isOver = true)));
			stream.on('error', reject);
			// An error is made only where one is needed: every stream closes in the end.
			stream.on('close', () => isOver || reject(new Error('The answer broke off')));
		});
		if (!isWhole) return undefined;
		const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length);
		return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	} finally {
		if (length > MOST_BYTES) stream.destroy();
		if (large.delete(stream)) share();
	}
}

/** Like {@link readBytes}, as text. */
export async function readText(stream: ByteStream): Promise<string | undefined> {
	// Of a mark of the byte order, JSON knows nothing.
	return (await readBytes(stream))?.toString().replace(/^\ufeff/, '');
}
