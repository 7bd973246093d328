import type { IExecuteSingleFunctions, IPollFunctions } from 'n8n-workflow';

import type { ApiContext } from './types';

/**
 * One go of a node through its items, or one poll. n8n keeps the execute data for further goes: Retry On Fail
 * (docs/n8n-internals.md#retry-on-fail), and the calls of an AI agent's tool, which may also overlap.
 */
export interface NodeRun {
	/** Items that have begun. */
	begun: Set<number>;
	/** Ends all calls of the run that wait. */
	stop: AbortController;
	/** Requests that were sent. */
	requests: number;
	/** Time in ms in which any of them waited for the quota. */
	quotaWaitMs: number;
}

/** The newest run on an execute data. */
const newestRuns = new WeakMap<object, NodeRun>();
/** The run that an item's context belongs to. */
const runs = new WeakMap<object, NodeRun>();

const newRun = (): NodeRun => ({
	begun: new Set(),
	stop: new AbortController(),
	requests: 0,
	quotaWaitMs: 0,
});

/** The node run that a context belongs to (docs/n8n-internals.md#execute-data); undefined where no item has begun. */
export function nodeRunOf(context: ApiContext): NodeRun | undefined {
	return runs.get(context);
}

/**
 * Takes note that an item begins. An item that has begun before means that n8n runs the node once more: then nothing of the earlier
 * run counts, neither that it has ended nor what failed in it.
 * @returns the run; the same for each further call with this context
 */
export function beginItem(context: IExecuteSingleFunctions): NodeRun {
	const known = runs.get(context);
	if (known) return known;
	const data = context.getExecuteData();
	const item = context.getItemIndex();
	const newest = newestRuns.get(data);
	const run = newest && !newest.begun.has(item) ? newest : newRun();
	run.begun.add(item);
	newestRuns.set(data, run);
	runs.set(context, run);
	return run;
}

/**
 * Begins a poll. n8n may use one context for all polls of a trigger, between which the credential may change.
 * @returns the context of this poll alone, whose calls share one reading of the credential
 */
export function beginPoll(context: IPollFunctions): IPollFunctions {
	const own = Object.create(context) as IPollFunctions;
	runs.set(own, newRun());
	return own;
}
