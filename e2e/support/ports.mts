/** Ports on the loopback interface. */
import { createServer } from 'node:net';

/** Interface on which everything of the end-to-end environment listens: nothing is reachable from outside. */
export const LOOPBACK = '127.0.0.1';

/** Handed out by this process and not to be handed out again: a server may take a while to bind its port. */
const given = new Set<number>();

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = await listenOn(0);
		if (port === undefined || given.has(port)) continue;
		given.add(port);
		return port;
	}
}

/**
 * The wanted port, or the next one above it that nobody listens on.
 * @throws Error when none of the `tries` is free
 */
export async function freePortFrom(wanted: number, tries = 100): Promise<number> {
	for (let port = wanted; port < wanted + tries && port <= 65_535; port++) {
		if (given.has(port) || (await listenOn(port)) === undefined) continue;
		given.add(port);
		return port;
	}
	throw new Error(`No port from ${wanted} on is free`);
}

/** Binds the port for a moment. @returns the number it got, undefined when somebody else has it */
async function listenOn(port: number): Promise<number | undefined> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen(port, LOOPBACK, () => {
			const address = server.address();
			server.close(() =>
				resolve(address === null || typeof address === 'string' ? undefined : address.port),
			);
		});
	});
}
