/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { sandboxedNode } from '../support/sandboxedNode';

/** The quota's windows, much shorter than real ones, which last a minute or so. */
const LIMIT = 60;
const WINDOW_SECONDS = 2;
const ITEMS = 1_000;

const bench = sandboxedNode({
	accounts: ITEMS,
	rateLimit: { limit: LIMIT, windowSeconds: WINDOW_SECONDS },
});

describe('1,000 single gets against 60 requests per window', () => {
	it("all arrive in 1.05 times the quota's own minimum, with at most one refusal a window", async () => {
		const ids = (await bench.sandbox.data('accounts')).map(({ id }) => String(id));
		// At the beginning of a window, so that the minimum is known.
		await new Promise((resolve) =>
			setTimeout(resolve, WINDOW_SECONDS * 1000 - (Date.now() % (WINDOW_SECONDS * 1000)) + 20),
		);
		const startedMs = performance.now();
		const { json, error } = await bench.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { maxWait: WINDOW_SECONDS + 2 },
			},
			{ input: ids.map((id) => ({ id })) },
		);
		const elapsedMs = performance.now() - startedMs;
		const { windows } = await bench.sandbox.summary();
		const minimumMs = Math.floor((ITEMS - 1) / LIMIT) * WINDOW_SECONDS * 1000;
		const refused = windows.map((window) => window.refused);
		process.stderr.write(
			`Pace: ${ITEMS} gets at ${LIMIT} per ${WINDOW_SECONDS} s in ${(elapsedMs / minimumMs).toFixed(3)} x the quota's minimum of ${minimumMs / 1000} s, refusals by window: ${refused.join(' ')}\n`,
		);
		expect(error).toBeUndefined();
		expect(json.map(({ id }) => id).sort()).toEqual([...ids].sort());
		expect(Math.max(...refused)).toBeLessThanOrEqual(1);
		expect(elapsedMs).toBeLessThanOrEqual(minimumMs * 1.05);
	}, 120_000);
});
