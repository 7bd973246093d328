import type { IDataObject } from 'n8n-workflow';

import { inputError } from '../../transport/errors/nodeErrors';
import { send } from '../../transport/send';
import type { Work } from '../../runner/types';
import { readOutputMode, shape } from '../../output/shape';
import { buildRequest } from '../buildRequest';
import { rowsOf } from '../../output/rows';
import { lengthOf } from '../../input/coerce';
import { readSections } from './searchSections';

/** Longest text that GET /search takes (contract/NOTES.md#search). */
export const LONGEST_QUERY = 128;

const SECTIONS = { accounts: 'account', creators: 'creator', videos: 'video' } as const;

/** A match as a row that tells its type and has one name, whatever the API calls it. */
export const matchRow = (type: string, match: IDataObject): IDataObject => ({
	type,
	...match,
	name: match.display_name ?? match.username ?? match.name ?? match.caption ?? null,
});

/** Search: the matches of all sections as rows of one form, or the answer as it is for raw output. */
export const readMatches: Work = async (item) => {
	const output = readOutputMode(item.context, item.index);
	const { request } = await buildRequest(item);
	const text = String(request.query?.q ?? '');
	const refuse = (what: string) =>
		inputError(item.context.getNode(), 'Search For', what, { itemIndex: item.index });
	if (text === '') throw refuse('is empty.');
	if (lengthOf(text) > LONGEST_QUERY)
		throw refuse(`has ${lengthOf(text)} characters; CreatorAudit takes at most ${LONGEST_QUERY}.`);
	const { body } = await send(item.context, request, item.send);
	const sections = readSections(item.context, body, text, item.index);
	if (output.mode === 'raw') return rowsOf(body).slice(0, 1);
	return Object.entries(SECTIONS).flatMap(([section, type]) =>
		sections[section as keyof typeof SECTIONS].map((match) => shape(matchRow(type, match), output)),
	);
};
