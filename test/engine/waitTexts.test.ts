import { startSandbox, type Fault, type Sandbox } from '../../sandbox/client.mts';
import { allFieldsOf, FORMS } from '../support/nodeForms';
import { runNode } from '../support/engine';
import { searchList } from '../support/listSearch';
import { PolledWorkflow } from '../support/poll';

/** Ways in which CreatorAudit asks for a pause that nobody can wait for. */
const REFUSALS: Record<string, Fault> = {
	'a quota that returns late': { status: 429, headers: { 'retry-after': '864000' } },
	'an API that is down for long': { status: 503, headers: { 'retry-after': '864000' } },
};

/** Label of the option that says how long an item waits. */
const LABEL = FORMS.flatMap(allFieldsOf).find(({ property }) => property.name === 'maxWait')!
	.property.displayName;

interface Said {
	message: string;
	description?: string | null;
}

describe.each(Object.entries(REFUSALS))('what is said of %s', (_, fault) => {
	let sandbox: Sandbox;
	let runs = 0;
	beforeAll(async () => {
		sandbox = await startSandbox({ rateLimit: null });
	});
	afterAll(async () => await sandbox.stop());

	/** A key of its own for each, since a pause holds all who use the key; the second caller is refused without a request. */
	async function saidTwiceBy(
		call: (credential: { apiKey: string; baseUrl: string }) => Promise<unknown>,
	): Promise<Said[]> {
		const apiKey = `key-${String(fault.status)}-${++runs}`;
		await sandbox.addKey(apiKey, { name: apiKey });
		await sandbox.fault({ match: { key: apiKey }, times: null, fault });
		const said: Said[] = [];
		for (let calls = 0; calls < 2; calls++) {
			const thrown = await call({ apiKey, baseUrl: sandbox.apiUrl }).then(
				() => undefined,
				(error: Said) => error,
			);
			expect(thrown).toBeDefined();
			said.push(thrown!);
		}
		return said;
	}

	it('names the option by its label where there is one', async () => {
		const said = await saidTwiceBy(async (credential) => {
			const { error } = await runNode({
				credential,
				parameters: { resource: 'account', operation: 'getAll' },
			});
			if (error) throw error;
		});
		for (const { message, description } of said) {
			expect(message).toContain(`10 days, longer than "${LABEL}" allows`);
			expect(description).toContain(`"${LABEL}"`);
		}
	});

	it.each([
		['a poll', 'trigger', 'a poll may wait', 'a later poll goes on'],
		['Fetch Test Event', 'manual', 'the editor waits', 'Try again later'],
	] as const)('names no option in %s, which has none', async (__, mode, bound, advice) => {
		const said = await saidTwiceBy(
			async (credential) => await new PolledWorkflow({ credential }).poll({ mode }),
		);
		for (const { message, description } of said) {
			expect(message).toContain(`10 days, longer than ${bound}`);
			expect(description).toContain(advice);
			expect(`${message} ${description}`).not.toMatch(/Max Wait|option/);
		}
	});

	it('names no option in the metrics of a test event either', async () => {
		const said = await saidTwiceBy(async (credential) => {
			await sandbox.clearFaults();
			await sandbox.fault({
				match: { key: credential.apiKey, path: '/accounts/metrics' },
				times: null,
				fault,
			});
			await new PolledWorkflow({
				credential,
				parameters: { options: { includeMetrics: '7d' } },
			}).poll({ mode: 'manual' });
		});
		for (const { message, description } of said)
			expect(`${message} ${description}`).not.toMatch(/Max Wait|option/);
	});

	it('names no option before a list that opens', async () => {
		const said = await saidTwiceBy(
			async (credential) => await searchList(credential, 'searchAccounts'),
		);
		for (const { message, description } of said) {
			expect(message).toContain('10 days, longer than the editor waits');
			expect(description).not.toMatch(/<br>|&#/);
			expect(`${message} ${description}`).not.toMatch(/Max Wait|option/);
		}
	});
});
