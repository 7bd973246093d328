import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { runOf } from '../transport/connection';
import { inputError } from '../transport/errors';
import { readPages } from '../transport/pages';
import type { SendOptions } from '../transport/types';
import { describeHandle, type Handle } from './handles';

/** Tracked accounts that an error names. */
const MOST_SUGGESTIONS = 5;

/** Look-ups of each run, by handle: many rows of a sheet name the same account. */
const lookups = new WeakMap<object, Map<string, Promise<IDataObject[]>>>();

/**
 * The tracked accounts that have exactly this username (the API's filter finds parts of names, too).
 * @param handle with a platform, only accounts on it
 */
export async function findAccounts(context: IExecuteSingleFunctions, handle: Handle, send: SendOptions): Promise<IDataObject[]> {
	const { username, platform } = handle;
	const found: IDataObject[] = [];
	for await (const { rows } of readPages(context, { method: 'GET', path: '/accounts', query: { q: username, platform } }, send)) {
		found.push(...rows.filter((row) => String(row.username).toLowerCase() === username));
		// A name is unique on a platform.
		if (found.length >= (platform === undefined ? 2 : 1)) break;
	}
	return found;
}

async function suggestions(context: IExecuteSingleFunctions, { username }: Handle, send: SendOptions): Promise<string> {
	for (const q of [username.slice(0, 3), undefined]) {
		const request = { method: 'GET' as const, path: '/accounts', query: { q } };
		for await (const { rows } of readPages(context, request, { ...send, wanted: MOST_SUGGESTIONS })) {
			if (rows.length > 0) return rows.map((row) => describeHandle(row as unknown as Handle)).join(', ');
		}
	}
	return '';
}

/**
 * The id of the tracked account that a user means, by one look-up for each distinct handle and run.
 * @throws NodeOperationError that names the handle, and what is tracked instead, when there is none or more than one
 */
export async function resolveAccount(
	context: IExecuteSingleFunctions,
	handle: Handle,
	itemIndex: number,
	send: SendOptions,
): Promise<string> {
	const run = runOf(context);
	const known = lookups.get(run) ?? new Map<string, Promise<IDataObject[]>>();
	lookups.set(run, known);
	const key = `${handle.platform ?? ''}:${handle.username}`;
	const lookup = known.get(key) ?? findAccounts(context, handle, send);
	known.set(key, lookup);
	const [account, second] = await lookup;
	if (account && !second) return String(account.id);
	const node = context.getNode();
	const shown = describeHandle(handle);
	if (second) {
		throw inputError(node, 'Account', `${shown} is tracked on both platforms.`, {
			itemIndex,
			description: `Say which one: instagram:${handle.username} or tiktok:${handle.username}, or paste the address of the profile.`,
		});
	}
	const instead = await suggestions(context, handle, send);
	throw inputError(node, 'Account', `${shown} is not tracked.`, {
		itemIndex,
		description: `Track it first, or correct the name. ${instead === '' ? 'No account is tracked yet.' : `Tracked are, for example: ${instead}.`}`,
	});
}
