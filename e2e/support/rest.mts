/** What n8n's editor does over n8n's internal REST API: workflows, executions, credentials, data tables. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Execution, ExecutionData, ExecutionStatus, ExecutionSummary } from './execution.mts';
import { waitFor } from './waitFor.mts';
import { RestClient, RestError, TEST_OWNER, type Address, type Login } from './restClient.mts';
import type { Credential, Workflow } from './workflow.mts';

export { RestError, TEST_OWNER, type Address, type Login } from './restClient.mts';

const UNFINISHED: ExecutionStatus[] = ['new', 'running', 'waiting', 'unknown'];

/** A session of the owner. */
export class Rest extends RestClient {
	readonly #parse: (text: string) => unknown;

	private constructor({ url, folder }: Address) {
		super(url);
		// Stored executions are "flatted": JSON in which each object is written once. n8n brings the parser.
		const require = createRequire(path.join(folder.n8nDir, 'node_modules/n8n/package.json'));
		this.#parse = require('flatted').parse;
	}

	/** Logs in; on a new instance it makes the owner first. */
	static async signIn(server: Address, login: Login = TEST_OWNER): Promise<Rest> {
		const rest = new Rest(server);
		await rest.logIn(login);
		return rest;
	}

	/** Descriptions of all node types that the server has loaded. */
	async nodeTypes(): Promise<
		Array<{ name: string; displayName: string; [field: string]: unknown }>
	> {
		const response = await this.fetch('/types/nodes.json');
		return (await response.json()) as Array<{ name: string; displayName: string }>;
	}

	/** Stores a credential under an id of n8n's choice. @returns the id */
	async createCredential({ name, type, data }: Omit<Credential, 'id'>): Promise<string> {
		return (await this.post<{ id: string }>('/credentials', { name, type, data })).id;
	}

	/** Stores and tests a credential, as the credential dialog does on Save. */
	async testCredential({
		name,
		type,
		data,
	}: Omit<Credential, 'id'>): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const id = await this.createCredential({ name, type, data });
		return await this.post('/credentials/test', { credentials: { id, name, type, data } });
	}

	/** Stores a workflow, not active, under an id of n8n's choice. @returns it as stored */
	async createWorkflow({ id: _chosenByN8n, ...workflow }: Workflow): Promise<Workflow> {
		return await this.post<Workflow>('/workflows', { ...workflow, active: false });
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.get<Workflow>(`/workflows/${id}`);
	}

	/** Changes a stored workflow. An active one keeps running its published version until it is activated again. */
	async updateWorkflow(id: string, changes: Partial<Workflow>): Promise<Workflow> {
		return await this.patch<Workflow>(`/workflows/${id}`, changes);
	}

	/** Publishes the newest version. A polling trigger polls once; in n8n 2.x possibly after this returns (see `staticData`). */
	async activate(id: string): Promise<Workflow> {
		const { versionId, checksum } = await this.workflow(id);
		try {
			return await this.post<Workflow>(`/workflows/${id}/activate`, {
				versionId,
				expectedChecksum: checksum,
			});
		} catch (error) {
			if (!(error instanceof RestError) || error.status !== 404) throw error;
			return await this.patch<Workflow>(`/workflows/${id}`, { active: true, versionId });
		}
	}

	async deactivate(id: string): Promise<Workflow> {
		try {
			return await this.post<Workflow>(`/workflows/${id}/deactivate`);
		} catch (error) {
			if (!(error instanceof RestError) || error.status !== 404) throw error;
			return await this.patch<Workflow>(`/workflows/${id}`, { active: false });
		}
	}

	/** Waits for the static data of a workflow's triggers, and so for the end of the first poll. */
	async staticData(id: string): Promise<Record<string, unknown>> {
		return await waitFor(`the first poll of workflow ${id}`, async () => {
			const { staticData } = await this.workflow(id);
			return (staticData ?? undefined) as Record<string, unknown> | undefined;
		});
	}

	/** Executions of a workflow, the newest first, at most 100. */
	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		return (
			await this.get<{ results: ExecutionSummary[] }>(`/executions?limit=100&filter=${filter}`)
		).results;
	}

	/** An execution with all its data. */
	async execution(id: string): Promise<Execution> {
		const stored = await this.get<ExecutionSummary & { data: string }>(`/executions/${id}`);
		return { ...stored, data: this.#parse(stored.data) as ExecutionData };
	}

	/** Waits until an execution ends, successfully or not. */
	async finished(id: string, timeoutMs = 60_000): Promise<Execution> {
		return await waitFor(
			`execution ${id} to end`,
			async () => {
				const { status } = await this.get<ExecutionSummary>(`/executions/${id}`);
				return UNFINISHED.includes(status) ? undefined : await this.execution(id);
			},
			{ timeoutMs },
		);
	}

	/** Waits until a workflow has at least `count` ended executions. @returns all ended ones, the oldest first */
	async executionsOnce(
		workflowId: string,
		count: number,
		timeoutMs = 60_000,
	): Promise<Execution[]> {
		const ended = await waitFor(
			`${count} executions of workflow ${workflowId}`,
			async () => {
				const found = await this.executions(workflowId);
				const over = found.filter(({ status }) => !UNFINISHED.includes(status));
				return over.length >= count ? over : undefined;
			},
			{ timeoutMs },
		);
		return await Promise.all(ended.reverse().map(({ id }) => this.execution(id)));
	}

	/**
	 * Executes a stored workflow as the editor's button does (n8n 2.x): a polling trigger fetches its test event.
	 * @param destination stop after this node ("Execute step")
	 */
	async runManually(
		id: string,
		trigger: string,
		destination?: string,
		timeoutMs?: number,
	): Promise<Execution> {
		return await this.finished(await this.startManually(id, trigger, destination), timeoutMs);
	}

	/** As `runManually`, but does not wait. @returns the execution's id */
	async startManually(id: string, trigger: string, destination?: string): Promise<string> {
		const { executionId } = await this.post<{ executionId: string }>(`/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
			...(destination === undefined
				? {}
				: { destinationNode: { nodeName: destination, mode: 'inclusive' } }),
		});
		return executionId;
	}

	/**
	 * One page of a resource locator's From List.
	 * @param request path ("parameters.accountId"), methodName, nodeTypeAndVersion, currentNodeParameters, credentials, and
	 *   optionally filter and paginationToken
	 */
	async listSearch(request: {
		path: string;
		methodName: string;
		nodeTypeAndVersion: { name: string; version: number };
		currentNodeParameters: Record<string, unknown>;
		credentials: Record<string, { id: string; name: string }>;
		filter?: string;
		paginationToken?: unknown;
	}): Promise<{
		results: Array<{ name: string; value: string; url?: string }>;
		paginationToken?: unknown;
	}> {
		const projectId = await this.projectId();
		return await this.post('/dynamic-node-parameters/resource-locator-results', {
			projectId,
			...request,
		});
	}

	/** The owner's personal project, which holds everything that tests create. */
	async projectId(): Promise<string> {
		return (await this.get<{ id: string }>('/projects/personal')).id;
	}

	/** Data tables of the owner's project. */
	async dataTables(): Promise<Array<{ id: string; name: string }>> {
		const route = `/projects/${await this.projectId()}/data-tables?take=100`;
		return (await this.get<{ data: Array<{ id: string; name: string }> }>(route)).data;
	}

	/** @param columns name and type of each */
	async createDataTable(
		name: string,
		columns: Array<{ name: string; type: 'string' | 'number' | 'boolean' | 'date' }>,
	): Promise<string> {
		return (
			await this.post<{ id: string }>(`/projects/${await this.projectId()}/data-tables`, {
				name,
				columns,
			})
		).id;
	}

	/** Rows of a data table, the oldest first, at most 250. */
	async dataTableRows(id: string): Promise<Array<Record<string, unknown>>> {
		const route = `/projects/${await this.projectId()}/data-tables/${id}/rows?take=250&sortBy=id:asc`;
		return (await this.get<{ data: Array<Record<string, unknown>> }>(route)).data;
	}
}
