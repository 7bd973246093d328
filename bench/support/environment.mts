/** The environment of the bench: a sandbox in its own process, and an n8n with the package and the bench's own nodes. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { waitFor } from '../../e2e/support/waitFor.mts';
import { makeUserFolder } from '../../e2e/support/folder.mts';
import { Rest } from '../../e2e/support/rest.mts';
import { startN8n } from '../../e2e/support/server.mts';
import { CREDENTIAL_TYPE, type Workflow } from '../../e2e/support/workflow.mts';
import { startSandbox, type Sandbox } from '../../sandbox/client.mts';

/** Measurement of the nodes between Bench Start and Bench Stop. Times in ms, heap in bytes above the start. */
export interface Figures {
	wallMs: number;
	/** ms since 1970. */
	startedAt: number;
	/** CPU time of the n8n process. */
	cpuMs: number;
	/** Delay of n8n's event loop. */
	delayP99Ms: number;
	delayMaxMs: number;
	items: number;
	/** Items without an error. */
	delivered: number;
	/** 0 unless the heap is measured. */
	peakBytes: number;
	itemsBytes: number;
}

/** What to measure. Only 'time' has no side effect, see bench/nodes/probe.js. */
export type About = 'time' | 'heap' | 'liveHeap';

/** An installed workflow. */
export interface Bench {
	/** Its API key. */
	key: string;
	run(options?: { about?: About; ids?: string[] }): Promise<Figures>;
}

/** Items of triggers since the last call. */
export interface Received {
	deliveries: Array<{ at: number; events: Array<[id: string, time: string, event: string]> }>;
	/** CPU time of the n8n process since its start. */
	cpuMs: number;
}

export interface Environment {
	sandbox: Sandbox;
	rest: Rest;
	/** Installs workflows/<file>.json with an API key of its own. */
	bench(file: string): Promise<Bench>;
	/** Activates workflows/<file>.json, whose trigger then polls once. @returns its id, and how to end it */
	watch(file: string, pollTimes: unknown): Promise<{ id: string; stop(): Promise<void> }>;
	received(): Promise<Received>;
	/** Deactivates all watching workflows, so that a failed part does not disturb the next. */
	stopWatching(): Promise<void>;
	/** Folder of the installed package. */
	packageDir: string;
	/** Folder of the n8n install. */
	n8nDir: string;
	close(): Promise<void>;
}

const WORKFLOWS = path.join(import.meta.dirname, '../workflows');
const NODES = path.join(import.meta.dirname, '../nodes');
/** A rate limit that is never reached, so that responses have its headers. */
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
			// Each copy of a workflow has its own webhook path.
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
		// The webhook of an activated workflow responds after a moment.
		const response = await waitFor(`webhook ${address}`, async () => {
			const answer = await post();
			return answer.status !== 404 && answer;
		});
		const text = await response.text();
		if (!response.ok)
			throw new Error(`n8n answered ${response.status} to a measurement: ${await reasonOf(id)}`);
		return JSON.parse(text) as T;
	}

	/** Finds out why a workflow failed: the webhook's response does not say. */
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
