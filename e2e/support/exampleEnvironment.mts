/** An environment in which the examples run: beside sandbox and n8n, fakes for the services that they feed, and a credential for each. */
import assert from 'node:assert/strict';
import type { StartOptions } from '../../sandbox/client.mts';
import { Cleanup } from './cleanup.mts';
import { waitFor } from './waitFor.mts';
import { withCredentials, type CredentialChoice } from './examples.mts';
import type { Execution } from './execution.mts';
import { startEnvironment, type Environment } from './environment.mts';
import { startFakes, type Fakes } from './fakes/proxy.mts';
import type { SlackMessage } from './fakes/slack.mts';
import type { Workflow } from './workflow.mts';

export interface ExampleEnvironment
	extends Pick<Environment, 'sandbox' | 'rest' | 'n8n' | 'folder' | 'credential'> {
	fakes: Fakes;
	credentials: CredentialChoice;
	/** Stores an example with its credentials chosen. @returns its id */
	store(workflow: Workflow): Promise<string>;
	/** Runs an example from its first step, as the editor's button does. @throws AssertionError unless it succeeds */
	run(workflow: Workflow): Promise<Execution>;
	/** Stops or kills n8n and starts it again; active workflows go on. */
	restart: Environment['restart'];
	/** Activates an example while `work` runs. Its trigger emits what is refreshed meanwhile. */
	whileActive(workflow: Workflow, work: (id: string) => Promise<void>): Promise<void>;
	/** Waits for Slack messages. @returns those since the last call */
	slackMessages(): Promise<SlackMessage[]>;
	/** Sends a request of its own to the API: POST when it has a body. @returns the `data` of the response. */
	api<T = Record<string, unknown>>(route: string, body?: unknown, method?: string): Promise<T>;
	close(): Promise<void>;
}

export async function startExampleEnvironment(
	settings: StartOptions = {},
): Promise<ExampleEnvironment> {
	const cleanup = new Cleanup();
	return await cleanup.orElse(() => open(settings, cleanup));
}

async function open(settings: StartOptions, cleanup: Cleanup): Promise<ExampleEnvironment> {
	const fakes = cleanup.add(await startFakes(), ({ stop }) => stop());
	const environment = cleanup.add(
		await startEnvironment({ env: fakes.env, sandbox: settings }),
		({ close }) => close(),
	);
	const { rest, sandbox } = environment;
	const credentials: CredentialChoice = { creatorAuditApi: environment.credential };
	const accounts: Array<[type: string, name: string, data: Record<string, unknown>]> = [
		['googleApi', 'Google service account', fakes.google.serviceAccount],
		['googleSheetsOAuth2Api', 'Google Sheets account', fakes.google.signedIn],
		['slackApi', 'Slack account', fakes.slack.credential],
		['openAiApi', 'OpenAI account', fakes.model.credential],
	];
	for (const [type, name, data] of accounts) {
		credentials[type] = { id: await rest.createCredential({ name, type, data }), name };
	}
	const store = async (workflow: Workflow) =>
		(await rest.createWorkflow(withCredentials(workflow, credentials))).id;
	return {
		sandbox,
		rest,
		get n8n() {
			return environment.n8n;
		},
		restart: environment.restart,
		folder: environment.folder,
		credential: environment.credential,
		fakes,
		credentials,
		store,
		async run(workflow) {
			const [first] = workflow.nodes;
			assert.ok(first);
			const execution = await rest.runManually(await store(workflow), first.name);
			assert.equal(execution.data.resultData.error?.message, undefined);
			assert.equal(execution.status, 'success');
			return execution;
		},
		async whileActive(workflow, work) {
			const id = await store(workflow);
			await sandbox.clearRequests();
			await rest.activate(id);
			try {
				// n8n polls for the first time some moments after it has said that the workflow is active.
				await waitFor(
					'the first poll',
					async () => (await sandbox.requests({ path: '^/accounts$' })).length > 0,
				);
				await work(id);
			} finally {
				await rest.deactivate(id);
			}
		},
		async slackMessages() {
			await waitFor('a message in Slack', () => fakes.slack.messages.length > 0);
			return fakes.slack.messages.splice(0);
		},
		async api(route, body, method = 'POST') {
			const response = await fetch(sandbox.apiUrl + route, {
				headers: {
					authorization: `Bearer ${sandbox.keys.full}`,
					'content-type': 'application/json',
				},
				...(body === undefined ? {} : { method, body: JSON.stringify(body) }),
			});
			assert.ok(response.ok, `${route}: ${response.status}`);
			return ((await response.json()) as { data: never }).data;
		},
		close: () => cleanup.run(),
	};
}
