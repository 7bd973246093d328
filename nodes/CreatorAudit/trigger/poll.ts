import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { systemClock } from '../transport/clock';
import { beginPoll, connect } from '../transport/connection';
import { brokenPaging } from '../transport/pagination/paginate';
import type { CallSource } from '../transport/types';
import { alone, isOutdated, noteEmission } from './pollLock';
import { itemOf, loadMetrics } from './eventItems';
import { LISTS } from './sync/watchedLists';
import { readNews } from './sync/readChanges';
import { compare } from './state/metricSnapshots';
import type { DeadlinedSend } from './sync/pageReader';
import { leaveRoomForMetrics } from './sync/reserveQuota';
import { showNewest } from './testEvents';
import { readSettings, type Settings } from './settings';
import { chooseFilters, readerOf } from './sync/readStrategy';
import { openState, saveState } from './state/triggerState';
import { BrokenPaging } from './sync/scan';
import { wantedBy, wishesOf } from './state/subscription';

/**
 * The longest time for a poll, in ms. n8n takes two minutes for the longest time that an activation may take, of which a poll is part, and
 * begins it again afterwards. What is left over is for the next poll.
 */
const LONGEST_BUDGET_MS = 110_000;
/** A request that has no answer by then is tried again, in ms. n8n's own five minutes are longer than a poll. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Shares of the time: pages are begun within the first, and everything has ended within the second. */
const SHARE_FOR_PAGES = 0.75;
const SHARE_IN_ALL = 0.95;

/** How patiently the calls of a poll are made. */
interface Patience {
	pages: DeadlinedSend;
	others: DeadlinedSend;
}

function patience(budgetMs: number, source: CallSource): Patience {
	const now = systemClock.now();
	const until = (share: number) => ({
		source,
		deadlineMs: now + budgetMs * share,
		http: { timeout: REQUEST_TIMEOUT_MS },
	});
	return { pages: until(SHARE_FOR_PAGES), others: until(SHARE_IN_ALL) };
}

async function pollOnce(
	context: IPollFunctions,
	settings: Settings,
	{ pages, others }: Patience,
	node: string,
	counts: () => boolean,
) {
	const { kind, limit, overlapMs, metricsPeriod, numbers: fields } = settings;
	const { path } = LISTS[kind];
	const data = context.getWorkflowStaticData('node');
	const filters = chooseFilters(data, settings);
	const state = openState(
		data,
		kind,
		{ filters, wishes: wishesOf(settings) },
		settings.emitExisting,
	);
	const lineage = `${node} ${state.id}`;
	if (isOutdated(lineage, state.emissions)) return null;
	const wanted = wantedBy(settings, state);
	let readPage = readerOf(context, settings, filters, pages);
	if (metricsPeriod !== undefined) {
		const { limiter } = await connect(context);
		readPage = leaveRoomForMetrics(readPage, limiter, pages.deadlineMs, state.watch, {
			overlapMs,
			limit,
			wanted,
		});
	}
	const { walked, take } = await readNews(state, readPage, overlapMs, wanted);
	if (walked.error && walked.read === 0) throw asNodeError(context, path, walked.error);

	let news = take(limit);
	let metrics: IDataObject[] = [];
	if (metricsPeriod !== undefined && news.events.length > 0) {
		const loaded = await loadMetrics(context, kind, news.events, metricsPeriod, others);
		if (loaded.error && loaded.columns.length === 0) throw loaded.error;
		metrics = loaded.columns;
		// Those without metrics keep their turn.
		if (loaded.error) news = take(metrics.length);
	}
	const { events } = news;
	const isLasting = walked.stuck || walked.error instanceof BrokenPaging;
	if (walked.error && isLasting && events.length === 0)
		throw asNodeError(context, path, walked.error);
	if (walked.error)
		context.logger.warn(
			`CreatorAudit Trigger stopped reading early and goes on with the next poll: ${walked.error.message}`,
		);
	const kept = (news.state.before ?? []).flatMap(({ wishes }) => wishes.changed ?? []);
	const compared = compare(state.numbers ?? { fields, of: {} }, events, fields, kept);
	if (!counts()) return null;
	const emissions = state.emissions + (events.length > 0 ? 1 : 0);
	saveState(context.getWorkflowStaticData('node'), {
		...news.state,
		emissions,
		numbers: compared.numbers,
	});
	if (events.length === 0) return null;
	noteEmission(lineage, emissions);
	return [events.map((event, at) => itemOf(kind, event, metrics[at], compared.columns[at]))];
}

function asNodeError(context: IPollFunctions, path: string, error: Error): Error {
	return error instanceof BrokenPaging ? brokenPaging(context, path, error.message) : error;
}

/**
 * One poll: what was refreshed since the last, as items, or null.
 *
 * n8n saves what is remembered together with what is emitted. A poll that fails, or whose result n8n drops, has changed nothing that is
 * saved, and the next one finds the same news again (docs/n8n-internals.md#activation-and-static-data).
 */
export async function poll(trigger: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const context = beginPoll(trigger);
	const settings = readSettings(context);
	// Older n8n versions have no such function.
	const givenMs = (context as Partial<IPollFunctions>).getPollBudgetMs?.();
	const budgetMs = Math.min(givenMs ?? Infinity, LONGEST_BUDGET_MS);
	const isTest = context.getMode() === 'manual';
	const send = patience(budgetMs, isTest ? 'test' : 'poll');
	if (isTest) return await showNewest(context, settings, send.others);
	const node = `${context.getWorkflow().id} ${context.getNode().id}`;
	// They also emit what polls of an earlier activation find, and have one object for all polls of an activation.
	const activation = givenMs === undefined ? context.getWorkflowStaticData('node') : undefined;
	return (
		(await alone(
			node,
			2 * budgetMs,
			async (counts) => await pollOnce(context, settings, send, node, counts),
			activation,
		)) ?? null
	);
}
