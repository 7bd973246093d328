/** Waiting for what another process does. */
import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 200;

/**
 * Asks again and again until the answer is something (neither undefined, null nor false).
 * @param what what is waited for, as it reads after "waited in vain for"
 * @param ask what it throws counts as "not yet", and is the cause when time runs out
 * @param timeoutMs how long to go on
 * @param stepMs pause between two tries
 */
export async function eventually<T>(
	what: string,
	ask: () => Promise<T | undefined | null | false> | T | undefined | null | false,
	{ timeoutMs = 30_000, stepMs = STEP_MS }: { timeoutMs?: number; stepMs?: number } = {},
): Promise<T> {
	const end = Date.now() + timeoutMs;
	let cause: unknown;
	for (;;) {
		try {
			const answer = await ask();
			if (answer !== undefined && answer !== null && answer !== false) return answer;
			cause = undefined;
		} catch (error) {
			cause = error;
		}
		if (Date.now() >= end) {
			throw new Error(`Waited in vain for ${what} (${Math.round(timeoutMs / 1000)} s)`, { cause });
		}
		await sleep(stepMs);
	}
}
