import type { IHttpRequestOptions } from 'n8n-workflow';

/** A port that nothing listens on: a connection to it fails at once. */
const NO_PORT = 0;
/** How long, in ms, a proxy may take to say something. */
const PATIENCE_MS = 2_000;

/** Whether an error is the one of a connection to {@link NO_PORT} of this machine: Node.js names the other end that it tried to reach. */
function isOwnRefusal(error: unknown): boolean {
	const { syscall, address, port } = (error ?? {}) as Record<string, unknown>;
	return (
		syscall === 'connect' &&
		typeof address === 'string' &&
		/^(127\.|::1$|::ffff:127\.)/.test(address) &&
		(port === undefined || port === NO_PORT)
	);
}

/**
 * Whether n8n reaches a host of this machine without a proxy. Environment variables may name one (HTTP_PROXY), which a node cannot read: so
 * it is tried, without the key and without a word to the server. What n8n's process tried to reach stands in the error, where no proxy can
 * change it.
 * @param hostname as in the base URL
 */
export async function isReachedDirectly(
	{ helpers }: { helpers: { httpRequest?(options: IHttpRequestOptions): Promise<unknown> } },
	hostname: string,
): Promise<boolean> {
	try {
		await helpers.httpRequest?.({
			url: `http://${hostname}:${NO_PORT}/`,
			method: 'HEAD',
			timeout: PATIENCE_MS,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		});
		return false;
	} catch (thrown) {
		for (let at: unknown = thrown, depth = 0; at && depth < 6; depth++) {
			const { cause, errors = [] } = at as { cause?: unknown; errors?: unknown[] };
			if ([at, ...errors].some(isOwnRefusal)) return true;
			at = cause;
		}
		return false;
	}
}
