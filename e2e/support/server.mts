/** An n8n server in a process of its own. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { n8nCommand, n8nEnv } from './n8nCommand.mts';
import { waitFor } from './waitFor.mts';
import type { UserFolder } from './folder.mts';
import { freePort, LOOPBACK } from './ports.mts';
import { launch, type Service } from './service.mts';

export interface N8nServer extends Service {
	/** Without a trailing slash. */
	url: string;
	port: number;
	folder: UserFolder;
}

export interface StartOptions {
	/** A free port by default. */
	port?: number;
	/** Environment variables; they override the defaults. */
	env?: NodeJS.ProcessEnv;
	/** The first start on a folder takes longer: it creates the database. */
	readyTimeoutMs?: number;
}

const READY_TIMEOUT_MS = 120_000;
const LOG_LINES_SHOWN = 40;

/**
 * Starts n8n on a user folder and waits until it is ready. A second call on the folder keeps its data.
 * @throws Error with the end of the log when n8n does not start
 */
export async function startN8n(folder: UserFolder, options: StartOptions = {}): Promise<N8nServer> {
	const { port = await freePort(), env, readyTimeoutMs = READY_TIMEOUT_MS } = options;
	const service = await launchN8n(folder, ['start'], { N8N_PORT: String(port), ...env });
	const url = `http://${LOOPBACK}:${port}`;
	try {
		await untilReady(service, `${url}/rest/settings`, readyTimeoutMs);
	} catch (error) {
		await service.kill();
		throw error;
	}
	return Object.assign(service, { url, port, folder });
}

/**
 * Starts one of n8n's long-running commands ("start", "worker", "webhook") and does not wait for it. The log is
 * `<folder>/logs/<name>.log`; the name defaults to the command.
 */
export async function launchN8n(
	folder: UserFolder,
	args: string[],
	env: NodeJS.ProcessEnv = {},
	name = args[0] ?? 'n8n',
): Promise<Service> {
	const logs = path.join(folder.root, 'logs');
	await mkdir(logs, { recursive: true });
	const brokerPort = String(await freePort());
	return launch({
		args: n8nCommand(folder, ...args),
		cwd: folder.root,
		env: n8nEnv(folder, { N8N_RUNNERS_BROKER_PORT: brokerPort, ...env }),
		logFile: path.join(logs, `${name}.log`),
	});
}

/** Waits for /rest/settings: /healthz responds already during the database migration. */
async function untilReady(service: Service, address: string, timeoutMs: number): Promise<void> {
	const ready = async (): Promise<boolean> => {
		if (service.ended !== undefined) return true;
		const response = await fetch(address);
		return response.ok && (response.headers.get('content-type') ?? '').includes('json');
	};
	let failure: unknown;
	await waitFor('n8n to answer', ready, { timeoutMs }).catch((error: unknown) => (failure = error));
	if (failure === undefined && service.ended === undefined) return;
	const what = service.ended === undefined ? 'did not answer in time' : `ended (${service.ended})`;
	const tail = service.log().trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
	throw new Error(`n8n ${what}. The end of its log:\n${tail}`);
}
