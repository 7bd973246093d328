/** A step of another workflow, which asks for accounts one by one with the same key and in the same process as the triggers. */
import type { Api, RequestOptions } from './api.mts';
import type { PackageProcess } from './packageProcess.mts';

type Work = (this: object) => Promise<unknown>;
type ActionNode = { customOperations: Record<string, Record<string, Work>> };

/** @returns when all items have ended, well or not */
export async function runActionStep(
	process: PackageProcess,
	api: Api,
	ids: string[],
): Promise<void> {
	const { CreatorAudit } = process.load('CreatorAudit/CreatorAudit.node') as {
		CreatorAudit: new () => ActionNode;
	};
	const parametersOf = (id: string): Record<string, unknown> => ({
		resource: 'account',
		operation: 'get',
		accountId: { __rl: true, mode: 'id', value: id },
		output: 'raw',
		options: {},
	});
	const type = 'n8n-nodes-creatoraudit.creatorAudit';
	const node = { name: 'action', type, typeVersion: 1, parameters: parametersOf(ids[0]!) };
	const items = ids.map((id) => ({ json: { id } }));
	const context = {
		getNode: () => node,
		getWorkflow: () => ({ id: 'other', name: 'other', active: true }),
		getMode: () => 'trigger',
		getExecutionId: () => '1',
		getExecuteData: () => items,
		getExecutionCancelSignal: () => undefined,
		getInputData: () => items,
		getNodeParameter: (name: string, item: number, fallback?: unknown) =>
			parametersOf(ids[item]!)[name] ?? fallback,
		getCredentials: async () => ({
			apiKey: 'simulated',
			baseUrl: 'https://api.creatoraudit.com/v2',
		}),
		getTimezone: () => 'UTC',
		continueOnFail: () => true,
		logger: { debug: () => undefined, warn: () => undefined },
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: RequestOptions) => {
				await process.sleep(0);
				return await process.outlives(api.request(options));
			},
		},
	};
	const { customOperations } = new CreatorAudit();
	await customOperations['account']!['get']!.call(context);
}
