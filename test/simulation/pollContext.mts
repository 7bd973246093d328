/** What n8n hands to the trigger node's `poll`. */
import type { Api, RequestOptions } from './api.mts';
import type { Item, PollContext } from './n8nTypes.mts';
import type { PackageProcess } from './packageProcess.mts';
import type { Trigger } from './trigger.mts';

/** Static data of a workflow, by node. */
export type StaticData = Record<string, Record<string, unknown>>;

export interface PollContextSetup {
	process: PackageProcess;
	trigger: Trigger;
	mode: string;
	data: StaticData;
	/** undefined = an n8n that names none. */
	budgetMs: number | undefined;
	api: Api;
	emit(items: Item[]): void;
	emitError(error: Error): void;
}

const quiet = () => undefined;

/** n8n watches changes of its own static data, and says so; with durable cursors a node has a copy. */
function observed(data: object): object {
	if (!('__dataChanged' in data))
		Object.defineProperty(data, '__dataChanged', { value: false, writable: true });
	return data;
}

export function pollContext(setup: PollContextSetup): PollContext {
	const { process, trigger, mode, data, budgetMs, api, emit, emitError } = setup;
	const { name } = trigger;
	const { parameters } = trigger;
	const node = {
		id: name,
		name,
		type: 'creatorAuditTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const context: PollContext = {
		getNode: () => node,
		getWorkflow: () => ({ id: trigger.workflow, name: trigger.workflow, active: true }),
		getMode: () => 'trigger',
		getActivationMode: () => mode,
		getNodeParameter: (wanted: string, fallback?: unknown) =>
			wanted in parameters ? parameters[wanted] : fallback,
		getWorkflowStaticData: () => context.cursor ?? observed((data[name] ??= {})),
		getCredentials: async () => ({
			apiKey: 'simulated',
			baseUrl: 'https://api.creatoraudit.com/v2',
		}),
		getTimezone: () => 'UTC',
		logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: RequestOptions) => {
				await process.sleep(0);
				trigger.requests += 1;
				const answered = await process.outlives(api.request(options));
				// An ID that is not tracked is answered with 404.
				if (answered.statusCode < 400 || answered.statusCode === 404) trigger.answers += 1;
				return answered;
			},
		},
		...(budgetMs !== undefined && { getPollBudgetMs: () => budgetMs }),
		__emit: (response) => emit(response[0]!.map(({ json }) => json)),
		__emitError: emitError,
	};
	return context;
}
