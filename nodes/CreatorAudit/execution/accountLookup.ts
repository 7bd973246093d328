import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { runOf } from '../transport/connection';
import { inputError } from '../transport/errors';
import { readPages } from '../transport/pages';
import type { SendOptions } from '../transport/types';
import { describeHandle, type Handle } from './handles';

/** Tracked accounts that an error names. */
const MOST_SUGGESTIONS = 5;

/** What a look-up found: the account's id, or why there is none to be had. */
export type Found = { id: string } | { message: string; description: string };

/** Look-ups of each run, by handle: many rows of a sheet name the same account. */
const lookups = new WeakMap<object, Map<string, Promise<Found>>>();

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

async function lookUp(context: IExecuteSingleFunctions, handle: Handle, send: SendOptions): Promise<Found> {
	const [account, second] = await findAccounts(context, handle, send);
	const shown = describeHandle(handle);
	if (second) {
		return {
			message: `${shown} is tracked on both platforms.`,
			description: `Say which one: instagram:${handle.username} or tiktok:${handle.username}, or paste the address of the profile.`,
		};
	}
	if (account) return { id: String(account.id) };
	const instead = await suggestions(context, handle, send);
	const tracked = instead === '' ? 'No account is tracked yet.' : `Tracked are, for example: ${instead}.`;
	return { message: `${shown} is not tracked.`, description: `Track it first, or correct the name. ${tracked}` };
}

/** Looks a handle up, once for each distinct one and run. */
export function lookUpOnce(context: IExecuteSingleFunctions, handle: Handle, send: SendOptions): Promise<Found> {
	const run = runOf(context);
	const known = lookups.get(run) ?? new Map<string, Promise<Found>>();
	lookups.set(run, known);
	const key = `${handle.platform ?? ''}:${handle.username}`;
	const lookup = known.get(key) ?? lookUp(context, handle, send);
	known.set(key, lookup);
	return lookup;
}

/**
 * The id that was found.
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the handle, and what is tracked instead, when there is none or more than one
 */
export function idOf(context: IExecuteSingleFunctions, itemIndex: number, shown: string, found: Found): string {
	if ('id' in found) return found.id;
	throw inputError(context.getNode(), shown, found.message, { itemIndex, description: found.description });
}
