import {
	startSandbox,
	type LoggedRequest,
	type Sandbox,
	type Settings,
} from '../../sandbox/client.mts';
import { runNode, type NodeResult, type NodeRun } from './engine';

/** A run of the node, and the requests that reached the API meanwhile. */
export interface BenchResult extends NodeResult {
	requests: LoggedRequest[];
}

export type Setup = Omit<Partial<NodeRun>, 'parameters'>;

/** The CreatorAudit node in n8n's engine, before a sandbox of the test file's own. */
export interface SandboxedNode {
	readonly sandbox: Sandbox;
	/** Runs the node once with the key that may do everything. */
	run(parameters: NodeRun['parameters'], setup?: Setup): Promise<BenchResult>;
}

/**
 * Starts a sandbox for the tests of a file and stops it after them. It has no rate limit and refreshes nothing by itself, unless `settings`
 * say otherwise. After each test, no request may have broken the contract, unless the test took note of it by `sandbox.reset()`.
 */
export function sandboxedNode(settings: Partial<Settings> = {}): SandboxedNode {
	let sandbox: Sandbox | undefined;
	const started = (): Sandbox => {
		if (!sandbox) throw new Error('The sandbox starts before the first test, not earlier');
		return sandbox;
	};
	beforeAll(async () => {
		sandbox = await startSandbox({ rateLimit: null, firstRefreshDelayMs: null, ...settings });
	});
	afterEach(async () => {
		const { requests, responses } = await started().violations();
		// Not the next test's fault.
		if (requests.length + responses.length > 0) await started().reset();
		expect({ requests, responses }).toEqual({ requests: [], responses: [] });
	});
	afterAll(async () => await sandbox?.stop());
	return {
		get sandbox() {
			return started();
		},
		run: async (parameters, setup = {}) => {
			await started().clearRequests();
			const credential = { apiKey: started().keys.full, baseUrl: started().apiUrl };
			const result = await runNode({ credential, parameters, ...setup });
			return { ...result, requests: await started().requests() };
		},
	};
}
