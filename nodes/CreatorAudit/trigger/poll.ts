import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../transport/clock';
import { connect } from '../transport/connection';
import { beginPoll } from '../transport/nodeRun';
import { PaginationError } from '../transport/pagination/loopGuard';
import { paginationApiError } from '../transport/pagination/paginate';
import type { CallSource } from '../transport/types';
import { eventItem, loadMetrics } from './eventItems';
import { endFailedPoll, isOverdue, notePolled } from './failedPolls';
import { withPollLock } from './pollLock';
import { selectPosts } from './posts/newPosts';
import { readSettings, type Settings } from './settings';
import { compareWithSnapshots } from './state/metricSnapshots';
import { newestState, noteTaken, rememberState } from './state/newestStates';
import { wantedEvents } from './state/subscription';
import { openState, saveState, type TriggerState } from './state/triggerState';
import type { RefreshEvent } from './sync/detectChanges';
import { readerOf, type DeadlinedSend } from './sync/pageReader';
import { readChanges, type Changes } from './sync/readChanges';
import { reserveQuotaForMetrics } from './sync/reserveQuota';
import { LISTS } from './sync/watchedLists';
import { showNewest } from './testEvents';

/**
 * The longest time for a poll, in ms. n8n takes two minutes for the longest time that an activation may take, of which a poll is part, and
 * begins it again afterwards. What is left over is for the next poll.
 */
const LONGEST_BUDGET_MS = 110_000;
/** The time that n8n names where it has no limit for a poll, in ms. */
const DEFAULT_BUDGET_MS = 300_000;
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
	/** Whether n8n polls because it activates the workflow. */
	isActivation: boolean;
	/** Whether its result still counts. */
	isCurrent(): boolean;
}

/** What a poll emits. */
interface Selection {
	events: RefreshEvent[];
	/** Columns of each event, where they are wanted: metrics, and changes of numbers. */
	metrics: IDataObject[];
	changes: IDataObject[];
	state: TriggerState;
}

async function readList({ context, settings, pages }: Poll, state: TriggerState): Promise<Changes> {
	const { lookbackMs, limit, metricsPeriod, ids } = settings;
	let readPage = readerOf(context, state, pages);
	if (metricsPeriod !== undefined || settings.resource === 'accountVideo') {
		const { limiter } = await connect(context);
		const { deadlineMs } = pages;
		readPage = reserveQuotaForMetrics(readPage, limiter, { deadlineMs, limit, sync: state.sync });
	}
	const isWanted = wantedEvents(ids, state);
	return await readChanges(state, readPage, { lookbackMs, nowMs: Date.now(), isWanted });
}

function warnOfEarlyEnd({ logger }: IPollFunctions, { message }: Error): void {
	logger.warn(
		`CreatorAudit Trigger stopped reading early and goes on with the next poll: ${message}`,
	);
}

/** Takes as many events as the limit allows and as have metrics; the others keep their turn. */
async function selectEvents(poll: Poll, changes: Changes): Promise<Selection> {
	const { context, settings, pages, others, stateKey } = poll;
	const { resource, limit, metricsPeriod } = settings;
	if (resource === 'accountVideo') {
		// After this time no account is begun.
		const untilMs = (pages.deadlineMs + others.deadlineMs) / 2;
		const posts = await selectPosts(context, settings, changes, { ...others, untilMs });
		if (posts.error) warnOfEarlyEnd(context, posts.error);
		return withChanges(settings, posts);
	}
	const { select } = changes;
	const selected = select(limit);
	const { events } = selected;
	if (!metricsPeriod || events.length === 0) return withChanges(settings, selected);
	const options = { send: others, isOverdue: isOverdue(stateKey) };
	const { columns, error } = await loadMetrics(context, resource, events, metricsPeriod, options);
	if (error && columns.length === 0) throw error;
	return withChanges(settings, error ? select(columns.length) : selected, columns);
}

/** Adds the changes of numbers, and remembers the numbers. */
function withChanges(
	{ comparedFields }: Settings,
	{ events, state }: Pick<Selection, 'events' | 'state'>,
	metrics: IDataObject[] = [],
): Selection {
	const { snapshots: old, previous } = state;
	const compared = compareWithSnapshots(old, events, comparedFields, previous?.changed);
	const { columns: changes, snapshots } = compared;
	const emissions = state.emissions + (events.length > 0 ? 1 : 0);
	return { events, metrics, changes, state: { ...state, emissions, snapshots } };
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
		rememberState(stateKey, context.getWorkflowStaticData('node'), state, false);
		throw error instanceof PaginationError
			? paginationApiError(context, LISTS[settings.resource].path, error)
			: error;
	}
	warnOfEarlyEnd(context, error);
}

async function pollOnce(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { context, settings, stateKey, isActivation } = poll;
	const { resource } = settings;
	const known = newestState(stateKey, resource, context.getWorkflowStaticData('node'));
	if (known === 'pending') return null;
	try {
		return await emitChanges(poll, openState(known, settings));
	} catch (error) {
		if (known) return endFailedPoll(context, stateKey, isActivation, error);
		throw error as Error;
	}
}

async function emitChanges(
	poll: Poll,
	begun: TriggerState,
): Promise<INodeExecutionData[][] | null> {
	const { context, settings, stateKey } = poll;
	const read = await readList(poll, begun);
	const selection = await selectEvents(poll, read);
	reportFailure(poll, read, selection);
	if (!poll.isCurrent()) return null;
	const { events, metrics, changes, state } = selection;
	const data = context.getWorkflowStaticData('node');
	saveState(data, state);
	rememberState(stateKey, data, state, events.length > 0);
	notePolled(stateKey);
	if (events.length === 0) return null;
	return [events.map((event, at) => eventItem(settings.resource, event, metrics[at], changes[at]))];
}

/** Contexts of earlier polls. */
const polledContexts = new WeakSet<IPollFunctions>();

/**
 * Whether a poll is the one that n8n makes when it activates the workflow, the first of its context. n8n's scheduler has a context for
 * each poll, with an activation mode of "update" and a time of its own (docs/n8n-internals.md#the-scheduler).
 */
function isActivationPoll(trigger: IPollFunctions, stateKey: string, givenMs?: number): boolean {
	if (polledContexts.has(trigger)) return false;
	polledContexts.add(trigger);
	// Through this function n8n takes what a poll has returned.
	const emit = trigger.__emit;
	trigger.__emit = (...data) => {
		noteTaken(stateKey);
		emit.apply(trigger, data);
	};
	const isScheduled = givenMs !== undefined && givenMs !== DEFAULT_BUDGET_MS;
	return !isScheduled || trigger.getActivationMode() !== 'update';
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
	const budgetMs = Math.min(givenMs ?? Infinity, LONGEST_BUDGET_MS);
	const now = systemClock.now();
	const until = (share: number, source: CallSource): DeadlinedSend => ({
		source,
		deadlineMs: now + budgetMs * share,
		http: { timeout: REQUEST_TIMEOUT_MS },
	});
	if (context.getMode() === 'manual')
		return await showNewest(context, settings, until(SHARE_IN_ALL, 'test'));
	const stateKey = `${context.getWorkflow().id} ${context.getNode().id}`;
	const pages = until(SHARE_FOR_PAGES, 'poll');
	const others = until(SHARE_IN_ALL, 'poll');
	// It has one static data object for all polls of an activation.
	const activation = givenMs === undefined ? context.getWorkflowStaticData('node') : undefined;
	const isActivation = isActivationPoll(trigger, stateKey, givenMs);
	const options = { context, settings, stateKey, pages, others, isActivation };
	const result = await withPollLock(
		{ stateKey, longestMs: 2 * budgetMs, activation },
		async (isCurrent) => await pollOnce({ ...options, isCurrent }),
	);
	return result ?? null;
}
