import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { visible } from '../input/names/handles';
import { runScoped } from '../runner/runScope';
import { readPages } from '../transport/pagination/paginate';
import type { SendOptions } from '../transport/types';

/** Most creators that an error names. */
const MOST_EXAMPLES = 5;

/** The creators of an organization by name. Names need not be unique. */
type CreatorsByName = Map<string, IDataObject[]>;

/** Characters that a name may have: the API takes 255 (contract/openapi.yaml, CreatorCreate), each of which may be written with accents of its own. */
export const LONGEST_NAME = 2_000;

/** A name as it is compared: blanks and what nobody sees do not count, capitals do. */
export function plainName(given: unknown): string {
	const name = String(given ?? '');
	// Before anything looks at it: normalising takes time with the square of the length.
	if (name.length > LONGEST_NAME) return name;
	return visible(name).normalize('NFC').replace(/\s+/g, ' ');
}

async function readCreators(
	context: IExecuteSingleFunctions,
	send: SendOptions,
): Promise<CreatorsByName> {
	const byName: CreatorsByName = new Map();
	for await (const { rows } of readPages(context, { method: 'GET', path: '/creators' }, send)) {
		for (const row of rows) {
			const name = plainName(row.name);
			byName.set(name, [...(byName.get(name) ?? []), row]);
		}
	}
	return byName;
}

/** The list of creators, read once for all items of a run. */
const readings = runScoped<{ list?: Promise<CreatorsByName> }>(() => ({}));

/**
 * All creators by name, read once for all items of a run: no filter takes a name (contract/NOTES.md#lists), and only the whole list shows
 * that a name is there once.
 * @throws NodeApiError when a page cannot be read; whoever comes later begins anew
 */
async function creatorsByName(
	context: IExecuteSingleFunctions,
	send: SendOptions,
): Promise<CreatorsByName> {
	const reading = readings(context);
	const list = (reading.list ??= readCreators(context, send));
	try {
		return await list;
	} catch (error) {
		if (reading.list === list) reading.list = undefined;
		throw error as Error;
	}
}

/** What a look-up found: the creator, or why there is none to be had. */
export type FoundCreator =
	| { creator: IDataObject }
	| { reason: 'none' | 'several'; message: string; description: string };

/** Looks for the creator that has exactly this name. */
export async function findCreator(
	context: IExecuteSingleFunctions,
	given: string,
	send: SendOptions,
): Promise<FoundCreator> {
	const creators = await creatorsByName(context, send);
	const name = plainName(given);
	const [creator, second] = creators.get(name) ?? [];
	const shown = `"${name.slice(0, 80)}"`;
	if (second) {
		return {
			reason: 'several',
			message: `${shown} is the name of more than one creator.`,
			description: 'Give the ID of the one that you mean, the field "id" of Creator → Get Many.',
		};
	}
	if (creator) return { creator };
	const examples = [...creators.keys()]
		.sort((a, b) => Number(isAlike(b, name)) - Number(isAlike(a, name)))
		.slice(0, MOST_EXAMPLES);
	const known =
		examples.length === 0
			? 'You have no creator yet.'
			: `You have, for example: ${examples.join(', ')}.`;
	return {
		reason: 'none',
		message: `${shown} is the name of no creator.`,
		description: `Every letter counts, capitals included. ${known}`,
	};
}

/** Whether one name contains the other, whatever the capitals. */
function isAlike(one: string, other: string): boolean {
	const [a, b] = [one.toLowerCase(), other.toLowerCase()];
	return a.includes(b) || b.includes(a);
}

/** Takes note of a creator that the run has made, so that a later item finds it. */
export async function noteCreator(
	context: IExecuteSingleFunctions,
	creator: IDataObject,
): Promise<void> {
	const creators = await readings(context).list?.catch(() => undefined);
	const name = plainName(creator.name);
	const known = creators?.get(name) ?? [];
	if (!known.some(({ id }) => id === creator.id)) creators?.set(name, [...known, creator]);
}
