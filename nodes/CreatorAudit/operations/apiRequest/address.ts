import type { IDataObject } from 'n8n-workflow';

import { pathProblem } from '../../input/apiPath';
import { cellProblem, shownValue, textOf } from '../../input/coerce';
import { isBlankFilter, readBlankFilters } from '../../input/filters';
import { readOptions } from '../../runner/itemOptions';
import type { Item } from '../../runner/types';
import { connect } from '../../transport/connection';
import { inputError } from '../../transport/errors/nodeErrors';

/** Characters of a path, or of a query: servers take 8,000 in all, and encoding makes some of them longer. */
const LONGEST_ADDRESS = 2_000;

/** A name and a value behind the question mark. A name may stand there more than once. */
type Parameter = [name: string, value: string];

/** What a request is sent to, below the base URL. */
export interface Address {
	/** With its leading slash. */
	path: string;
	parameters: Parameter[];
}

/** @throws NodeOperationError when the path is none */
function readText({ context, index: itemIndex }: Item): string {
	const refuse = (message: string) => inputError(context.getNode(), 'Path', message, { itemIndex });
	const given = textOf(context.getNodeParameter('path', ''));
	if (given === undefined) throw refuse('must be a single text.');
	if (given.length > LONGEST_ADDRESS)
		throw refuse(`has ${given.length} characters; an address holds at most ${LONGEST_ADDRESS}.`);
	if (given === '')
		throw refuse('is empty. Enter what follows the Base URL, for example /accounts.');
	return given;
}

/**
 * What of an address follows the base URL. People paste whole addresses, as an answer names the next page, and paths with the base URL's own
 * path, as the documents name them: /v2/accounts.
 * @returns undefined for an address outside the base URL
 */
function belowBase(given: string, baseUrl: string): string | undefined {
	const base = new URL(baseUrl);
	const [, origin, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\\]*)(.*)$/is.exec(given) ?? [];
	if (origin === undefined && (/^[a-z][a-z0-9+.-]*:/i.test(given) || given.startsWith('//')))
		return undefined;
	if (origin !== undefined) {
		const url = URL.canParse(origin) ? new URL(origin) : undefined;
		if (url?.origin !== base.origin || url.username || url.password) return undefined;
	}
	const path = origin === undefined ? given.replace(/^(?!\/)/, '/') : rest;
	const root = base.pathname.replace(/\/+$/, '');
	if (path === root || path.startsWith(`${root}/`) || path.startsWith(`${root}?`))
		return path.slice(root.length);
	return origin === undefined ? path : undefined;
}

const BLANK_PARAMETER_ADVICE =
	'Remove it to ask without it, or set the option Blank Filters to Leave Out.';

/** The entries under Query Parameters; the values of a list go out under the same name. */
function readEntries({ context, index: itemIndex }: Item): Array<[string, unknown]> {
	const { parameters } = (context.getNodeParameter('query', {}) ?? {}) as { parameters?: unknown };
	const entries: Array<[string, unknown]> = [];
	for (const entry of Array.isArray(parameters) ? (parameters as Array<IDataObject | null>) : []) {
		const { name, value } = entry ?? {};
		const key = textOf(name);
		const refuse = (message: string) =>
			inputError(context.getNode(), 'Query Parameters', message, { itemIndex });
		if (!key) {
			if (isBlankFilter(value)) continue;
			throw refuse(`${shownValue(value)} has no name.`);
		}
		const values: unknown[] = Array.isArray(value) && value.length > 0 ? value : [value];
		if (values.some((one) => one !== null && typeof one === 'object'))
			throw refuse(`"${key.slice(0, 50)}" must be a single value, or a list of such.`);
		for (const one of values) {
			const wrong = cellProblem(one);
			if (wrong !== undefined) throw refuse(`"${key.slice(0, 50)}": ${wrong}`);
			entries.push([key, one]);
		}
	}
	return entries;
}

/**
 * @param shown name of the field in the editor
 * @throws NodeOperationError that names a parameter without a value, which would mean everything
 */
function withoutBlanks(
	{ context, index: itemIndex }: Item,
	shown: string,
	entries: Array<[string, unknown]>,
): Parameter[] {
	const blank = readBlankFilters(context, itemIndex, readOptions(context).blankFilters);
	return entries.flatMap(([name, value]): Parameter[] => {
		if (!isBlankFilter(value)) return [[name, String(value)]];
		// An empty cursor means the first page.
		if (blank === 'leaveOut' || name === 'cursor') return [];
		const message = `"${name.slice(0, 50)}" was added and has no value.`;
		throw inputError(context.getNode(), shown, message, {
			itemIndex,
			description: BLANK_PARAMETER_ADVICE,
		});
	});
}

/**
 * Where the user wants to send a request: a path with or without its leading slash, the base URL's own path and a query, or a whole address
 * inside the base URL; and the entries under Query Parameters.
 * @throws NodeOperationError that names the field, before anything is sent
 */
export async function readAddress(item: Item): Promise<Address> {
	const { context, index: itemIndex } = item;
	const refuse = (message: string) => inputError(context.getNode(), 'Path', message, { itemIndex });
	const given = readText(item);
	const entries = readEntries(item);
	const below = belowBase(given, (await connect(context)).baseUrl);
	if (below === undefined) {
		throw refuse(
			'must be a path below the Base URL, such as /accounts, or a whole address inside the Base URL.',
		);
	}
	const [start, ...behind] = below.split('?');
	const path = start.startsWith('/') ? start : `/${start}`;
	const query = behind.join('?');
	// Encoded signs of a query lead nowhere: it is taken apart and encoded anew.
	const problem = pathProblem(`${path}?${query.replace(/%[0-9a-f]{2}/gi, '')}`);
	if (problem !== undefined) throw refuse(problem);
	const parameters = [
		...withoutBlanks(item, 'Path', [...new URLSearchParams(query)]),
		...withoutBlanks(item, 'Query Parameters', entries),
	];
	const length = parameters.flat().reduce((sum, text) => sum + text.length, 0);
	if (length > LONGEST_ADDRESS) {
		const message = `have ${length} characters; an address holds at most ${LONGEST_ADDRESS}.`;
		throw inputError(context.getNode(), 'Query Parameters', message, { itemIndex });
	}
	return { path, parameters };
}

/** A path with its query, encoded. */
export function withQuery({ path, parameters }: Address): string {
	const query = new URLSearchParams(parameters).toString();
	return query === '' ? path : `${path}?${query}`;
}
