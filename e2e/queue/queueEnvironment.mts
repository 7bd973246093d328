/** n8n in queue mode: a main process that serves and polls, and workers that execute. */
import type { StartOptions } from '../../sandbox/client.mts';
import { Cleanup } from '../support/cleanup.mts';
import { waitFor } from '../support/waitFor.mts';
import { freePort, LOOPBACK } from '../support/ports.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import { launchN8n } from '../support/server.mts';
import type { Service } from '../support/service.mts';
import { startQueueServices } from './services.mts';

export interface QueueEnvironment extends Environment {
	workers: Service[];
}

export interface QueueEnvironmentOptions {
	sandbox?: StartOptions;
	workers: number;
	/** Concurrent executions per worker. */
	concurrency: number;
}

const READY_TIMEOUT_MS = 120_000;
const LOG_SHOWN_CHARS = 4_000;

export async function startQueueEnvironment(
	options: QueueEnvironmentOptions,
): Promise<QueueEnvironment> {
	const cleanup = new Cleanup();
	return await cleanup.orElse(() => open(options, cleanup));
}

async function open(
	{ sandbox, workers: count, concurrency }: QueueEnvironmentOptions,
	cleanup: Cleanup,
): Promise<QueueEnvironment> {
	const services = cleanup.add(await startQueueServices(), ({ stop }) => stop());
	// Also what is started by the editor's button goes to the workers.
	const env = { ...services.env, OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true' };
	const environment = cleanup.add(await startEnvironment({ sandbox, env }), ({ close }) => close());
	const workers: Service[] = [];
	for (let n = 1; n <= count; n++) {
		workers.push(
			cleanup.add(await startWorker(environment, `worker-${n}`, concurrency, env), ({ stop }) =>
				stop(),
			),
		);
	}
	return {
		...environment,
		get n8n() {
			return environment.n8n;
		},
		workers,
		close: () => cleanup.run(),
	};
}

/** Starts a worker and waits until it accepts executions. */
async function startWorker(
	{ folder }: Environment,
	name: string,
	concurrency: number,
	env: NodeJS.ProcessEnv,
): Promise<Service> {
	const port = await freePort();
	const health = {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: LOOPBACK,
	};
	const worker = await launchN8n(
		folder,
		['worker', `--concurrency=${concurrency}`],
		{ ...env, ...health },
		name,
	);
	const ready = async () =>
		worker.ended !== undefined || (await fetch(`http://${LOOPBACK}:${port}/healthz/readiness`)).ok;
	await waitFor('a worker to be ready', ready, { timeoutMs: READY_TIMEOUT_MS }).catch(
		async (error: unknown) => {
			await worker.kill();
			throw error;
		},
	);
	if (worker.ended === undefined) return worker;
	throw new Error(`A worker ended (${worker.ended}):\n${worker.log().slice(-LOG_SHOWN_CHARS)}`);
}
