import { NodeApiError, type IDataObject, type IPollFunctions, type JsonObject } from 'n8n-workflow';

import { parseTime } from '../../output/parseTime';
import { unexpectedAnswer } from '../../transport/errors/unexpectedAnswer';
import type { Page } from '../../transport/pagination/page';

/** Fields of a row that say when it was refreshed. */
const TIMES = ['first_scrape_time', 'last_scrape_time'];

export function isRow(row: unknown): row is IDataObject {
	return row !== null && typeof row === 'object' && !Array.isArray(row);
}

/** The error for a row whose times cannot be read: it must not count as never refreshed. */
export function timeError(
	context: IPollFunctions,
	rows: unknown[],
	fields = TIMES,
): NodeApiError | undefined {
	const times = rows.filter(isRow).flatMap((row) => fields.map((field) => ({ row, field })));
	const wrong = times.find(({ row, field }) => Number.isNaN(parseTime(row[field])));
	if (!wrong) return undefined;
	const { row, field } = wrong;
	const said = JSON.stringify(row[field]).slice(0, 100);
	const message = `CreatorAudit gave a time that this package cannot read: ${said} in ${field} of ${String(row.id)}`;
	const description = "Tell CreatorAudit's support. Until then IDs or filters can leave it out.";
	return new NodeApiError(context.getNode(), { message } as JsonObject, { message, description });
}

/** The error for a page whose rows lack a field that events are told by, or have one id for all: it must not pass for a page without news. */
export function formError(
	context: IPollFunctions,
	{ rows, response }: Page,
	times = TIMES,
): NodeApiError | undefined {
	const ids = rows.map((row) => row?.id);
	const areIds = ids.every((id) => ['string', 'number', 'undefined'].includes(typeof id));
	const areOne = ids.length > 1 && new Set(ids).size === 1;
	// Without them a refresh is not noticed, or taken for another one.
	const missing =
		['id', ...times].find((name) => !rows.some((row) => name in (row ?? {}))) ??
		(areIds && !areOne ? undefined : 'id');
	if (rows.length === 0 || missing === undefined) return undefined;
	const message = `CreatorAudit's list does not say "${missing}" in a form that this package knows`;
	return unexpectedAnswer(context, message, response.body);
}
