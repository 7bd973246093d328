import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../transport/clock';
import { advance, settledBy, type Outcome, type RefreshEvent, type WalkPart } from './changes';
import { brokenPaging } from '../transport/pages';
import { matches } from './filters';
import { alone } from './guard';
import { itemOf, loadMetrics } from './items';
import { LISTS } from './lists';
import { compare, hasChanged, type Numbers } from './numbers';
import { pageReader } from './pages';
import { showNewest } from './sample';
import { readSettings, type Settings } from './settings';
import { openState, saveState, type State } from './state';
import { BrokenPaging, walkList, type Walked } from './walk';

/** Time for a poll where n8n names none, in ms. */
const DEFAULT_BUDGET_MS = 300_000;
/** Shares of the time: pages are begun within the first, and everything has ended within the second. */
const SHARE_FOR_PAGES = 0.75;
const SHARE_IN_ALL = 0.95;

interface Deadlines {
	pagesMs: number;
	allMs: number;
}

function deadlines(budgetMs: number): Deadlines {
	const now = systemClock.now();
	return { pagesMs: now + budgetMs * SHARE_FOR_PAGES, allMs: now + budgetMs * SHARE_IN_ALL };
}

/** Reads the list as far as it has to be read. */
async function walk(context: IPollFunctions, settings: Settings, state: State, deadlineMs: number): Promise<Walked> {
	const { kind, filters, overlapMs } = settings;
	const { path, sort, newestFirst } = LISTS[kind];
	const { watch } = state;
	const readPage = pageReader(context, path, { ...filters, ...sort }, { deadlineMs });
	const stopAt = (newestAtStart: number, startedAt: number | undefined) =>
		watch.baseline ? (watch.walk?.settles ?? settledBy(watch, { newestAtStart, startedAt }, overlapMs)) : watch.horizon;
	return await walkList(state.trail, readPage, { newestFirst, stopAt });
}

/** What the user wants to hear of. */
function wantedBy({ ids, types, onlyChanged, numbers }: Settings, { before, numbers: known }: State) {
	return ({ id, type, row }: RefreshEvent): boolean => {
		if (!types.has(type) || (ids && !ids.has(id.toLowerCase()))) return false;
		// New filters let in rows that were not watched: what happened to them before is no news.
		if (before && !matches(before, row)) return false;
		return !onlyChanged || numbers.length === 0 || !known || hasChanged(known, id, row, numbers);
	};
}

/** The state once the events of an outcome are handed out. */
function nextState(state: State, walked: Walked, { watch, held }: Outcome, numbers: Numbers | undefined): State {
	const next: State = { ...state, watch, trail: walked.trail(held), numbers };
	if (walked.complete) delete next.before;
	if (!numbers) delete next.numbers;
	return next;
}

async function pollOnce(context: IPollFunctions, settings: Settings, { pagesMs, allMs }: Deadlines, counts: () => boolean) {
	const { kind, limit, overlapMs, metricsPeriod, numbers: fields } = settings;
	const state = openState(context.getWorkflowStaticData('node'), kind, settings.filters, settings.emitExisting);
	const walked = await walk(context, settings, state, pagesMs);
	if (walked.error && walked.read === 0) throw asNodeError(context, settings, walked.error);

	const { walk: unfinished, ...fresh } = state.watch;
	const watch = walked.resumed ? { ...fresh, walk: unfinished } : fresh;
	const changes = (most: number) => advance(watch, walked satisfies WalkPart, { overlapMs, limit: most, wanted: wantedBy(settings, state) });
	let outcome = changes(limit);
	let metrics: IDataObject[] = [];
	if (metricsPeriod !== undefined && outcome.events.length > 0) {
		const loaded = await loadMetrics(context, kind, outcome.events, metricsPeriod, { deadlineMs: allMs });
		if (loaded.error && loaded.columns.length === 0) throw asNodeError(context, settings, loaded.error);
		metrics = loaded.columns;
		// Those without metrics keep their turn.
		if (loaded.error) outcome = changes(metrics.length);
	}
	const { events } = outcome;
	if (walked.error instanceof BrokenPaging && events.length === 0) throw asNodeError(context, settings, walked.error);
	if (walked.error) context.logger.warn(`CreatorAudit Trigger stopped reading early and goes on with the next poll: ${walked.error.message}`);
	const compared = fields.length > 0 ? compare(state.numbers ?? { fields, of: {} }, events, fields) : undefined;
	if (!counts()) return null;
	saveState(context.getWorkflowStaticData('node'), nextState(state, walked, outcome, compared?.numbers));
	return events.length > 0 ? [events.map((event, at) => itemOf(kind, event, metrics[at], compared?.columns[at]))] : null;
}

function asNodeError(context: IPollFunctions, { kind }: Settings, error: Error): Error {
	return error instanceof BrokenPaging ? brokenPaging(context, LISTS[kind].path, error.message) : error;
}

/**
 * One poll: what was refreshed since the last, as items, or null.
 *
 * n8n saves what is remembered together with what is emitted. A poll that fails, or whose result n8n drops, has changed nothing that is
 * saved, and the next one finds the same news again (n8n-facts 2.2).
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	// Older n8n versions have no such function.
	const budgetMs = (context as Partial<IPollFunctions>).getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	const times = deadlines(budgetMs);
	if (context.getMode() === 'manual') return await showNewest(context, settings, times.allMs);
	const node = `${context.getWorkflow().id} ${context.getNode().id}`;
	return (await alone(node, 2 * budgetMs, async (counts) => await pollOnce(context, settings, times, counts))) ?? null;
}
