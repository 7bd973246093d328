import { sleep } from 'n8n-workflow';

import { trySend } from '../../nodes/CreatorAudit/transport/send';
import type { ApiContext } from '../../nodes/CreatorAudit/transport/types';

/** The API knows an Idempotency-Key for so long after it has dealt with the request (contract/NOTES.md#idempotency). */
const KEY_KNOWN_MS = 600_000;

describe('a create whose answers do not come', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	it.each([
		[300_000, 'network'],
		[120_000, 'network'],
		// After ten of them the API counts as down.
		[5_000, 'down'],
	])(
		'is not sent again once the API may have forgotten its key (no answer within %s ms)',
		async (timeoutMs, kind) => {
			const sentMs: number[] = [];
			const beganMs = performance.now();
			const context = {
				getCredentials: async () => ({
					apiKey: `key-${timeoutMs}`,
					baseUrl: 'https://api.example.com/v2',
				}),
				getNode: () => ({}),
				helpers: {
					httpRequestWithAuthentication: async () => {
						sentMs.push(performance.now() - beganMs);
						await sleep(timeoutMs);
						throw Object.assign(new Error('timeout'), { code: 'ECONNABORTED' });
					},
				},
			} as unknown as ApiContext;
			const request = {
				method: 'POST' as const,
				path: '/creators',
				body: { name: 'a' },
				idempotencyKey: 'one',
			};
			const outcome = trySend(context, request, { maxWaitMs: 3_600_000, maxAttempts: 1_000 });
			await jest.advanceTimersByTimeAsync(2 * 3_600_000);
			expect(await outcome).toMatchObject({
				kind,
				outcomeUnknown: true,
				gaveUp: 'wait too long',
			});
			expect(sentMs.length).toBeGreaterThan(1);
			expect(Math.max(...sentMs)).toBeLessThan(KEY_KNOWN_MS);
		},
	);
});
