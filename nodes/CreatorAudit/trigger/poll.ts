import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../transport/clock';
import { connect } from '../transport/connection';
import { beginPoll } from '../transport/nodeRun';
import { PaginationError } from '../transport/pagination/loopGuard';
import { paginationApiError } from '../transport/pagination/paginate';
import type { CallSource } from '../transport/types';
import { eventItem, loadMetrics } from './eventItems';
import { withPollLock } from './pollLock';
import { readSettings, type Settings } from './settings';
import { compareWithSnapshots } from './state/metricSnapshots';
import { newestState, rememberState } from './state/newestStates';
import { subscriptionOf, wantedEvents } from './state/subscription';
import {
	newState,
	saveState,
	storedState,
	withSubscription,
	type TriggerState,
} from './state/triggerState';
import type { RefreshEvent } from './sync/detectChanges';
import type { DeadlinedSend } from './sync/pageReader';
import { readChanges, type Changes } from './sync/readChanges';
import { chooseFilters, readerOf } from './sync/readStrategy';
import { reserveQuotaForMetrics } from './sync/reserveQuota';
import { LISTS } from './sync/watchedLists';
import { showNewest } from './testEvents';

/**
 * The longest time for a poll, in ms. n8n takes two minutes for the longest time that an activation may take, of which a poll is part, and
 * begins it again afterwards. What is left over is for the next poll.
 */
const LONGEST_BUDGET_MS = 110_000;
/** A request without an answer is tried again after this time, in ms. n8n's own five minutes are longer than a poll. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Shares of the time: pages are begun within the first, and everything has ended within the second. */
const SHARE_FOR_PAGES = 0.75;
const SHARE_IN_ALL = 0.95;

/** One poll of a trigger. */
interface Poll {
	context: IPollFunctions;
	settings: Settings;
	/** Stands for the trigger in this process. */
	stateKey: string;
	/** How calls for pages, and all the others, are made. */
	pages: DeadlinedSend;
	others: DeadlinedSend;
	/** An n8n that names no time for a poll also emits what it finds after its activation has ended. */
	namesBudget: boolean;
	/** Whether its result still counts. */
	isCurrent(): boolean;
}

/** What a poll emits. */
interface Selection {
	events: RefreshEvent[];
	/** Metrics of each event, where they are wanted. */
	metrics: IDataObject[];
	state: TriggerState;
}

/** The state that a poll begins with; undefined while it is uncertain whether the last emission was stored. */
function openState({ context, settings, stateKey }: Poll): TriggerState | undefined {
	const { resource, emitExisting } = settings;
	const stored = storedState(context.getWorkflowStaticData('node'), resource);
	const state = newestState(stateKey, resource, stored);
	if (state === 'pending') return undefined;
	const subscription = subscriptionOf(settings, chooseFilters(state, settings));
	return state
		? withSubscription(state, subscription)
		: newState(resource, subscription, emitExisting);
}

async function readList({ context, settings, pages }: Poll, state: TriggerState): Promise<Changes> {
	const { lookbackMs, limit, metricsPeriod, ids } = settings;
	let readPage = readerOf(context, state, pages);
	if (metricsPeriod !== undefined) {
		const { limiter } = await connect(context);
		const { deadlineMs } = pages;
		readPage = reserveQuotaForMetrics(readPage, limiter, { deadlineMs, limit, sync: state.sync });
	}
	return await readChanges(state, readPage, { lookbackMs, isWanted: wantedEvents(ids, state) });
}

/** Takes as many events as the limit allows and as have metrics; the others keep their turn. */
async function selectEvents(poll: Poll, { select }: Changes): Promise<Selection> {
	const { context, settings, others } = poll;
	const { resource, limit, metricsPeriod } = settings;
	const selected = select(limit);
	if (metricsPeriod === undefined || selected.events.length === 0)
		return { ...selected, metrics: [] };
	const { columns, error } = await loadMetrics(
		context,
		resource,
		selected.events,
		metricsPeriod,
		others,
	);
	if (error && columns.length === 0) throw error;
	return { ...(error ? select(columns.length) : selected), metrics: columns };
}

/** Adds the changes of numbers to a selection, and remembers the numbers. */
function compareSelection(
	{ settings }: Poll,
	{ events, state }: Selection,
): { changes: IDataObject[]; state: TriggerState } {
	const { columns, snapshots } = compareWithSnapshots(
		state.snapshots,
		events,
		settings.comparedFields,
		state.previous?.changed,
	);
	const emissions = state.emissions + (events.length > 0 ? 1 : 0);
	return { changes: columns, state: { ...state, emissions, snapshots } };
}

/** A failure that ended the scan: thrown when the poll has nothing to show for it, else logged. */
function reportFailure(
	{ context, settings, stateKey }: Poll,
	{ scan }: Changes,
	{ events, state }: Selection,
): void {
	const { error, cause } = scan.failure ?? {};
	if (!error) return;
	if (events.length === 0 && (scan.pagesRead === 0 || cause === 'data')) {
		// The next poll may have to begin elsewhere.
		rememberState(stateKey, state, 'none');
		throw error instanceof PaginationError
			? paginationApiError(context, LISTS[settings.resource].path, error)
			: error;
	}
	context.logger.warn(
		`CreatorAudit Trigger stopped reading early and goes on with the next poll: ${error.message}`,
	);
}

async function pollOnce(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { context, settings, stateKey } = poll;
	const begun = openState(poll);
	if (!begun) return null;
	const read = await readList(poll, begun);
	const selection = await selectEvents(poll, read);
	reportFailure(poll, read, selection);
	const { changes, state } = compareSelection(poll, selection);
	if (!poll.isCurrent()) return null;
	saveState(context.getWorkflowStaticData('node'), state);
	const { events, metrics } = selection;
	const emission = events.length === 0 ? 'none' : poll.namesBudget ? 'pending' : 'certain';
	rememberState(stateKey, state, emission);
	if (events.length === 0) return null;
	return [events.map((event, at) => eventItem(settings.resource, event, metrics[at], changes[at]))];
}

/**
 * One poll: what was refreshed since the last, as items, or null.
 *
 * n8n stores the state together with what is emitted. A poll that fails, or whose result n8n drops, has changed nothing that is stored, and
 * the next one finds the same events again (docs/n8n-internals.md#activation-and-static-data).
 */
export async function poll(trigger: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const context = beginPoll(trigger);
	const settings = readSettings(context);
	// Older n8n versions have no such function.
	const givenMs = (context as Partial<IPollFunctions>).getPollBudgetMs?.();
	const namesBudget = givenMs !== undefined;
	const budgetMs = Math.min(givenMs ?? Infinity, LONGEST_BUDGET_MS);
	const isTest = context.getMode() === 'manual';
	const now = systemClock.now();
	const until = (share: number, source: CallSource): DeadlinedSend => ({
		source,
		deadlineMs: now + budgetMs * share,
		http: { timeout: REQUEST_TIMEOUT_MS },
	});
	if (isTest) return await showNewest(context, settings, until(SHARE_IN_ALL, 'test'));
	const stateKey = `${context.getWorkflow().id} ${context.getNode().id}`;
	const pages = until(SHARE_FOR_PAGES, 'poll');
	const others = until(SHARE_IN_ALL, 'poll');
	// It has one static data object for all polls of an activation.
	const activation = namesBudget ? undefined : context.getWorkflowStaticData('node');
	const result = await withPollLock(
		{ stateKey, longestMs: 2 * budgetMs, activation },
		async (isCurrent) =>
			await pollOnce({ context, settings, stateKey, pages, others, namesBudget, isCurrent }),
	);
	return result ?? null;
}
