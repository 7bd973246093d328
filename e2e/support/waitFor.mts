/** Waiting for what another process does. */
import pWaitFor from 'p-wait-for';

type Nothing = undefined | null | false;

/**
 * Polls until there is an answer: anything but undefined, null and false.
 * @param what completes "Waited in vain for …"
 * @param ask an error that it throws counts as "not yet"; the last one is the cause when the time is up
 * @throws Error when the time is up
 */
export async function waitFor<T>(
	what: string,
	ask: () => Promise<T | Nothing> | T | Nothing,
	{ timeoutMs = 30_000, intervalMs = 200 }: { timeoutMs?: number; intervalMs?: number } = {},
): Promise<T> {
	const timeout = new Error(`Waited in vain for ${what} (${Math.round(timeoutMs / 1000)} s)`);
	return await pWaitFor<T>(
		async () => {
			try {
				const answer = await ask();
				timeout.cause = undefined;
				return answer !== undefined && answer !== null && answer !== false
					? pWaitFor.resolveWith(answer)
					: false;
			} catch (error) {
				timeout.cause = error;
				return false;
			}
		},
		{ interval: intervalMs, timeout: { milliseconds: timeoutMs, message: timeout } },
	);
}
