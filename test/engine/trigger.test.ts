import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { PolledWorkflow, type PollSetup } from '../support/poll';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ rateLimit: null, firstRefreshDelayMs: null, accounts: 500 });
});
afterAll(async () => await sandbox?.stop());

function workflow(setup: Partial<PollSetup> = {}): PolledWorkflow {
	return new PolledWorkflow({ credential: { apiKey: sandbox.keys.full, baseUrl: sandbox.apiUrl }, ...setup });
}

const idsOf = (items: Array<{ id?: unknown }> | null) => (items ?? []).map(({ id }) => String(id));

describe('CreatorAudit Trigger on accounts', () => {
	it('says nothing on activation, and tells each refresh once', async () => {
		const trigger = workflow();
		expect(await trigger.activate()).toBeNull();
		expect(await trigger.poll()).toBeNull();
		const { accounts } = await sandbox.refresh({ accounts: 7 });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(accounts.map(({ id }) => id));
		expect(items?.[0]).toMatchObject({ event: 'account.refreshed', type: 'account', last_scrape_time: accounts[0].last_scrape_time });
		expect(await trigger.poll()).toBeNull();
		trigger.restart();
		expect(await trigger.activate()).toBeNull();
	});
});
