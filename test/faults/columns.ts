import type { INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox/client.mts';
import type { TestCredential } from '../support/credentials';
import { runNode } from '../support/engine';
import { searchList } from '../support/listSearch';
import { PolledWorkflow } from '../support/poll';
import { outcomeOf, type Outcome } from './outcomes';

export const COLUMNS = [
	'getAll',
	'get',
	'create',
	'update',
	'delete',
	'getMetrics',
	'request',
	'poll',
	'search',
] as const;
export type Column = (typeof COLUMNS)[number];

/** What a cell of the matrix works with; nothing of it is shared with another cell that changes data. */
export interface Cell {
	sandbox: Sandbox;
	credential: TestCredential;
	/** A key of the same organization that no fault strikes. */
	healthyKey: string;
	/** An account that only this cell changes. */
	accountId: string;
	/** A username that only this cell tracks. */
	username: string;
	/** Ids of the accounts that getAll and the trigger read. */
	listed: string[];
	/** Timeout of a request in ms, where the row sets one. */
	timeoutMs?: number;
}

interface ColumnSpec {
	/** Pages or requests before the one that is struck. */
	skip: number;
	/** Attempts of one call. */
	tries: number;
	/** Whether it changes data. */
	writes?: boolean;
	run(cell: Cell): Promise<Outcome | string>;
}

/** Rows of the lists that are read page by page: they are on a platform of their own, which no cell changes. */
export const LISTED_PLATFORM = 'tiktok';
const TRIES = 3;

async function runAction({ credential, timeoutMs }: Cell, parameters: INodeParameters) {
	const options = { maxAttempts: TRIES, maxWait: 30 };
	const requestOptions = timeoutMs === undefined ? {} : { timeout: timeoutMs };
	return await runNode({
		credential,
		parameters: { output: 'raw', options, requestOptions, ...parameters },
	});
}

/** Runs an action; `right` says whether its output is the right one. */
async function action(
	cell: Cell,
	parameters: INodeParameters,
	right: (json: Array<Record<string, unknown>>) => boolean,
): Promise<Outcome | string> {
	const { json, error } = await runAction(cell, parameters);
	if (error) return outcomeOf(error);
	return right(json) ? 'ok' : `unexpected: ${JSON.stringify(json).slice(0, 200)}`;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

function same(ids: unknown[], expected: string[]): boolean {
	return ids.length === expected.length && new Set([...ids, ...expected]).size === expected.length;
}

/** Activates a trigger that tells all that is there, and polls on with a healthy key until nothing is new. */
async function poll(cell: Cell): Promise<Outcome | string> {
	const { credential, healthyKey, listed, timeoutMs } = cell;
	const parameters = {
		triggerOn: 'account',
		filters: { platform: LISTED_PLATFORM },
		options: { emitExisting: true },
	};
	const workflow = new PolledWorkflow({
		credential,
		parameters,
		budgetMs: timeoutMs === undefined ? 60_000 : 3 * timeoutMs,
		workflowId: credential.apiKey,
	});
	let outcome: Outcome | string;
	const told: unknown[] = [];
	try {
		told.push(...((await workflow.activate()) ?? []).map(({ id }) => id));
		outcome = told.length === listed.length ? 'ok' : told.length === 0 ? 'later' : 'part';
	} catch (error) {
		outcome = outcomeOf(error);
	}
	const healthy = new PolledWorkflow({
		credential: { ...credential, apiKey: healthyKey },
		parameters,
		workflowId: credential.apiKey,
		saved: workflow.saved,
	});
	for (let quiet = 0; quiet < 2; ) {
		const news = await healthy.poll();
		quiet = news === null ? quiet + 1 : 0;
		told.push(...(news ?? []).map(({ id }) => id));
	}
	return same(told, listed)
		? outcome
		: `unexpected: told ${told.length}, ${new Set(told).size} different, of ${listed.length}`;
}

export const SPECS: Record<Column, ColumnSpec> = {
	getAll: {
		skip: 1,
		tries: TRIES,
		run: async (cell) =>
			await action(
				cell,
				{
					resource: 'account',
					operation: 'getAll',
					returnAll: true,
					filters: { platform: LISTED_PLATFORM },
				},
				(json) =>
					same(
						json.map(({ id }) => id),
						cell.listed,
					),
			),
	},
	get: {
		skip: 0,
		tries: TRIES,
		run: async (cell) =>
			await action(
				cell,
				{ resource: 'account', operation: 'get', accountId: byId(cell.accountId) },
				([json]) => json?.id === cell.accountId,
			),
	},
	create: {
		skip: 0,
		tries: TRIES,
		writes: true,
		run: async (cell) =>
			await action(
				cell,
				{
					resource: 'account',
					operation: 'create',
					platform: 'instagram',
					username: cell.username,
				},
				([json]) => typeof json?.id === 'string',
			),
	},
	update: {
		skip: 0,
		tries: TRIES,
		writes: true,
		run: async (cell) =>
			await action(
				cell,
				{
					resource: 'account',
					operation: 'update',
					accountId: byId(cell.accountId),
					updateFields: { category: cell.username },
				},
				([json]) => json?.id === cell.accountId,
			),
	},
	delete: {
		skip: 0,
		tries: TRIES,
		writes: true,
		run: async (cell) =>
			await action(
				cell,
				{ resource: 'account', operation: 'delete', accountId: byId(cell.accountId) },
				([json]) => json?.deleted === true && json.id === cell.accountId,
			),
	},
	getMetrics: {
		skip: 0,
		tries: TRIES,
		run: async (cell) =>
			await action(
				cell,
				{
					resource: 'account',
					operation: 'getMetrics',
					accountIds: cell.listed.slice(0, 50).join(),
					period: '7d',
				},
				(json) =>
					json.every(({ found, views }) => found === true && typeof views === 'number') &&
					same(
						json.map((row) => row.account_id),
						cell.listed.slice(0, 50),
					),
			),
	},
	request: {
		skip: 0,
		tries: TRIES,
		run: async (cell) =>
			await action(
				cell,
				{ resource: 'api', operation: 'request', method: 'GET', path: '/overview' },
				(json) => json.length === 1,
			),
	},
	poll: { skip: 1, tries: 5, run: poll },
	search: {
		skip: 0,
		tries: TRIES,
		run: async ({ credential }) => {
			try {
				const { results } = await searchList(credential, 'searchAccounts');
				return results.length === 50 ? 'ok' : `unexpected: ${results.length} entries`;
			} catch (error) {
				return outcomeOf(error);
			}
		},
	},
};

/**
 * Whether what a cell has changed is what it was asked to change, and only once.
 * @param accounts all accounts after the run
 */
export function dataIsRight(
	column: Column,
	outcome: string,
	cell: Cell,
	accounts: Map<string, Record<string, unknown>>,
	byUsername: Map<string, number>,
): boolean {
	const account = accounts.get(cell.accountId);
	if (column === 'delete') return outcome !== 'ok' || account === undefined;
	if (account === undefined) return false;
	if (column === 'update') return outcome !== 'ok' || account.category === cell.username;
	const created = byUsername.get(cell.username) ?? 0;
	if (column === 'create') return outcome === 'ok' ? created === 1 : created <= 1;
	return created === 0;
}
