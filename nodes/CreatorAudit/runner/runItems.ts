import {
	NodeConnectionTypes,
	sleep,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';

import { pause, systemClock } from '../transport/clock';
import { connect, connectionNow } from '../transport/connection';
import { beginItem, nodeRunOf, type NodeRun } from '../transport/nodeRun';
import { addHints } from './hints/hints';
import { setStartBarrier } from './startBarrier';
import { readBatching, readHttpSettings } from './engineOptions';
import type { Request } from './types';
import { requestOf, routeOf } from './declarativeRoute';

/** How many credentials are read at once, where each item may have another one. */
const READ_AHEAD = 50;
/** How long items are started in a row, in ms, before other work of n8n has its turn. */
const LONGEST_TURN_MS = 15;

/** The run's context as one of its items sees it. */
function contextOf(
	run: IExecuteFunctions,
	items: INodeExecutionData[],
	item: number,
): IExecutePaginationFunctions {
	const own: Partial<IExecutePaginationFunctions> = {
		getItemIndex: () => item,
		getInputData: () => items[item],
		getNodeParameter: ((name: string, fallback?: unknown, options?: object) =>
			run.getNodeParameter(
				name,
				item,
				fallback,
				options,
			)) as IExecutePaginationFunctions['getNodeParameter'],
		// Called on the caller's own context: transport/credential.ts observes there how n8n resolves the fields.
		async getCredentials<T extends object>(this: IExecuteFunctions, type: string) {
			return await run.getCredentials.call<IExecuteFunctions, [string, number], Promise<T>>(
				this,
				type,
				item,
			);
		},
	};
	return Object.assign(Object.create(run) as IExecutePaginationFunctions, own);
}

/**
 * Creates the contexts of the next items and their connections. The first item is connected alone: if all items share its credential, nothing
 * more is read.
 */
async function connectAhead(
	run: IExecuteFunctions,
	items: INodeExecutionData[],
	next: number,
): Promise<IExecutePaginationFunctions[]> {
	const count = next === 0 ? 1 : Math.min(READ_AHEAD, items.length - next);
	const contexts = Array.from({ length: count }, (_, n) => contextOf(run, items, next + n));
	for (const context of contexts) beginItem(context);
	const unknown = contexts.filter((context) => connectionNow(context) === undefined);
	// A failure is reported when the item runs.
	await Promise.allSettled(unknown.map(async (context) => await connect(context)));
	return contexts;
}

function inputOf(run: IExecuteFunctions): INodeExecutionData[] {
	const items = run.getInputData();
	return items.length > 0 ? items : run.getInputData(0, NodeConnectionTypes.AiTool);
}

/**
 * Runs the node's items in place of n8n's declarative engine, by the same routing and with the same result.
 *
 * The engine reads every field of the node for every item, evaluates each expression several times, and gives n8n no turn in between: a
 * thousand items stop n8n for seconds. It also cannot give more rows for an item than a call has room for arguments, some 120,000.
 * AI agents up to version 2 still take the engine's way to their tools (docs/n8n-internals.md#ai-tools), and so do operations that are not ours.
 * @param properties all fields of the node
 */
export function runItems(
	properties: INodeProperties[],
): (this: IExecuteFunctions) => Promise<INodeExecutionData[][]> {
	return async function () {
		const route = routeOf(this.getNode(), properties);
		const { batchSize, batchPauseMs } = readBatching(this);
		let http: ReturnType<typeof readHttpSettings> | undefined;
		const items = inputOf(this);
		let allItemsStarted!: () => void;
		setStartBarrier(
			this.getExecuteData(),
			new Promise<void>((resolve) => (allItemsStarted = resolve)),
		);

		const runItem = async (
			context: IExecutePaginationFunctions,
			item: number,
		): Promise<INodeExecutionData[]> => {
			const request = (): Request => ({
				...requestOf(this, route, item),
				...(http ??= readHttpSettings(this)),
			});
			const requestData = {
				// Made when the execution asks for it, which knows what a failure means.
				get options() {
					return request();
				},
				preSend: [],
				postReceive: [],
				requestOperations: {},
			};
			return await route.execution.call(context, requestData);
		};

		let ahead: IExecutePaginationFunctions[] = [];
		let nodeRun: NodeRun | undefined;
		const results: Array<Promise<INodeExecutionData[]>> = [];
		let turnBeganMs = systemClock.now();
		const failed = new AbortController();
		const cancel = this.getExecutionCancelSignal();
		const stop = cancel ? AbortSignal.any([cancel, failed.signal]) : failed.signal;
		// Reading the fields of 10,000 items takes seconds, and batches may take hours, in which a run that is over would not end.
		for (let item = 0; item < items.length && !stop.aborted; item++) {
			if (batchPauseMs > 0 && item > 0 && item % batchSize === 0)
				await pause(batchPauseMs, systemClock, stop);
			else if (systemClock.now() - turnBeganMs > LONGEST_TURN_MS) {
				await sleep(0);
				turnBeganMs = systemClock.now();
			}
			if (ahead.length === 0) ahead = await connectAhead(this, items, item);
			nodeRun = nodeRunOf(ahead[0]);
			const result = runItem(ahead.shift()!, item);
			// It is awaited below, but perhaps not before it has failed.
			result.catch(() => failed.abort());
			results.push(result);
		}
		allItemsStarted();

		const output: INodeExecutionData[] = [];
		// Waits for all items before it reports the first failure: n8n takes the run for ended then.
		await Promise.allSettled(results);
		for (const result of results) for (const row of await result) output.push(row);
		addHints(this, nodeRun, output);
		return [output];
	};
}
