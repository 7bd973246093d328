import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	startSandbox,
	type LoggedRequest,
	type Sandbox,
	type Settings,
} from '../../sandbox/client.mts';
import { PolledWorkflow, type PollSetup } from './poll';

/** What a poll did. */
export interface PollResult {
	/** Emitted items; empty for none. */
	items: IDataObject[];
	ids: string[];
	requests: LoggedRequest[];
	/** Bytes of answers' bodies. */
	bytes: number;
}

export interface PolledSandbox {
	readonly sandbox: Sandbox;
	/** A workflow with the trigger and a key that may do everything, not activated yet. */
	workflow(setup?: PollSetup): PolledWorkflow;
	/** The same, activated without a word. */
	active(setup?: PollSetup): Promise<PolledWorkflow>;
	/** Polls and looks at what reached the API meanwhile. */
	poll(workflow: PolledWorkflow): Promise<PollResult>;
	/** Polls until several polls in a row bring nothing. @returns all items */
	drain(workflow: PolledWorkflow): Promise<IDataObject[]>;
	/**
	 * What a new workflow emits in its first polls, existing records included.
	 * @param baseUrl of the API, that of the sandbox when left out
	 * @returns the emitted ids, and the error that ended the polls
	 */
	emitsOfAll(
		parameters: INodeParameters,
		baseUrl?: string,
	): Promise<{ items: IDataObject[]; ids: string[]; error?: Error }>;
}

const QUIET_POLLS = 3;
const MOST_POLLS = 200;

/**
 * Starts a sandbox for the tests of a file, without a rate limit and refreshing nothing by itself unless `settings` say otherwise. Before each
 * test its data is new; after each, no request may have broken the contract.
 */
export function polledSandbox(settings: Partial<Settings> = {}): PolledSandbox {
	const all = { rateLimit: null, firstRefreshDelayMs: null, ...settings };
	let sandbox: Sandbox | undefined;
	const started = (): Sandbox => {
		if (!sandbox) throw new Error('The sandbox starts before the first test, not earlier');
		return sandbox;
	};
	beforeAll(async () => {
		sandbox = await startSandbox(all);
	});
	beforeEach(async () => {
		await started().reset({ ...all, validateResponses: true });
	});
	afterEach(async () => {
		const { requests, responses } = await started().violations();
		expect({ requests, responses }).toEqual({ requests: [], responses: [] });
	});
	afterAll(async () => await sandbox?.stop());

	const workflow = (setup: PollSetup = {}) =>
		new PolledWorkflow({
			credential: { apiKey: started().keys.full, baseUrl: started().apiUrl },
			...setup,
		});
	return {
		get sandbox() {
			return started();
		},
		workflow,
		active: async (setup) => {
			const polled = workflow(setup);
			expect(await polled.activate()).toBeNull();
			// With durable cursors nothing is stored before the first scheduled poll.
			if (setup?.engine === 'durable') expect(await polled.poll()).toBeNull();
			return polled;
		},
		poll: async (polled) => {
			await started().clearRequests();
			const items = (await polled.poll()) ?? [];
			const requests = await started().requests();
			return {
				items,
				ids: items.map(({ id }) => String(id)),
				requests,
				bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
			};
		},
		drain: async (polled) => {
			const items: IDataObject[] = [];
			for (let quiet = 0, polls = 0; quiet < QUIET_POLLS; polls++) {
				const more = await polled.poll();
				quiet = more ? 0 : quiet + 1;
				items.push(...(more ?? []));
				if (polls > MOST_POLLS) throw new Error('The polls come to no end');
			}
			return items;
		},
		emitsOfAll: async (parameters, baseUrl = started().apiUrl) => {
			const items: IDataObject[] = [];
			const polled = workflow({
				credential: { apiKey: started().keys.full, baseUrl },
				parameters: {
					...parameters,
					options: {
						...(parameters.options as IDataObject),
						emitExisting: true,
					} as INodeParameters,
				},
			});
			let error: Error | undefined;
			try {
				items.push(...((await polled.activate()) ?? []));
				for (let polls = 0; polls < 3; polls++) items.push(...((await polled.poll()) ?? []));
			} catch (thrown) {
				error = thrown as Error;
			}
			return { items, ids: items.map(({ id }) => String(id)), error };
		},
	};
}
