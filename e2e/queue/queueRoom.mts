/** n8n in queue mode: a main process that serves and polls, and workers that execute. */
import type { StartOptions } from '../../sandbox/client.mts';
import { eventually } from '../support/eventually.mts';
import { freePort, LOOPBACK } from '../support/ports.mts';
import { openRoom, type Room } from '../support/room.mts';
import { launchN8n } from '../support/server.mts';
import type { Service } from '../support/service.mts';
import { startQueueServices } from './services.mts';

export interface QueueRoom extends Room {
	workers: Service[];
}

export interface QueueRoomOptions {
	sandbox?: StartOptions;
	workers: number;
	/** Executions that one worker takes at a time. */
	concurrency: number;
}

const READY_TIMEOUT_MS = 120_000;

export async function openQueueRoom({ sandbox, workers: count, concurrency }: QueueRoomOptions): Promise<QueueRoom> {
	const services = await startQueueServices();
	// Also what is started by the editor's button goes to the workers.
	const env = { ...services.env, OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true' };
	const room = await openRoom({ sandbox, env });
	const workers: Service[] = [];
	for (let n = 0; n < count; n++) {
		const port = await freePort();
		const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: LOOPBACK };
		const worker = await launchN8n(room.folder, ['worker', `--concurrency=${concurrency}`], { ...env, ...health }, `worker-${n + 1}`);
		workers.push(worker);
		const ready = async () => worker.ended !== undefined || (await fetch(`http://${LOOPBACK}:${port}/healthz/readiness`)).ok;
		await eventually('a worker to be ready', ready, { timeoutMs: READY_TIMEOUT_MS });
		if (worker.ended !== undefined) throw new Error(`A worker ended (${worker.ended}):\n${worker.log().slice(-4_000)}`);
	}
	return {
		...room,
		get n8n() {
			return room.n8n;
		},
		workers,
		async close() {
			await Promise.all(workers.map((worker) => worker.stop()));
			await room.close();
			await services.stop();
		},
	};
}
