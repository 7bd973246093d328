/** Free ports on the loopback interface; none is handed out twice, because a server may take a while to bind its port. */
import getPort from 'get-port';

/** Every server of the tests listens here only: nothing is reachable from outside. */
export const LOOPBACK = '127.0.0.1';

/** Any free port. */
export async function freePort(): Promise<number> {
	return await getPort({ host: LOOPBACK, reserve: true });
}

/**
 * The wanted port, or the next free one above it.
 * @param count how many ports to try
 * @throws Error when none of them is free
 */
export async function freePortFrom(wanted: number, count = 100): Promise<number> {
	const candidates = Array.from({ length: count }, (_, n) => wanted + n).filter(
		(port) => port <= 65_535,
	);
	const port = await getPort({ host: LOOPBACK, port: candidates, reserve: true });
	if (candidates.includes(port)) return port;
	throw new Error(`No port from ${wanted} on is free`);
}
