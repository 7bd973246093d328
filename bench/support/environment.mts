/** The environment of the bench: a sandbox in its own process, and an n8n with the package and the bench's own nodes. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { waitFor } from '../../e2e/support/waitFor.mts';
import { makeUserFolder } from '../../e2e/support/folder.mts';
import { Rest } from '../../e2e/support/rest.mts';
import { startN8n } from '../../e2e/support/server.mts';
import { CREDENTIAL_TYPE, type Workflow } from '../../e2e/support/workflow.mts';
import { startSandbox, type Sandbox } from '../../sandbox/client.mts';

/** What Bench Stop tells about the nodes between it and Bench Start. Times in ms, heap in bytes above that of the start. */
export interface Figures {
	wallMs: number;
	/** ms since 1970. */
	startedAt: number;
	/** CPU time of the n8n process. */
	cpuMs: number;
	/** How late n8n's event loop was, by the millisecond. */
	delayP99Ms: number;
	delayMaxMs: number;
	items: number;
	/** Items that are no errors. */
	delivered: number;
	/** Only when the heap was asked for. */
	peakBytes: number;
	itemsBytes: number;
}

/** What is measured: only time disturbs nothing, see bench/nodes/probe.js. */
export type About = 'time' | 'heap' | 'liveHeap';

/** A workflow that is installed and can be run. */
export interface Bench {
	/** The key that it uses. */
	key: string;
	run(options?: { about?: About; ids?: string[] }): Promise<Figures>;
}

/** What the triggers gave since the last time. */
export interface Received {
	deliveries: Array<{ at: number; events: Array<[id: string, time: string, event: string]> }>;
	/** CPU time of the n8n process since its start. */
	cpuMs: number;
}

export interface Environment {
	sandbox: Sandbox;
	rest: Rest;
	/** Installs workflows/<file>.json as a workflow of its own with an API key of its own. */
	bench(file: string): Promise<Bench>;
	/** Activates workflows/<file>.json, whose trigger then polls once. @returns its id, and how to end it */
	watch(file: string, pollTimes: unknown): Promise<{ id: string; stop(): Promise<void> }>;
	received(): Promise<Received>;
	/** Ends what still watches: a part that fails must not disturb the next. */
	stopWatching(): Promise<void>;
	/** The package as it is installed. */
	packageDir: string;
	/** The n8n that runs. */
	n8nDir: string;
	close(): Promise<void>;
}

const WORKFLOWS = path.join(import.meta.dirname, '../workflows');
const NODES = path.join(import.meta.dirname, '../nodes');
/** No limit, yet with the headers of one: as on a plan that is far from its quota. */
export const AMPLE = { limit: 1_000_000, windowSeconds: 60 };

/** @param env more environment variables for n8n, for instance to profile it */
export async function startEnvironment(env: NodeJS.ProcessEnv = {}): Promise<Environment> {
	const sandbox = await startSandbox({ validateResponses: false, rateLimit: AMPLE });
	const folder = await makeUserFolder();
	const n8n = await startN8n(folder, {
		env: { N8N_CUSTOM_EXTENSIONS: NODES, N8N_LOG_LEVEL: 'warn', ...env },
	}).catch(async (error: unknown) => {
		await sandbox.stop();
		await folder.remove();
		throw error;
	});
	const rest = await Rest.signIn(n8n);
	let installed = 0;
	const watching = new Set<string>();
	const unwatch = async (id: string): Promise<void> => {
		await rest.deactivate(id);
		watching.delete(id);
	};

	async function install(
		file: string,
		change: (workflow: Workflow) => void = () => {},
	): Promise<{ id: string; key: string }> {
		const key = `bench-key-${++installed}`;
		await sandbox.addKey(key, { name: key });
		const credential = {
			type: CREDENTIAL_TYPE,
			name: key,
			data: { apiKey: key, baseUrl: sandbox.apiUrl },
		};
		const reference = { id: await rest.createCredential(credential), name: key };
		const workflow = JSON.parse(
			await readFile(path.join(WORKFLOWS, `${file}.json`), 'utf8'),
		) as Workflow;
		for (const node of workflow.nodes) {
			if (node.credentials) node.credentials = { [CREDENTIAL_TYPE]: reference };
			// Each copy of a workflow answers at an address of its own.
			if (node.webhookId) node.parameters.path = node.webhookId = key;
		}
		change(workflow);
		const { id } = await rest.createWorkflow(workflow);
		await rest.activate(id);
		return { id, key };
	}

	async function call<T>(
		{ id, key: address }: { id: string; key: string },
		body: object,
	): Promise<T> {
		const post = async (): Promise<Response> =>
			await fetch(`${n8n.url}/webhook/${address}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
		// An activated workflow may take a moment to answer at its address.
		const response = await waitFor(`webhook ${address}`, async () => {
			const answer = await post();
			return answer.status !== 404 && answer;
		});
		const text = await response.text();
		if (!response.ok)
			throw new Error(`n8n answered ${response.status} to a measurement: ${await reasonOf(id)}`);
		return JSON.parse(text) as T;
	}

	/** n8n's answer says no more than that the workflow failed. */
	async function reasonOf(workflowId: string): Promise<string> {
		const failed = (await rest.executions(workflowId)).find(({ status }) => status !== 'success');
		const error = failed && (await rest.execution(failed.id)).data.resultData.error;
		return [error?.message ?? 'without a word', error?.description].filter(Boolean).join(' ');
	}

	const reader = await install('read');
	return {
		sandbox,
		rest,
		bench: async (file) => {
			const installation = await install(file);
			const run: Bench['run'] = async (options = {}) =>
				await call<Figures>(installation, { apiUrl: sandbox.apiUrl, ...options });
			return { key: installation.key, run };
		},
		watch: async (file, pollTimes) => {
			const { id } = await install(file, ({ nodes }) => {
				for (const { parameters } of nodes)
					if (parameters.pollTimes) parameters.pollTimes = pollTimes;
			});
			watching.add(id);
			return { id, stop: async () => await unwatch(id) };
		},
		stopWatching: async () => void (await Promise.all([...watching].map(unwatch))),
		received: async () => await call<Received>(reader, {}),
		packageDir: path.join(folder.root, '.n8n/nodes/node_modules/n8n-nodes-creatoraudit'),
		n8nDir: folder.n8nDir,
		close: async () => {
			await n8n.stop();
			await sandbox.stop();
			await folder.remove();
		},
	};
}
