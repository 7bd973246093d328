/** Starts the API and the control API, each on its own port of the loopback interface. */
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { BASE_PATH, createApi } from './api/app.mts';
import { loadContract } from './contract/operations.mts';
import { createControl } from './control/app.mts';
import type { Settings } from './settings.mts';
import { SandboxState } from './state.mts';

const CONTRACT_FILE = path.resolve(import.meta.dirname, '../contract/openapi.yaml');
const HOST = '127.0.0.1';

export interface RunningSandbox {
	/** With the base path, without a trailing slash. */
	apiUrl: string;
	controlUrl: string;
	stop(): Promise<void>;
}

/** The port is in use by another process. */
export class PortInUseError extends Error {
	readonly port: number;

	constructor(port: number) {
		super(`Port ${port} is in use`);
		this.port = port;
	}
}

/**
 * Starts a sandbox in this process.
 * @param ports 0 = any free one
 * @throws PortInUseError
 */
export async function runSandbox(
	settings: Settings,
	ports: { api: number; control: number },
): Promise<RunningSandbox> {
	const state = new SandboxState(await loadContract(CONTRACT_FILE), settings);
	const api = createApi(state);
	const control = createControl(state);
	const stop = async (): Promise<void> => {
		state.scraper.stop();
		await Promise.all([api.close(), control.close()]);
	};
	try {
		const apiUrl = (await listen(api, ports.api)) + BASE_PATH;
		const controlUrl = await listen(control, ports.control);
		return { apiUrl, controlUrl, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
	try {
		return await app.listen({ host: HOST, port });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(port);
		throw error;
	}
}
