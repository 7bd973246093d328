import { normaliseBaseUrl } from '../../nodes/CreatorAudit/transport/baseUrl';
import { connect } from '../../nodes/CreatorAudit/transport/connection';
import type { ApiContext } from '../../nodes/CreatorAudit/transport/types';

const contextWith = (apiKey: string) =>
	({ getCredentials: async () => ({ apiKey, baseUrl: '' }) }) as unknown as ApiContext;

describe('the connection of a run', () => {
	it('has one pace for a key, however it was pasted', async () => {
		const [plain, ...pasted] = await Promise.all(
			['key', ' key\n', 'Bearer key', 'bearer  k\u200bey'].map(
				async (key) => await connect(contextWith(key)),
			),
		);
		for (const { limiter, keyId } of pasted) {
			expect(limiter).toBe(plain.limiter);
			expect(keyId).toBe(plain.keyId);
		}
		expect((await connect(contextWith('another'))).limiter).not.toBe(plain.limiter);
	});

	it.each([
		'ca_live_0123456789',
		'ca:live:0123456789',
		'http://ca_live_0123456789',
		'Bearer ca_live_0123456789',
	])('repeats nothing of a key that was pasted as the Base URL (%s)', (pasted) => {
		const message = (() => {
			try {
				return normaliseBaseUrl(pasted);
			} catch (error) {
				return (error as Error).message;
			}
		})();
		expect(message).toMatch(/^The Base URL/);
		expect(message).not.toMatch(/0123|live/);
	});
});
