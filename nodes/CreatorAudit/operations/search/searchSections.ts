import type { IDataObject } from 'n8n-workflow';

import { filterError } from '../../transport/pagination/appliedFilters';
import { unexpectedAnswer } from '../../transport/errors/unexpectedAnswer';
import type { ApiContext } from '../../transport/types';
import { rowsOf } from '../../output/rows';

/** Fields of a match that are searched, by section (contract/NOTES.md#search). */
const SEARCHED = {
	accounts: ['username', 'display_name'],
	creators: ['name'],
	videos: ['caption', 'account_username'],
} as const;

type Sections = Record<keyof typeof SEARCHED, IDataObject[]>;

/** Characters of a text that are compared; captions have at most 4,000. */
const LONGEST_TEXT = 4_000;

/** Drops what a search may ignore: capitals, accents, kinds of blanks. Accents go first, because normalising n of them in a row takes O(n²). */
const plain = (text: unknown): string =>
	String(text)
		.slice(0, LONGEST_TEXT)
		.replace(/\p{M}+/gu, '')
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.replace(/\s+/g, ' ')
		.trim()
		.toLowerCase();

/** Whether a match holds the text; undefined when it has none of the fields, or shows only the beginning of one. */
function holdsText(match: IDataObject, fields: readonly string[], text: string) {
	const values = fields
		.map((field) => match[field])
		.filter((value) => value !== null && value !== undefined);
	const texts = values.map(plain);
	if (texts.some((one) => one.includes(text))) return true;
	const isCut =
		texts.some((one) => /(?:…|\.\.\.)$/.test(one)) ||
		values.some((value) => String(value).length > LONGEST_TEXT);
	return values.length === 0 || isCut ? undefined : false;
}

/**
 * The matches of GET /search by section.
 * @param text that was searched for
 * @throws NodeApiError when matches do not hold the text, or nothing shows whether CreatorAudit searched for it
 */
export function readSections(
	context: ApiContext,
	body: unknown,
	text: string,
	itemIndex?: number,
): Sections {
	const [data = {}] = rowsOf(body);
	const known = Object.keys(SEARCHED).filter((name) => Array.isArray(data[name]));
	// Matches in sections of other names would be lost without a word.
	const others = Object.entries(data).filter(
		([name, matches]) => Array.isArray(matches) !== Object.hasOwn(SEARCHED, name),
	);
	if (known.length === 0 || (known.length < Object.keys(SEARCHED).length && others.length > 0)) {
		const message = 'CreatorAudit sent search results in a form that is not known';
		throw unexpectedAnswer(context, message, body, itemIndex);
	}
	const { query } = ((body ?? {}) as { meta?: IDataObject | null }).meta ?? {};
	const wanted = plain(text);
	const isEchoed = query !== undefined && query !== null && plain(query) === wanted;
	const sections = Object.fromEntries(
		Object.keys(SEARCHED).map((section) => [
			section,
			Array.isArray(data[section]) ? (data[section] as IDataObject[]) : [],
		]),
	) as Sections;
	for (const [section, fields] of Object.entries(SEARCHED)) {
		for (const match of sections[section as keyof Sections]) {
			const holds = match !== null && typeof match === 'object' && holdsText(match, fields, wanted);
			if (holds === true || (holds === undefined && isEchoed)) continue;
			throw filterError(
				context,
				`CreatorAudit did not search for "${text.slice(0, 80)}"`,
				'Use Get Many with a filter, or enter the ID or the name.',
				itemIndex,
			);
		}
	}
	return sections;
}
