/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap that are really in use. */
export function usedHeap(): number {
	collect();
	return process.memoryUsage().heapUsed;
}

/** Watches the heap while something runs: its highest size, garbage included. */
export async function peakHeapDuring<T>(
	work: () => Promise<T>,
): Promise<{ result: T; peakBytes: number }> {
	let peakBytes = process.memoryUsage().heapUsed;
	const timer = setInterval(
		() => (peakBytes = Math.max(peakBytes, process.memoryUsage().heapUsed)),
		50,
	);
	try {
		const result = await work();
		return { result, peakBytes };
	} finally {
		clearInterval(timer);
	}
}
