import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { inputError } from '../transport/errors/nodeErrors';
import { readPages } from '../transport/pagination/paginate';
import type { ApiContext, SendOptions } from '../transport/types';
import { describeHandle, type Handle } from '../input/names/handles';
import { runScoped } from '../runner/runScope';

/** Most tracked accounts that an error names. */
const MOST_SUGGESTIONS = 5;
/** Most searches for such examples in a run: a sheet full of untracked names must not cost three requests for each name. */
const MOST_SEARCHES = 10;

/** What a look-up found: the account, or why there is none to be had. */
export type Found = { account: IDataObject } | { message: string; description: string };

/** Look-ups of a run, shared because many rows of a sheet name the same account. */
interface Asked {
	/** The tracked accounts of a handle. */
	accounts: Map<string, Promise<IDataObject[]>>;
	/** What is said of a handle that names none, or more than one. */
	lookups: Map<string, Promise<Found>>;
	/** All accounts that were seen, by ID. */
	seen: Map<string, IDataObject>;
	/** Tracked accounts in words, by the part of a name that was searched for. */
	examples: Map<string, Promise<string>>;
}

const askedBy = runScoped<Asked>(() => ({
	accounts: new Map(),
	lookups: new Map(),
	seen: new Map(),
	examples: new Map(),
}));

/** Asks a question once; whoever asks it again gets the same answer. */
function once<T>(
	answers: Map<string, Promise<T>>,
	question: string,
	ask: () => Promise<T>,
): Promise<T> {
	const answer = answers.get(question) ?? ask();
	answers.set(question, answer);
	return answer;
}

/**
 * The tracked accounts that have exactly this username. The API's filter finds parts of names, too; sorted by name, those that only begin like
 * it come behind it.
 * @param handle with a platform, only accounts on it
 */
export async function findAccounts(
	context: IExecuteSingleFunctions,
	handle: Handle,
	send: SendOptions,
): Promise<IDataObject[]> {
	const { username, platform } = handle;
	const found: IDataObject[] = [];
	const query = { q: username, platform, order_by: 'username', order_direction: 'asc' };
	const { seen } = askedBy(context);
	for await (const { rows } of readPages(
		context,
		{ method: 'GET', path: '/accounts', query },
		send,
	)) {
		for (const row of rows) seen.set(String(row.id).toLowerCase(), row);
		found.push(...rows.filter((row) => String(row.username).toLowerCase() === username));
		// A name is unique on a platform.
		if (found.length >= (platform === undefined ? 2 : 1)) break;
	}
	return found;
}

/** Some tracked accounts whose name holds a text, in words; '' when there are none. */
async function findExamples(
	context: IExecuteSingleFunctions,
	part: string,
	send: SendOptions,
): Promise<string> {
	const request = { method: 'GET' as const, path: '/accounts', query: { q: part || undefined } };
	const options = { ...send, wanted: MOST_SUGGESTIONS, first: true, leavesOut: true };
	// One page will do: without the filter, the whole list would be read for an example.
	for await (const { rows } of readPages(context, request, options))
		return rows.map((row) => describeHandle(row as unknown as Handle)).join(', ');
	return '';
}

/** Tracked accounts that begin like the one that is not, or any. */
async function suggestions(
	context: IExecuteSingleFunctions,
	{ username }: Handle,
	send: SendOptions,
): Promise<string> {
	const { examples } = askedBy(context);
	const search = (part: string) =>
		once(examples, part, async () => await findExamples(context, part, send));
	const beginning = username.slice(0, 3);
	const alike =
		examples.has(beginning) || examples.size < MOST_SEARCHES ? await search(beginning) : '';
	return alike || (await search(''));
}

const keyOf = ({ platform, username }: Handle): string => `${platform ?? ''}:${username}`;

/** Looks the accounts of a handle up, once for each distinct one and run. */
export function findOnce(
	context: IExecuteSingleFunctions,
	handle: Handle,
	send: SendOptions,
): Promise<IDataObject[]> {
	const { accounts } = askedBy(context);
	return once(accounts, keyOf(handle), async () => await findAccounts(context, handle, send));
}

/** An account that look-ups of the item's run have seen; undefined when none has. */
export function seenAccount(context: ApiContext, id: string): IDataObject | undefined {
	return askedBy(context).seen.get(id);
}

/** What to say of a handle that names an account on each platform. */
export function ambiguous(handle: Handle): { message: string; description: string } {
	return {
		message: `${describeHandle(handle)} is tracked on both platforms.`,
		description: `Say which one: instagram:${handle.username} or tiktok:${handle.username}, or paste the address of the profile.`,
	};
}

async function lookUp(
	context: IExecuteSingleFunctions,
	handle: Handle,
	send: SendOptions,
): Promise<Found> {
	const [account, second] = await findOnce(context, handle, send);
	if (second) return ambiguous(handle);
	if (account) return { account };
	const shown = describeHandle(handle);
	const instead = await suggestions(context, handle, send);
	const tracked =
		instead === '' ? 'No account is tracked yet.' : `You track, for example: ${instead}.`;
	return {
		message: `${shown} is not tracked.`,
		description: `Track it first, or correct the name. ${tracked}`,
	};
}

/** Looks a handle up, once for each distinct one and run. */
export function lookUpOnce(
	context: IExecuteSingleFunctions,
	handle: Handle,
	send: SendOptions,
): Promise<Found> {
	const { lookups } = askedBy(context);
	return once(lookups, keyOf(handle), async () => await lookUp(context, handle, send));
}

/**
 * The account that was found.
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names the handle, and what is tracked instead, when there is none or more than one
 */
export function foundAccount(
	context: IExecuteSingleFunctions,
	itemIndex: number,
	shown: string,
	found: Found,
): IDataObject {
	if ('account' in found) return found.account;
	throw inputError(context.getNode(), shown, found.message, {
		itemIndex,
		description: found.description,
	});
}
